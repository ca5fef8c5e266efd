import Foundation
import Logging
import Testing

@testable import PrivateCluster

/// A data folder of one test's own; nothing of it is left, in memory or on disk.
struct Scratch {
    /// deploy/test sets it, and clears it away even where this process is killed.
    static let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"

    let folder: String
    var environment: [String: String] = [:]

    static func with(
        folder: String? = nil, _ body: (Scratch) async throws -> Void
    ) async throws {
        let folder = folder ?? "\(temporary)/linli-test-\(UInt32.random(in: 0...UInt32.max))"
        let scratch = Scratch(folder: folder)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(scratch))
        } catch {
            result = .failure(error)
        }
        scratch.remove()
        try result.get()
    }

    var layout: ClusterLayout { ClusterLayout(dataFolder: folder) }

    var cluster: PrivateCluster {
        PrivateCluster(
            dataFolder: folder, environment: environment,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func account() throws -> ClusterAccount { try ClusterAccount.find(for: layout) }

    func processes() throws -> ClusterProcesses {
        ClusterProcesses(layout: layout, account: try account())
    }

    func postmaster() throws -> Postmaster { try #require(try processes().postmaster()) }

    /// As `kill -9` does it; the kernel takes a moment.
    func killPostmaster() async throws {
        let processes = try processes()
        let pid = try postmaster().pid
        kill(pid_t(pid), SIGKILL)
        #expect(try await eventually { !processes.isOurs(pid) })
    }

    /// Runs one statement, and answers what it prints; `nil` when it failed.
    @discardableResult
    func sql(_ statement: String) throws -> String? {
        let outcome = try ChildProcess.run(try psql(statement))
        return outcome.code == 0
            ? outcome.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    func psql(_ statement: String) throws -> [String] {
        [
            try ClusterBinaries.find(for: layout).folder + "/psql", "--no-psqlrc", "--tuples-only",
            "--no-align", "--quiet", "--host=\(try postmaster().socketFolder)",
            "--username=postgres",
            "--command=\(statement)",
        ]
    }

    private func remove() {
        if let processes = try? processes() {
            let postmaster = processes.postmaster()
            // Not at once SIGKILL, which would leave its shared memory behind.
            if let postmaster { kill(pid_t(postmaster.pid), SIGQUIT) }
            for _ in 0..<500 where !processes.all().isEmpty { usleep(10_000) }
            for pid in processes.all() { kill(pid_t(pid), SIGKILL) }
            while !processes.all().isEmpty { usleep(10_000) }
            for path in [postmaster?.socketFolder].compactMap(\.self) + sockets(processes) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func sockets(_ processes: ClusterProcesses) -> [String] {
        SocketFolder(
            layout: layout, account: processes.account, environment: environment
        ).candidates()
    }
}

/// A program that goes on in the background until it is ended.
final class Background {
    private let process = Process()

    init(_ command: [String]) throws {
        process.executableURL = URL(filePath: try #require(command.first))
        process.arguments = Array(command.dropFirst())
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var pid: Int { Int(process.processIdentifier) }

    /// As `kill -9` does it.
    func end() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Waits for what happens by itself, at most ten seconds.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<1_000 {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
