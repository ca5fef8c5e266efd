import Testing

/// Resolutions, schedules, bills, payments and their corrections, statements and reports.
struct MoneyTests {
    @Test func aResolutionIsRecordedOnceAndShown() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let record =
                "resolution record --compound 文宴雅居 --kind historical --body owners-committee "
                + "--title 收费决议 --adopted 2021-10-08"
            #expect(try await desk.refusal(record) == "sourceMissing")
            let first = try await desk.json("\(record) --source 会议记录 --text 每户五十元")
            #expect(
                first.keys.isSuperset(of: ["id", "kind", "body", "title", "adoptedOn", "digest"]))
            let again = try await desk.json("\(record) --source 会议记录 --text 每户五十元")
            #expect(again["id"] == first["id"])
            let list = try await desk.json("resolution list --compound 文宴雅居")
            #expect(list["resolutions"]?.list.count == 1)
            let id = try #require(first["id"]?.number)
            let shown = try await desk.json("resolution show \(id) --compound 文宴雅居")
            #expect(shown["digest"] == first["digest"])
            #expect(shown["text"] == "每户五十元")
            #expect(
                try await desk.refusal("resolution show 99 --compound 文宴雅居")
                    == "unknownResolution")
        }
    }

    @Test func november2021Bills13920Yuan() async throws {
        try await withDesk { desk in
            try await desk.takeOver(stalls: true)
            try await desk.decideFees()
            let run = "bill run 2021-11 --compound 文宴雅居"
            let preview = try await desk.json("bill preview 2021-11 --compound 文宴雅居")
            #expect(preview.keys.isSuperset(of: ["month", "charges", "totalFen", "skipped"]))
            #expect(preview["charges"] == 320)
            #expect(preview["totalFen"] == 1_392_000)
            let skipped = try #require(preview["skipped"]?.list)
            #expect(skipped.count == 16)
            #expect(
                skipped.allSatisfy { $0.keys.isSuperset(of: ["household", "item", "reason"]) })
            let billed = try await desk.json(run)
            #expect(billed["charges"] == preview["charges"])
            #expect(billed["totalFen"] == preview["totalFen"])
            #expect(billed["skipped"] == preview["skipped"])
            let again = try await desk.json(run)
            #expect(again["charges"] == 0)
            #expect(again["totalFen"] == 0)
            #expect(await desk.words(of: run).contains("此前已出账 320 笔，没有重复。"))
            let report = try await desk.json("report collection 2021-11 --compound 文宴雅居")
            #expect(
                report.keys.isSuperset(of: [
                    "month", "asOf", "chargedFen", "waivedFen", "settledFen", "rate",
                ]))
            #expect(report["chargedFen"] == 1_392_000)
            #expect(report["rate"] == "0.0000")
            let withdraw = "bill withdraw 2021-11 --compound 文宴雅居 --reason 单价有误"
            #expect(try await desk.json(withdraw)["charges"] == 320)
            #expect(try await desk.json(run)["charges"] == 320)
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["ok"] == true)
        }
    }

    @Test func aPaymentIsTakenOnce() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            _ = try await desk.json("bill run 2021-11")
            let take =
                "payment take 1-1-101 --compound 文宴雅居 --amount 80.00 --channel cash "
                + "--received-on 2021-11-08 --key K1"
            let first = try await desk.json(take)
            #expect(
                first.keys.isSuperset(of: [
                    "payment", "receipt", "amountFen", "allocations", "creditFen", "repeated",
                ]))
            #expect(first["amountFen"] == 8000)
            #expect(first["creditFen"] == 3000)
            #expect(first["repeated"] == false)
            let allocation = try #require(first["allocations"]?[0])
            #expect(allocation.keys == ["month", "item", "amountFen"])
            #expect(allocation["amountFen"] == 5000)
            let again = try await desk.json(take)
            #expect(again["repeated"] == true)
            #expect(again["receipt"] == first["receipt"])
            #expect(
                try await desk.refusal(take.replacing("80.00", with: "80.01")) == "keyReused")
            let receipt = try #require(first["receipt"]?.text)
            let printed = await desk.words(of: "receipt show \(receipt) --compound 文宴雅居")
            #expect(printed.contains("捌拾元整"))
            #expect(printed.contains("非税务发票"))
            #expect(printed.contains("现金"))
        }
    }

    @Test func aStatementAddsUp() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            for month in ["2021-11", "2021-12"] { _ = try await desk.json("bill run \(month)") }
            let place = "1-1-101 --compound 文宴雅居"
            _ = try await desk.json(
                "charge waive \(place) --month 2021-12 --item 物业费 --amount 20 --reason 停水 --key W")
            _ = try await desk.json("payment take \(place) --amount 100 --channel 现金")
            let refund = try await desk.json(
                "payment refund \(place) --amount 5 --channel wechat --reason 多缴")
            #expect(refund["creditFen"] == 1500)
            let statement = try await desk.json("statement \(place)")
            #expect(
                statement.keys.isSuperset(of: [
                    "compound", "household", "openingFen", "chargedFen", "withdrawnFen",
                    "waivedFen",
                    "paidFen", "refundedFen", "closingFen", "creditFen", "lines", "payments",
                ]))
            #expect(statement["chargedFen"] == 10_000)
            #expect(statement["waivedFen"] == 2000)
            #expect(statement["paidFen"] == 10_000)
            #expect(statement["refundedFen"] == 500)
            #expect(statement["closingFen"] == -1500)
            let line = try #require(statement["lines"]?[0])
            #expect(
                line.keys.isSuperset(of: ["month", "item", "amountFen", "settledFen", "basis"]))
            #expect(
                line["basis"]?.keys.isSuperset(of: [
                    "kind", "body", "title", "adoptedOn", "digest",
                ]) == true)
            let words = await desk.words(of: "statement \(place)")
            #expect(words.contains("《收费决议》（据原记录，未附计票）"))
            #expect(words.contains("期末 -15.00 元"))
            #expect(try await desk.json("check")["ok"] == true)
        }
    }

    @Test func aReversedPaymentKeepsItsReceiptNumber() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            _ = try await desk.json("bill run 2021-11")
            let place = "1-1-101 --compound 文宴雅居"
            let taken = try await desk.json("payment take \(place) --amount 50 --channel 微信支付")
            let receipt = try #require(taken["receipt"]?.text)
            let reverse = "payment reverse \(receipt) --compound 文宴雅居 --reason 串户"
            #expect(try await desk.json(reverse)["repeated"] == false)
            #expect(try await desk.json(reverse)["repeated"] == true)
            let printed = await desk.words(of: "receipt show \(receipt) --compound 文宴雅居")
            #expect(printed.contains("已作废"))
            let next = try await desk.json("payment take \(place) --amount 50 --channel pos")
            #expect(next["receipt"] != taken["receipt"])
            #expect(
                try await desk.refusal("receipt show 2021-999999 --compound 文宴雅居")
                    == "unknownPayment")
        }
    }

    @Test func arrearsStayWithWhoMadeThem() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            _ = try await desk.json("bill run 2021-11")
            let place = "1-1-101 --compound 文宴雅居"
            let moved = try await desk.json(
                "household transfer \(place) --on 2021-11-15 --owner 新主")
            let old = try #require(moved["closedTenure"]?.number)
            #expect(try await desk.json("statement \(place)")["closingFen"] == 0)
            #expect(
                try await desk.json("statement \(place) --tenure \(old)")["closingFen"] == 5000)
            #expect(
                try await desk.refusal("statement \(place) --tenure 999999") == "unknownTenure")
            let arrears = try await desk.json("arrears --compound 文宴雅居 --as-of 2022-03-01")
            #expect(arrears["openFen"] == 10_000)
            #expect(arrears["rows"]?[0]?["current"] == false)
            let words = await desk.words(of: "arrears --compound 文宴雅居 --as-of 2022-03-01")
            #expect(words.contains("（原业主）"))
            let paid = try await desk.json(
                "payment take \(place) --tenure \(old) --amount 50 --channel cash")
            #expect(paid["creditFen"] == 0)
        }
    }

    @Test func schedulesRestOnAResolutionAndDoNotOverlap() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            try await desk.decideFees()
            let add =
                "schedule add --compound 文宴雅居 --item 物业费 --per 按户 --due-day 25"
            let without = await desk.linli("\(add) --rate 60 --from 2022-01")
            #expect(without.status == 64)
            #expect(without.errors.contains("--resolution"))
            #expect(
                try await desk.refusal("\(add) --rate 60 --from 2022-01 --resolution 99")
                    == "unknownResolution")
            #expect(
                try await desk.refusal("\(add) --rate 60 --from 2021-10 --resolution 1")
                    == "scheduleOverlaps")
            let raised = try await desk.json("\(add) --rate 60 --from 2022-01 --resolution 1")
            #expect(raised["closed"]?[0]?["until"] == "2021-12")
            let list = try await desk.json("schedule list --compound 文宴雅居 --month 2022-01")
            #expect(list["schedules"]?.list.count == 2)
            let none = await desk.words(of: "schedule list --compound 文宴雅居 --month 2020-01")
            #expect(none.contains("没有有效的收费标准"))
        }
    }

    @Test func theExampleLoadsOnce() async throws {
        try await withDesk { desk in
            let first = try await desk.json("example load")
            #expect(first["households"] == 216)
            #expect(first["stalls"] == 120)
            #expect(first["charges"] == 320)
            let again = try await desk.json("example load")
            #expect(again["households"] == 0)
            #expect(again["charges"] == 0)
            #expect(again["payments"] == 0)
            #expect(again["accessCode"] == first["accessCode"])
            #expect(try await desk.json("check")["ok"] == true)
        }
    }
}
