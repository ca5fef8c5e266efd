import Glibc
import TestSupport
import Testing

/// The database that is not there, and the private one.
struct DatabaseTests {
    static let unreachable = [
        "postgresql://bob:hunter2@127.0.0.1:1/linli",
        "postgresql://bob:hunter2@127.0.0.1:bad/linli",
        "postgresql://bob:hunter2@[::1/linli",
        "postgresql://bob:hunter2@nowhere.invalid/linli",
        "postgresql://bob:hunter2%zz@127.0.0.1/linli",
        "postgresql://bob:hunter2@127.0.0.1:1/linli?nonsense=1",
        "host=127.0.0.1 port=1 user=bob password=hunter2",
        "bob:hunter2",
    ]

    @Test(arguments: unreachable)
    func aDatabaseOutOfReachIsSaidWithoutItsPassword(url: String) async throws {
        let folder = TemporaryFolder()
        let environment = [
            "LINLI_DATA": folder.path("data"), "LINLI_DATABASE_URL": url, "PATH": "/usr/bin:/bin",
        ]
        for line in ["compound list", "check", "database status", "database migrate", "serve"] {
            let words = line.split(separator: " ").map(String.init) + ["--json"]
            let ran = await Command.run(words, environment: environment)
            #expect(ran.status == 69, "\(line): \(ran.errors)")
            #expect(Value(ran.out)?["error"]?["code"] == "databaseUnreachable", "\(ran.out)")
            #expect(ran.errors.contains("连接不上数据库"))
            #expect(ran.errors.hasSuffix("。\n"))
            #expect(!(ran.out + ran.errors).contains("hunter2"), "\(line)")
        }
    }

    @Test func aDatabaseThatIsGoneIsSaid() async throws {
        try await withDesk { desk in
            let url = try TestDatabase.url(database: "no_such_database")
            #expect(
                try await desk.refusal(
                    "compound list", status: 69, environment: ["LINLI_DATABASE_URL": url])
                    == "databaseUnreachable")
            for verb in ["start", "stop"] {
                #expect(try await desk.refusal("database \(verb)") == "notPrivateCluster")
            }
            #expect(try await desk.json("database status")["state"] == "running")
            #expect(try await desk.json("database migrate")["applied"] == .list([]))
        }
    }

    @Test func aDataFolderThatCannotBeIsSaid() async throws {
        for folder in ["/proc/nowhere", "/etc/passwd"] {
            let ran = await Command.run(
                ["compound", "list", "--data", folder], environment: ["PATH": "/usr/bin:/bin"])
            #expect(ran.status == 69)
            #expect(ran.errors.contains(folder))
            #expect(ran.errors.hasSuffix("。\n"))
        }
    }

    @Test func thePrivateClusterServesTwoAtOnceAndSurvivesKills() async throws {
        try await withPrivateDesk { desk in
            let first = desk.start("compound add 甲小区 --county 魏都区 --json")
            let second = desk.start("compound add 乙小区 --county 魏都区 --json")
            let ended = [await first.end(), await second.end()]
            for ran in ended {
                #expect(ran.status == 0, "\(ran.errors)")
                #expect(Value(ran.out)?["name"] != nil, "\(ran.out)")
            }
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 2)
            #expect(try await desk.json("database status")["state"] == "stopped")

            // A command killed while it holds the cluster: the next one finds its way.
            let killed = desk.start("serve --listen 127.0.0.1:0")
            await waitUntil { killed.folder.text("out").contains("已启动") }
            #expect(try await desk.json("database status")["state"] == "running")
            #expect(try await desk.refusal("database stop") == "clusterInUse")
            killed.signal(SIGKILL)
            #expect(await killed.end().status == 1000 + SIGKILL)
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 2)

            // The server killed: the next command brings it back.
            #expect(try await desk.json("database start")["pinned"] == true)
            let pid = try #require(try await desk.json("database status")["pid"]?.number)
            kill(pid_t(pid), SIGKILL)
            #expect(try await desk.json("compound list")["compounds"]?.list.count == 2)
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("database stop")["state"] == "stopped")
        }
    }
}
