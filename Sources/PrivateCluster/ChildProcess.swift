import CSpawn
import Glibc

/// A program that runs to its end, in a session of its own: Ctrl-C in our terminal does not reach
/// it, nor what it leaves behind. It inherits no open file and none of our environment.
struct ChildProcess {
    struct Outcome {
        /// As a shell counts: the exit code, or 128 and the signal.
        let code: Int32
        /// Both outputs in the order written, at most the last 64 kB.
        let output: String
    }

    /// Messages are read for "No space left", so they must not be translated. No PG* variable of
    /// the user's may point these programs elsewhere.
    static let variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]

    static func run(_ command: [String]) throws -> Outcome {
        guard let program = command.first else { return Outcome(code: 0, output: "") }
        let output = try memoryFile(for: program)
        defer { close(output) }
        let pid = try spawn(program, command, variables, output: output)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw notRunnable(program, errno) }
        }
        return Outcome(code: code(of: status), output: lastText(of: output))
    }

    /// Runs a program that may take long: its lines are handed on as it writes them, and a
    /// cancelled task ends it.
    ///
    /// - Parameter more: variables besides `variables`, as `NAME=value`.
    static func watch(
        _ command: [String], with more: [String] = [], cancelled: Cancelled,
        line: (Substring) -> Void
    ) throws -> Outcome {
        guard let program = command.first else { return Outcome(code: 0, output: "") }
        let output = try memoryFile(for: program)
        defer { close(output) }
        let pid = try spawn(program, command, variables + more, output: output)
        var reader = LineReader(file: output)
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG)
            guard ended >= 0 || errno == EINTR else { throw notRunnable(program, errno) }
            reader.read(line)
            if ended == pid { break }
            do {
                try cancelled.check()
            } catch {
                kill(pid, SIGTERM)
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                throw error
            }
            usleep(20_000)
        }
        return Outcome(code: code(of: status), output: lastText(of: output))
    }

    private static func code(of status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// In memory, because the disk may be full; not a pipe, because a daemon left behind by the
    /// program would keep it open.
    private static func memoryFile(for program: String) throws -> Int32 {
        let output = linli_memory_file()
        guard output >= 0 else { throw notRunnable(program, errno) }
        return output
    }

    private static func spawn(
        _ program: String, _ command: [String], _ variables: [String], output: Int32
    ) throws -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) }
        defer {
            for text in arguments + environment { free(text) }
        }
        arguments.append(nil)
        environment.append(nil)
        var pid: pid_t = 0
        let failure = linli_spawn(&pid, program, &arguments, &environment, output)
        guard failure == 0 else { throw notRunnable(program, failure) }
        return pid
    }

    private static func notRunnable(_ program: String, _ number: Int32) -> PrivateClusterError {
        .programNotRunnable(path: program, reason: errorText(number))
    }

    private static func lastText(of file: Int32) -> String {
        let limit = 65_536
        let size = Int(lseek(file, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: min(limit, max(0, size)))
        let count = pread(file, &bytes, bytes.count, off_t(max(0, size - limit)))
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}

/// Reads what a program has written since the last time, line by line.
private struct LineReader {
    let file: Int32
    private var offset: off_t = 0
    private var begun: [UInt8] = []

    init(file: Int32) {
        self.file = file
    }

    mutating func read(_ line: (Substring) -> Void) {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while case let count = pread(file, &bytes, bytes.count, offset), count > 0 {
            offset += off_t(count)
            for byte in bytes[..<count] {
                if byte == UInt8(ascii: "\n") {
                    line(Substring(decoding: begun, as: UTF8.self))
                    begun.removeAll(keepingCapacity: true)
                } else {
                    begun.append(byte)
                }
            }
        }
    }
}
