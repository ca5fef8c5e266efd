import Dispatch
import Glibc

/// One run of the real executable `linli`, which stands beside the test bundle.
struct Command {
    let status: Int32
    let out: String
    let errors: String

    /// Longer than any command takes on a busy machine; one that hangs is killed.
    static let patience = 120.0

    static let executable: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let bundle = String(
            decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // `swift test` runs the bundle itself; other runners name it in an argument.
        let candidates = [bundle] + CommandLine.arguments
        let folders = candidates.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
            .map { $0.dropLast().joined(separator: "/") }
        let paths = folders.map { "\($0)/linli" }
        return paths.first { access($0, X_OK) == 0 } ?? "linli"
    }()

    /// Runs to the end. Nothing is read from standard input.
    static func run(
        _ arguments: [String], environment: [String: String], through shell: String? = nil
    ) async -> Command {
        let running = start(arguments, environment: environment, through: shell)
        return await running.end()
    }

    /// - Parameter shell: a line for sh in which `"$@"` stands for the command.
    static func start(
        _ arguments: [String], environment: [String: String], through shell: String? = nil
    ) -> Running {
        let folder = TemporaryFolder()
        var line = [executable] + arguments
        if let shell { line = ["/bin/sh", "-c", shell, "sh"] + line }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // Files, not pipes: a server left behind would keep a pipe open for ever.
        for (descriptor, name) in [(Int32(1), "out"), (2, "errors")] {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, folder.path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var argv = line.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, line[0], &actions, &attributes, &argv, &envp)
        for text in argv + envp { free(text) }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        return Running(pid: failure == 0 ? pid : -1, folder: folder)
    }

    struct Running: Sendable {
        let pid: pid_t
        let folder: TemporaryFolder

        /// To the command and whatever it runs in its own process group.
        func signal(_ number: Int32) { kill(-pid, number) }

        func end() async -> Command {
            let status = await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(returning: wait()) }
            }
            return Command(
                status: status, out: folder.text("out"), errors: folder.text("errors"))
        }

        /// - Returns: the exit code; 1000 and the signal's number where one ended it; 2000 where the
        ///   command had to be killed.
        private func wait() -> Int32 {
            guard pid > 0 else { return -1 }
            var status: Int32 = 0
            for _ in 0..<Int(Command.patience * 100) {
                if waitpid(pid, &status, WNOHANG) == pid {
                    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 1000 + (status & 0x7F)
                }
                usleep(10_000)
            }
            kill(-pid, SIGKILL)
            waitpid(pid, &status, 0)
            return 2000
        }
    }
}

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
    let root: String

    init() {
        var template = Array("/tmp/linli-command-XXXXXX".utf8CString)
        root = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit {
        guard root.hasPrefix("/tmp/linli-command-") else { return }
        var status: Int32 = 0
        var pid: pid_t = 0
        let words = ["/bin/rm", "-rf", root]
        var argv = words.map { strdup($0) } + [nil]
        if posix_spawn(&pid, "/bin/rm", nil, nil, &argv, nil) == 0 { waitpid(pid, &status, 0) }
        for text in argv { free(text) }
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

    func bytes(_ name: String) -> [UInt8] {
        guard let file = fopen(path(name), "r") else { return [] }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            content += chunk[..<count]
        }
        return content
    }

    /// - Returns: the path of the file written.
    @discardableResult
    func write(_ content: [UInt8], as name: String) -> String {
        if let file = fopen(path(name), "w") {
            fwrite(content, 1, content.count, file)
            fclose(file)
        }
        return path(name)
    }

    @discardableResult
    func write(_ text: String, as name: String) -> String { write(Array(text.utf8), as: name) }
}
