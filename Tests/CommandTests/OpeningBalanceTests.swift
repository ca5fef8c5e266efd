import Testing

/// Arrears and credits taken over from the old system.
struct OpeningBalanceTests {
    static let table = """
        房屋,收费项目,账期,欠费金额,预存金额
        1-1-101,物业费,2021-09,50.00,
        1-1-101,物业费,2021-10,50.00,
        1-1-102,,,,120.00
        """

    static let start =
        "opening-balance import --compound 文宴雅居 --as-of 2021-10-31 --source 原收费软件欠费表"

    @Test func debtsAndCreditsAreTakenOverOnce() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let file = desk.folder.write(OpeningBalanceTests.table, as: "old.csv")
            let totals = "--total-owed 100.00 --total-credit 120.00"
            let first = try await desk.json("\(OpeningBalanceTests.start) \(totals)", [file])
            #expect(first.keys.isSuperset(of: ["added", "changed", "unchanged", "refused"]))
            #expect(first["added"] == 3)
            let again = await desk.linli("\(OpeningBalanceTests.start) \(totals) --json", [file])
            #expect(Value(again.out)?["added"] != 3, "\(again.out)")
            let debtor = try await desk.json("statement 1-1-101 --compound 文宴雅居")
            #expect(debtor["closingFen"] == 10_000)
            let payer = try await desk.json("statement 1-1-102 --compound 文宴雅居")
            #expect(payer["creditFen"] == 12_000)
            #expect(try await desk.json("check")["ok"] == true)
        }
    }

    @Test func aTotalThatDisagreesIsRefused() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            let file = desk.folder.write(OpeningBalanceTests.table, as: "old.csv")
            let wrong = "\(OpeningBalanceTests.start) --total-owed 99.00 --total-credit 120.00"
            let ran = await desk.linli("\(wrong) --json", [file])
            #expect(ran.status == 1, "\(ran.out)")
            #expect(ran.errors.hasSuffix("。\n"))
            #expect(Value(ran.out) != nil)
            let debtor = try await desk.json("statement 1-1-101 --compound 文宴雅居")
            #expect(debtor["closingFen"] == 0)
        }
    }
}
