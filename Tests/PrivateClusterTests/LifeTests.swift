import Foundation
import Testing

@testable import PrivateCluster

/// A cluster from its making to its stop, without mishaps.
@Suite struct LifeTests {
    @Test func aClusterIsMadeAsItShouldBeAndStoppedByTheLastOneOut() async throws {
        try await Scratch.with { scratch in
            #expect(try await scratch.cluster.status().state == .notMade)
            #expect(!FileManager.default.fileExists(atPath: scratch.folder))

            let hold = try await scratch.cluster.hold()
            let settings = """
                select string_agg(name || '=' || setting, ' ' order by name) from pg_settings
                where name in ('data_checksums', 'fsync', 'listen_addresses', 'lc_collate',
                    'password_encryption', 'server_encoding', 'jit')
                """
            #expect(
                try scratch.sql(settings)
                    == "data_checksums=on fsync=on jit=off lc_collate=C.UTF-8 listen_addresses= "
                    + "password_encryption=scram-sha-256 server_encoding=UTF8")
            #expect("\(hold.socketFolder)/.s.PGSQL.\(hold.port)".utf8.count <= 107)
            let socketFolder = try #require(linkStatus(hold.socketFolder))
            #expect(socketFolder.st_mode & 0o7777 == 0o700)
            #expect(socketFolder.st_uid == (try scratch.account().uid))

            let status = try await scratch.cluster.status()
            #expect(status.state == .running && status.holders == 1 && !status.pinned)
            #expect(status.socketFolder == hold.socketFolder && status.version == "15")
            #expect(status.sizeBytes > 10_000_000)

            try scratch.sql("create table kept as select '邻里' as name")
            await hold.release()
            await hold.release()
            #expect(try await scratch.cluster.status().state == .stopped)

            let again = try await scratch.cluster.hold()
            #expect(try scratch.sql("select name from kept") == "邻里")
            await again.release()
        }
    }

    @Test func manyComeAtOnceAndGetOneCluster() async throws {
        try await Scratch.with { scratch in
            let holds = try await withThrowingTaskGroup(of: ClusterHold.self) { group in
                for _ in 0..<12 { group.addTask { try await scratch.cluster.hold() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(holds.map(\.socketFolder)).count == 1)
            #expect(try await scratch.cluster.status().holders == 12)
            await withTaskGroup(of: Void.self) { group in
                for hold in holds.dropFirst() { group.addTask { await hold.release() } }
            }
            #expect(try scratch.sql("select 1") == "1")
            await holds.first?.release()
            #expect(try await scratch.cluster.status().state == .stopped)
        }
    }

    @Test func aPinnedClusterStaysUpUntilItIsStopped() async throws {
        try await Scratch.with { scratch in
            try await scratch.cluster.start()
            let hold = try await scratch.cluster.hold()
            let refusal = await #expect(throws: PrivateClusterError.self) {
                try await scratch.cluster.stop()
            }
            #expect(refusal?.code == "clusterInUse")
            await hold.release()
            let status = try await scratch.cluster.status()
            #expect(status.state == .running && status.pinned && status.holders == 0)
            try await scratch.cluster.stop()
            #expect(try await scratch.cluster.status().state == .stopped)
            #expect(try await scratch.cluster.status().pinned == false)

            let another = try await scratch.cluster.hold()
            try await scratch.cluster.stop(force: true)
            #expect(try await scratch.cluster.status().state == .stopped)
            await another.release()
        }
    }

    @Test func theServerIsOutOfReachOfOurTerminalAndInheritsNoFile() async throws {
        try await Scratch.with { scratch in
            let hold = try await scratch.cluster.hold()
            let pid = try scratch.postmaster().pid
            #expect(getsid(pid_t(pid)) != getsid(0))
            let files = names(inFolder: "/proc/\(pid)/fd").compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(pid)/fd/\(name)")
            }
            #expect(!files.isEmpty)
            #expect(files.allSatisfy { !$0.hasSuffix(".lock") })
            await hold.release()
        }
    }

    @Test func whoeverWaitsCanBeCancelled() async throws {
        try await Scratch.with { scratch in
            try DataFolder(path: scratch.folder).make()
            let lock = try FileLock(path: scratch.layout.startLock, in: scratch.folder)
            #expect(lock.tryExclusive())
            let waiting = Task { try await scratch.cluster.hold() }
            try await Task.sleep(for: .milliseconds(100))
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            withExtendedLifetime(lock) {}
        }
    }

    @Test func aLogThatHasGrownIsBegunAnew() async throws {
        try await Scratch.with { scratch in
            try DataFolder(path: scratch.folder).make()
            let log = scratch.folder + "/postgres.log"
            let line = String(repeating: "x", count: 1_023) + "\n"
            let old = String(repeating: line, count: 9_000)
            try Data(old.utf8).write(to: URL(filePath: log))
            let hold = try await scratch.cluster.hold()
            #expect(
                size(ofFolder: scratch.folder) - size(ofFolder: scratch.layout.cluster) < 3 << 20)
            #expect(text(ofFile: log)?.contains("ready to accept connections") == true)
            await hold.release()
        }
    }

    @Test(.enabled(if: isRoot(), "only root runs PostgreSQL as somebody else"))
    func asRootTheClusterBelongsToTheOwnerOfTheDataFolder() async throws {
        try await Scratch.with { scratch in
            let owner = try #require(ClusterAccount.named("nobody"))
            try DataFolder(path: scratch.folder).make()
            chown(scratch.folder, owner.uid, owner.gid)
            let hold = try await scratch.cluster.hold()
            #expect(linkStatus(scratch.layout.cluster)?.st_uid == owner.uid)
            // The owner must be able to come after root has been.
            #expect(linkStatus(scratch.layout.holdLock)?.st_uid == owner.uid)
            #expect(try scratch.sql("select 1") == "1")
            await hold.release()
        }
    }
}
