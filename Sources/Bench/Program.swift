import Glibc

/// A program that runs beside us. Its outputs go to files of its own, so that it never waits for
/// us to read them.
struct Program: Sendable {
    /// How a program ended, what it said, and what it took.
    struct Ending: Sendable {
        /// As a shell counts: the exit code, or 128 and the signal.
        let code: Int32
        let output: String
        let complaints: String
        let duration: Duration
        /// The most resident memory that was seen, in kilobytes; looked at every few milliseconds.
        let peakKilobytes: Int
    }

    /// How often a running program is looked at: short beside what is measured, and cheap.
    private static let glance = Duration.milliseconds(3)

    let pid: pid_t
    private let name: String
    private let output: Int32
    private let complaints: Int32
    private let begin = ContinuousClock.now

    /// Starts a program, found by `PATH` where its name has no slash.
    ///
    /// - Parameter environment: changes to our own environment; nil takes a variable away.
    /// - Throws: `BenchError` where it cannot be started.
    init(_ command: [String], environment: [String: String?] = [:]) throws {
        name = command.joined(separator: " ")
        output = try Program.file()
        complaints = try Program.file()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads that Swift's tasks run on block all signals, which a program would inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let failure = Program.withStrings(command) { arguments in
            Program.withStrings(Program.merged(environment)) { variables in
                posix_spawnp(&pid, command.first ?? "", &actions, &attributes, arguments, variables)
            }
        }
        guard failure == 0 else {
            throw BenchError("\(name) was not started: \(String(cString: strerror(failure)))")
        }
        self.pid = pid
    }

    /// Runs a program to its end.
    ///
    /// - Throws: `BenchError` where it cannot be started or did not end with 0.
    static func run(
        _ command: [String], environment: [String: String?] = [:]
    ) async throws -> Ending {
        let ending = try await Program(command, environment: environment).end()
        guard ending.code == 0 else {
            throw BenchError(
                "\(command.joined(separator: " ")) ended with \(ending.code):\n"
                    + ending.output.suffix(2000) + ending.complaints.suffix(2000))
        }
        return ending
    }

    /// Waits for the end. A cancelled task kills the program.
    func end() async -> Ending {
        var status: Int32 = 0
        var peak = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            peak = max(peak, ProcessFigures.peakKilobytes(of: pid))
            do {
                try await Task.sleep(for: Program.glance)
            } catch {
                kill(pid, SIGKILL)
                usleep(10_000)
            }
        }
        let duration = ContinuousClock.now - begin
        defer {
            close(output)
            close(complaints)
        }
        let signal = status & 0x7F
        return Ending(
            code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: Program.text(of: output), complaints: Program.text(of: complaints),
            duration: duration, peakKilobytes: peak)
    }

    /// A file without a name.
    private static func file() throws -> Int32 {
        let folder = environment("TMPDIR") ?? "/tmp"
        var name = Array("\(folder)/linli-output-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw BenchError("no file can be made in \(folder)")
        }
        // Closed on exec: only its copies on 1 and 2 reach the program.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(name)
        return descriptor
    }

    private static func text(of file: Int32) -> String {
        let size = Int(lseek(file, 0, SEEK_END))
        var bytes = [UInt8](repeating: 0, count: max(0, size))
        let count = pread(file, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func merged(_ changes: [String: String?]) -> [String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1)
            if let name = parts.first {
                variables[String(name)] = parts.count > 1 ? String(parts[1]) : ""
            }
            next += 1
        }
        for (name, value) in changes { variables[name] = value }
        return variables.map { "\($0)=\($1)" }
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Why something could not be measured, in plain words for whoever runs it.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
