import Glibc
import Testing

/// Commands that are cut short, and a database that dies under them: nothing half done, and the next
/// command works.
struct InterruptionTests {
    enum Blow: CaseIterable {
        case interruptCommand, killCommand, killServer
    }

    @Test(arguments: Blow.allCases)
    func anImportIsWholeOrAbsent(blow: Blow) async throws {
        try await withPrivateDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let file = desk.folder.write(largeRegister(of: 60_000), as: "large.csv")
            let running = desk.start("household import --compound 文宴雅居 --json", [file])
            var server: Int64?
            for _ in 0..<100 where server == nil {
                server = try await desk.json("database status")["pid"]?.number
            }
            // Into the middle of the work.
            try await Task.sleep(for: .milliseconds(700))
            switch blow {
            case .interruptCommand: running.signal(SIGINT)
            case .killCommand: running.signal(SIGKILL)
            case .killServer: kill(pid_t(try #require(server)), SIGKILL)
            }
            let ended = await running.end()
            let total = try await desk.json("household list --compound 文宴雅居")["total"]
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["ok"] == true)
            #expect(try await desk.json("database status")["state"] == "stopped")
            // A fast machine may have been done before the blow.
            guard ended.status != 0 else { return #expect(total == 60_000) }
            #expect(total == 0)
            switch blow {
            case .interruptCommand:
                #expect(ended.status == 130, "\(ended.errors)")
                #expect(Value(ended.out)?["error"]?["code"] == "cancelled")
            case .killCommand:
                #expect(ended.status == 1000 + SIGKILL)
                #expect(ended.out.isEmpty)
            case .killServer:
                #expect(ended.status == 69, "\(ended.errors)")
                #expect(Value(ended.out)?["error"]?["code"] == "databaseLost", "\(ended.out)")
                #expect(ended.errors.hasSuffix("。\n"))
            }
        }
    }

    @Test func ctrlCEndsACommandThatWaits() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let holder = desk.start(
                "",
                through: """
                    psql "$LINLI_DATABASE_URL" -c 'begin' \
                        -c 'lock table access.ledger in access exclusive mode' \
                        -c '\\echo locked' -c 'select pg_sleep(60)'
                    """)
            await waitUntil { holder.folder.text("out").contains("locked") }
            let take = "payment take 1-1-101 --compound 文宴雅居 --amount 5 --channel cash --json"
            let waiting = desk.start(take)
            try await Task.sleep(for: .milliseconds(1000))
            waiting.signal(SIGINT)
            let ended = await waiting.end()
            #expect(ended.status == 130, "\(ended.out)")
            #expect(Value(ended.out)?["error"]?["code"] == "cancelled", "\(ended.out)")
            holder.signal(SIGTERM)
            _ = await holder.end()
            #expect(try await desk.json("statement 1-1-101 --compound 文宴雅居")["paidFen"] == 0)
        }
    }

    @Test func ctrlCStopsTheServer() async throws {
        try await withDesk { desk in
            let running = desk.start("serve --listen 127.0.0.1:0")
            await waitUntil { running.folder.text("out").contains("已启动") }
            running.signal(SIGINT)
            let ended = await running.end()
            #expect(ended.status == 0, "\(ended.errors)")
        }
    }

    private func largeRegister(of count: Int) -> String {
        var table = "楼栋,单元,房号,建筑面积,业主姓名\n"
        for number in 0..<count {
            table += "\(number / 100 + 1),1,\(number % 100 + 101),80,业主\(number)\n"
        }
        return table
    }
}

/// Until it holds, or for half a minute.
func waitUntil(_ holds: () -> Bool) async {
    for _ in 0..<300 where !holds() { try? await Task.sleep(for: .milliseconds(100)) }
}
