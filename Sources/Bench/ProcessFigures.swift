import Glibc

/// What the kernel says about a running process.
enum ProcessFigures {
    /// The most resident memory so far, in kilobytes; 0 where the process is gone. Not what
    /// `wait4` says, which counts the memory of whoever started the program.
    static func peakKilobytes(of pid: pid_t) -> Int { status("VmHWM:", of: pid) }

    /// The resident memory now, in kilobytes; 0 where the process is gone.
    static func residentKilobytes(of pid: pid_t) -> Int { status("VmRSS:", of: pid) }

    /// Processor time so far, of all threads, in user mode and in the kernel.
    static func processorTime(of pid: pid_t) -> Duration {
        guard let text = file("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else {
            return .zero
        }
        // After the name, which may hold blanks, comes field 3; 14 and 15 are the two times.
        let fields = text[name...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else {
            return .zero
        }
        return .milliseconds((user + system) * 1000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// Running processes whose parent is the given one.
    static func children(of pid: pid_t) -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let child = pid_t(name), parent(of: child) == pid { found.append(child) }
        }
        return found
    }

    /// The words that a process was started with, or that it shows in their place.
    static func title(of pid: pid_t) -> String {
        (file("/proc/\(pid)/cmdline") ?? "").replacing("\0", with: " ")
    }

    /// The folder that a process works in; nil where it is gone, or not ours to ask.
    static func folder(of pid: pid_t) -> String? { target(of: "/proc/\(pid)/cwd") }

    /// The file that we were started from.
    static func ownProgram() -> String { target(of: "/proc/self/exe") ?? "linli-bench" }

    private static func target(of link: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.assumingMemoryBound(to: CChar.self).baseAddress.map {
                readlink(link, $0, buffer.count)
            } ?? -1
        }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    private static func parent(of pid: pid_t) -> pid_t? {
        guard let text = file("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[name...].split(separator: " ")
        return fields.count > 2 ? pid_t(fields[2]) : nil
    }

    private static func status(_ name: String, of pid: pid_t) -> Int {
        guard let text = file("/proc/\(pid)/status") else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
                ?? 0
        }
        return 0
    }

    /// A small file, whole; nil where there is none to be read.
    static func file(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &chunk, chunk.count), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
