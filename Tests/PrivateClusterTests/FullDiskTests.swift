import Foundation
import Testing

@testable import PrivateCluster

/// On a small file system in memory, so only where one may be mounted.
@Suite(.serialized) struct FullDiskTests {
    /// Runs the body in a new folder of a file system of that size; says why where it cannot.
    private func withDisk(
        megabytes: Int, _ body: (Scratch) async throws -> Void
    ) async throws {
        let place = "\(Scratch.temporary)/linli-disk-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false)
        defer { rmdir(place) }
        let options = "size=\(megabytes)m,mode=755"
        let mount = try ChildProcess.run(
            ["/usr/bin/mount", "-t", "tmpfs", "-o", options, "linli-test", place])
        guard mount.code == 0 else {
            print("skipped, no file system may be mounted here: \(mount.output)")
            return
        }
        let result: Result<Void, any Error>
        do {
            try await Scratch.with(folder: place + "/data", body)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        #expect(try ChildProcess.run(["/usr/bin/umount", place]).code == 0)
        try result.get()
    }

    @Test func nothingIsLeftOfAClusterThatDidNotFit() async throws {
        try await withDisk(megabytes: 20) { scratch in
            let error = await #expect(throws: PrivateClusterError.self) {
                _ = try await scratch.cluster.hold()
            }
            #expect(error == .diskFull(path: scratch.folder))
            let left = names(inFolder: scratch.folder).filter { !$0.hasSuffix(".lock") }
            #expect(left == [])
        }
    }

    @Test func aServerThatFilledTheDiskGoesOnWhenSpaceIsFreed() async throws {
        try await withDisk(megabytes: 160) { scratch in
            let hold = try await scratch.cluster.hold()
            try scratch.sql("create table kept as select n from generate_series(1, 1000) n")
            let ballast = scratch.folder + "/ballast"
            try Data(count: 40 << 20).write(to: URL(filePath: ballast))
            // Until there is no room for the table, or for the log, which stops the server.
            let fill = "create table filler as select repeat(md5(n::text), 30) as t"
            #expect(try scratch.sql("\(fill) from generate_series(1, 400000) n") == nil)

            try FileManager.default.removeItem(atPath: ballast)
            try await hold.revive()
            let isBack = try await eventually {
                (try? scratch.sql("insert into kept values (0)")) != nil
            }
            #expect(isBack)
            #expect(try scratch.sql("select count(*) from kept") == "1001")
            await hold.release()
        }
    }
}
