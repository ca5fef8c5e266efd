import Foundation
import Testing

@testable import PrivateCluster

/// What cannot be used is said so, and nothing is changed or left behind.
@Suite struct RefusalTests {
    private func refusal(_ scratch: Scratch) async -> PrivateClusterError? {
        await #expect(throws: PrivateClusterError.self) { _ = try await scratch.cluster.hold() }
    }

    @Test func aFolderThatIsNoClusterIsLeftAlone() async throws {
        try await Scratch.with { scratch in
            try FileManager.default.createDirectory(
                atPath: scratch.folder + "/postgres/photos", withIntermediateDirectories: true)
            let error = await refusal(scratch)
            // As root it runs as the owner of what is there; a stranger's folder has none.
            #expect(["notACluster", "noUnprivilegedAccount"].contains(error?.code))
            #expect(FileManager.default.fileExists(atPath: scratch.folder + "/postgres/photos"))
        }
    }

    @Test func dataOfAnotherVersionAreNotTouched() async throws {
        try await Scratch.with { scratch in
            await (try await scratch.cluster.hold()).release()
            try Data("99\n".utf8).write(to: URL(filePath: scratch.layout.versionFile))
            let error = await refusal(scratch)
            #expect(error == .versionNotInstalled(made: "99", installed: [15]))
            #expect(error?.sentence.contains("apt-get install postgresql-99") == true)
        }
    }

    @Test func aDataFolderInThePlaceOfAFileIsRefused() async throws {
        try await Scratch.with { scratch in
            try Data().write(to: URL(filePath: scratch.folder))
            #expect(await refusal(scratch)?.code == "dataFolderNotWritable")
        }
    }

    @Test func aNameThatAShellWouldReadIsRefused() async throws {
        try await Scratch.with(folder: "/tmp/linli-test-$(id)") { scratch in
            #expect(await refusal(scratch)?.code == "dataFolderUnsuitable")
            #expect(!FileManager.default.fileExists(atPath: scratch.folder))
        }
    }

    @Test(.enabled(if: isRoot(), "only root runs PostgreSQL as somebody else"))
    func asRootTheFoldersAboveMustLetTheAccountThrough() async throws {
        try await Scratch.with { scratch in
            try DataFolder(path: scratch.folder).make()
            var below = scratch
            below = Scratch(folder: scratch.folder + "/data")
            let error = await refusal(below)
            #expect(
                error == .dataFolderNotReachable(blockedAt: scratch.folder, account: "postgres"))
            #expect(!FileManager.default.fileExists(atPath: below.layout.cluster))
        }
    }

    @Test(.enabled(if: isRoot(), "only root can make a folder of somebody else's"))
    func aSocketFolderOfSomebodyElseIsNotUsed() async throws {
        try await Scratch.with { scratch in
            let account = try scratch.account()
            let tag = scratch.layout.tag
            let run = "/run/\(tag)"
            mkdir(run, 0o777)
            chown(run, 65_534, 65_534)
            defer { rmdir(run) }
            #expect(account.isAnother)
            #expect(await refusal(scratch)?.code == "socketFolderOfAnother")
        }
    }

    @Test func aLinkInThePlaceOfTheSocketFolderIsNotFollowed() throws {
        let tag = ClusterLayout(dataFolder: "/tmp/linli-test-link").tag.dropFirst(6)
        let account = ClusterAccount(
            name: "x", uid: geteuid(), gid: getegid(), isAnother: false)
        let link = "/tmp/linli-\(account.uid)-\(tag)"
        symlink("/tmp", link)
        defer { unlink(link) }
        let folder = SocketFolder(
            layout: ClusterLayout(dataFolder: "/tmp/linli-test-link"), account: account,
            environment: ["XDG_RUNTIME_DIR": "/nonexistent"])
        guard folder.candidates() == [link] else { return }
        let error = #expect(throws: PrivateClusterError.self) { try folder.make() }
        #expect(error?.code == "socketFolderOfAnother")
    }

    @Test func everySentenceSaysWhatToDoAndEveryCodeIsItsOwn() {
        let all: [PrivateClusterError] = [
            .binariesNotFound, .binariesTooOld(found: 13),
            .versionNotInstalled(made: "17", installed: [15]), .dataFolderUnsuitable(path: "/d"),
            .dataFolderNotWritable(path: "/d", reason: "r"),
            .dataFolderNotReachable(blockedAt: "/root", account: "postgres"),
            .dataFolderOfAnother(path: "/d", owner: "o"), .notACluster(path: "/d"),
            .noUnprivilegedAccount, .socketPathTooLong(path: "/s"),
            .socketFolderOfAnother(path: "/s", owner: "o"),
            .socketFolderUnusable(path: "/s", reason: "r"), .diskFull(path: "/d"),
            .programNotRunnable(path: "/p", reason: "r"), .makeFailed(output: "o"),
            .startFailed(log: "l"), .startTooSlow(seconds: 1), .orphansRemain(pids: [1, 2]),
            .stopFailed(pid: 1), .lockedTooLong(seconds: 1), .inUse(holders: [1]),
        ]
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(all.allSatisfy { $0.sentence.contains(/\p{Han}/) })
    }
}
