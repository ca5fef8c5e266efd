import Testing

/// Disputes and their answers, runs looked up afterwards, the desk's day, how collection stands, a
/// fee that ends.
struct OversightTests {
    @Test func aDisputeIsAnsweredAndPutRight() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            _ = try await desk.json("bill run 2021-11")
            let place = "--compound 文宴雅居"
            let raise = "dispute raise 1-1-101 \(place) --month 2021-11 --item 物业费 --text"
            let raised = try await desk.json(raise, ["当月没有保洁"])
            #expect(raised["repeated"] == false)
            #expect(try await desk.json(raise, ["当月没有保洁"])["repeated"] == true)
            #expect(try await desk.refusal(raise, ["又来"]) == "disputeAlreadyOpen")
            #expect(try await desk.refusal(raise, ["<script>"]) == "wordsWithMarkup")
            #expect(try await desk.refusal(raise, ["\u{202E}x"]) == "wordsWithDirections")
            let id = try #require(raised["id"]?.number)
            let open = try await desk.json("dispute list \(place) --state open")
            #expect(open["count"] == 1)
            #expect(open["disputes"]?[0]?["words"] == "当月没有保洁")
            #expect(open["disputes"]?[0]?["answer"] == .null)
            #expect(
                try await desk.refusal("dispute link \(id) \(place) --waiver 1")
                    == "disputeNotAnswered")
            let answer = "dispute answer \(id) \(place) --outcome upheld --text 已核实"
            #expect(try await desk.json(answer)["outcome"] == "upheld")
            let waived = try await desk.json(
                "charge waive 1-1-101 \(place) --month 2021-11 --item 物业费 --amount 20 "
                    + "--reason 异议成立 --key W")
            let waiver = try #require(waived["waiver"]?.number)
            let words = await desk.words(of: "dispute link \(id) \(place) --waiver \(waiver)")
            #expect(words.contains("减免（编号 \(waiver)）"))
            let listed = try await desk.json("dispute list \(place)")
            #expect(listed["open"] == 0)
            #expect(listed["disputes"]?[0]?["corrections"]?[0]?["waiver"] == .number(waiver))
            #expect(listed["disputes"]?[0]?["corrections"]?[0]?["amountFen"] == 2000)
            let table = await desk.words(of: "dispute list \(place)")
            #expect(table.contains("异议成立") && table.contains("共 1 项"))
            let both = await desk.linli("dispute link \(id) \(place) --waiver 1 --withdrawal 1")
            #expect(both.status == 64)
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }

    @Test func runsAndMoneyAreLookedUp() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            for month in ["2021-11", "2021-12"] { _ = try await desk.json("bill run \(month)") }
            let place = "--compound 文宴雅居"
            _ = try await desk.json(
                "payment take 1-1-101 \(place) --amount 80.00 --channel cash --key K1")
            let wechat = try await desk.json(
                "payment take 1-1-102 \(place) --amount 20.00 --channel wechat --key K2 "
                    + "--received-on 2021-11-08")
            _ = try await desk.json(
                "payment reverse \(wechat["payment"]?.number ?? 0) \(place) --reason 记错")
            let runs = try await desk.json("run list \(place)")
            #expect(runs["count"] == 2)
            #expect(runs["runs"]?[0]?["month"] == "2021-12")
            #expect(await desk.words(of: "run list \(place) --month 2021-11").contains("共 1 批"))
            let run = try #require(runs["runs"]?[1]?["id"]?.number)
            let shown = try await desk.json("run show \(run) \(place)")
            #expect(shown["items"]?[0]?["totalFen"] == 10_000)
            #expect(await desk.words(of: "run show \(run) \(place)").contains("100.00"))
            #expect(try await desk.refusal("run show 99 \(place)") == "unknownRun")
            let payments = try await desk.json("payment list \(place)")
            #expect(payments["count"] == 2)
            #expect(payments["paidFen"] == 8000)
            #expect(try await desk.json("payment list \(place) --channel 现金")["count"] == 1)
            #expect(
                try await desk.json("payment list \(place) --household 1-1-102 --limit 1")["count"]
                    == 1)
            #expect(await desk.words(of: "payment list \(place)").contains("冲正"))
            let today = try #require(payments["payments"]?[0]?["receivedOn"]?.text)
            let cashier = try await desk.json("report cashier \(today) \(place)")
            #expect(cashier["receivedFen"] == 10_000)
            #expect(cashier["reversedFen"] == 2000)
            #expect(cashier["netFen"] == 8000)
            #expect(cashier["late"] == 1)
            #expect(cashier["entryCount"] == 3)
            #expect(await desk.words(of: "report cashier \(today) \(place)").contains("现金"))
            #expect(
                await desk.words(of: "report cashier 2021-11-08 \(place)").contains("没有收款"))
        }
    }

    @Test func collectionIsShownForOneAndForAll() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            for month in ["2021-11", "2021-12"] { _ = try await desk.json("bill run \(month)") }
            let place = "--compound 文宴雅居"
            _ = try await desk.json(
                "payment take 1-1-101 \(place) --amount 100.00 --channel cash --key K1")
            let dashboard = try await desk.json("report dashboard \(place) --months 3")
            #expect(dashboard["until"] == "2021-12")
            #expect(dashboard["months"]?.list.count == 3)
            #expect(dashboard["months"]?[1]?["rate"] == "0.5000")
            #expect(dashboard["total"]?["chargedFen"] == 20_000)
            #expect(dashboard["arrears"]?["openFen"] == 10_000)
            let words = await desk.words(of: "report dashboard \(place)")
            #expect(words.contains("2021-11") && words.contains("账龄"))
            let overview = try await desk.json("report overview 2021-11")
            #expect(overview["count"] == 1)
            #expect(overview["behind"] == 0)
            #expect(overview["openFen"] == 10_000)
            #expect(await desk.words(of: "report overview").contains("许昌市/魏都区/文宴雅居"))
            #expect(
                await desk.words(of: "report overview --search 无此").contains("没有符合条件的小区"))
            let late = await desk.words(of: "arrears \(place) --age 3y")
            #expect(late.contains("1-1-102"))
            let usage = await desk.linli("report dashboard \(place) --months 37")
            #expect(usage.status == 64)
        }
    }

    @Test func aFeeEndsOrIsReplaced() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            let place = "--compound 文宴雅居"
            func add(_ rate: String) async throws -> Value {
                try await desk.json(
                    "schedule add \(place) --item property-fee --rate \(rate) --per household "
                        + "--from 2021-11 --due-day 25 --resolution 1")
            }
            let replaced = try await add("60.00")
            #expect(replaced["closed"]?[0]?["until"] == "2021-10")
            let listed = try await desk.json("schedule list \(place)")
            #expect(listed["schedules"]?.list.count == 3)
            #expect(await desk.words(of: "schedule list \(place)").contains("从未生效"))
            _ = try await desk.json("bill run 2021-11")
            let id = try #require(replaced["id"]?.number)
            let end = "schedule end \(id) \(place) --reason 停止收费"
            #expect(try await desk.refusal("\(end) --never") == "billedAfterEnd")
            #expect(try await desk.refusal("\(end) --last 2021-10") == "endBeforeFrom")
            #expect(try await desk.json("\(end) --last 2021-12")["until"] == "2021-12")
            #expect(try await desk.json("\(end) --last 2021-12")["repeated"] == true)
            #expect(try await desk.refusal("\(end) --last 2022-01") == "scheduleEndedEarlier")
            #expect(await desk.linli(end).status == 64)
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }
}
