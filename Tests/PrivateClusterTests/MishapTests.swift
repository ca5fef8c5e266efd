import Foundation
import Testing

@testable import PrivateCluster

/// Processes are killed, and files are left behind or taken away.
@Suite struct MishapTests {
    @Test func aKilledPostmasterIsStartedAgainThoughABackendOutlivesIt() async throws {
        try await Scratch.with { scratch in
            let hold = try await scratch.cluster.hold()
            try scratch.sql("create table kept as select 42 as answer")
            // Busy, so that it does not notice that its postmaster is dead.
            let busy = try Background(
                try scratch.psql("select count(*) from generate_series(1, 1e12)"))
            let isBusy = try await eventually {
                try scratch.sql(
                    "select count(*) from pg_stat_activity where query like '%1e12)'"
                        + " and state = 'active' and pid <> pg_backend_pid()") == "1"
            }
            #expect(isBusy)
            try await scratch.killPostmaster()

            try await hold.revive()
            #expect(try scratch.sql("select answer from kept") == "42")
            busy.end()
            await hold.release()
            #expect(try await scratch.cluster.status().state == .stopped)
        }
    }

    @Test func theNumberInAStalePidFileMayBelongToAnotherProgram() async throws {
        try await Scratch.with { scratch in
            let first = try await scratch.cluster.hold()
            let pidFile = try #require(text(ofFile: scratch.layout.pidFile))
            let socketFolder = first.socketFolder
            await first.release()

            // Of the same account, so that PostgreSQL itself would take it for a postmaster.
            let other = try Background(try scratch.account().command("/bin/sleep", ["60"]))
            let rest = pidFile.split(separator: "\n", maxSplits: 1)[1]
            let stale = "\(other.pid)\n\(rest)"
            for path in [scratch.layout.pidFile, socketFolder + "/.s.PGSQL.5432.lock"] {
                try Data(stale.utf8).write(to: URL(filePath: path))
            }
            #expect(try await scratch.cluster.status().state == .stopped)
            let second = try await scratch.cluster.hold()
            #expect(try scratch.sql("select 1") == "1")
            await second.release()
            #expect(kill(pid_t(other.pid), 0) == 0, "a stranger was killed")
            other.end()
        }
    }

    /// `flock` stands for another linli: it holds the same lock.
    @Test func aKilledLinliLeavesTheClusterToTheNextOneOut() async throws {
        try await Scratch.with { scratch in
            let hold = try await scratch.cluster.hold()
            let other = try Background(
                ["/usr/bin/flock", "--shared", "--no-fork", scratch.layout.holdLock, "sleep", "60"])
            let holds = try await eventually {
                names(inFolder: "/proc/\(other.pid)/fd").contains("3")
                    && text(ofFile: "/proc/\(other.pid)/comm") == "sleep\n"
            }
            #expect(holds)
            await hold.release()
            #expect(try scratch.sql("select 1") == "1", "stopped under another's feet")
            other.end()
            #expect(try scratch.sql("select 1") == "1")
            await (try await scratch.cluster.hold()).release()
            #expect(try await scratch.cluster.status().state == .stopped)
        }
    }

    @Test func dataSurviveWhenBothAreKilled() async throws {
        try await Scratch.with { scratch in
            let other = try await {
                _ = try await scratch.cluster.hold()
                return try Background(
                    [
                        "/usr/bin/flock", "--shared", "--no-fork", scratch.layout.holdLock, "sleep",
                        "60",
                    ])
            }()
            try scratch.sql("create table kept (n int)")
            var acknowledged = 0
            for round in 1...3 {
                for _ in 1...20 where try scratch.sql("insert into kept values (\(round))") != nil {
                    acknowledged += 1
                }
                try await scratch.killPostmaster()
                other.end()
                _ = try await scratch.cluster.hold()
                #expect(try scratch.sql("select count(*) from kept") == "\(acknowledged)")
            }
            #expect(acknowledged == 60)
        }
    }

    @Test func aSocketThatWasCleanedAwayComesBack() async throws {
        try await Scratch.with { scratch in
            let first = try await scratch.cluster.hold()
            try FileManager.default.removeItem(atPath: first.socketFolder)
            let second = try await scratch.cluster.hold()
            #expect(second.socketFolder == first.socketFolder)
            #expect(try scratch.sql("select 1") == "1")
            await first.release()
            await second.release()
        }
    }

    @Test func whatWasHalfMadeIsNeverUsed() async throws {
        try await Scratch.with { scratch in
            let left = scratch.folder + "/" + ClusterLayout.makingPrefix + "7"
            try FileManager.default.createDirectory(
                atPath: left + "/base", withIntermediateDirectories: true)
            let hold = try await scratch.cluster.hold()
            #expect(!FileManager.default.fileExists(atPath: left))
            await hold.release()
        }
    }
}
