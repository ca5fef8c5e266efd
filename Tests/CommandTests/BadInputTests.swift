import Glibc
import Testing

/// What people get wrong, and files that are broken: a sentence, the right exit code, nothing half
/// done.
struct BadInputTests {
    static let entries: [(line: String, code: String)] = [
        ("household show 9-9-999 --compound 文宴雅居", "unknownHousehold"),
        ("household show 一楼 --compound 文宴雅居", "malformedHousehold"),
        ("statement 9-9-999 --compound 文宴雅居", "unknownHousehold"),
        ("statement 1-1-101 --compound 文宴雅居 --as-of 2021-02-30", "malformedDate"),
        ("bill run 2021-13", "malformedMonth"),
        ("bill run 2021-00 --compound 文宴雅居", "malformedMonth"),
        ("bill run 1989-12", "malformedMonth"),
        ("bill preview 2100-01", "malformedMonth"),
        ("bill run 2021-11 --compound 无此", "unknownCompound"),
        ("payment take 9-9-999 --compound 文宴雅居 --amount 1 --channel cash", "unknownHousehold"),
        ("payment take 1-1-101 --compound 文宴雅居 --amount 0 --channel cash", "amountNotPositive"),
        ("payment take 1-1-101 --compound 文宴雅居 --amount 0.00 --channel cash", "amountNotPositive"),
        ("payment take 1-1-101 --compound 文宴雅居 --amount 1.005 --channel cash", "malformedAmount"),
        ("payment take 1-1-101 --compound 文宴雅居 --amount 1e3 --channel cash", "malformedAmount"),
        (
            "payment take 1-1-101 --compound 文宴雅居 --amount 1000000000000 --channel cash",
            "amountTooLarge"
        ),
        ("payment take 1-1-101 --compound 文宴雅居 --amount 1 --channel gold", "malformedChannel"),
        (
            "payment take 1-1-101 --compound 文宴雅居 --amount 1 --channel cash "
                + "--received-on 2199-01-01", "receivedInFuture"
        ),
        (
            "payment take 1-1-101 --compound 文宴雅居 --amount 1 --channel cash --for 2021-13",
            "malformedMonth"
        ),
        ("payment reverse abc --compound 文宴雅居 --reason 误", "malformedPayment"),
        ("payment reverse 2021-000001 --compound 文宴雅居 --reason 误", "unknownPayment"),
        (
            "payment refund 1-1-101 --compound 文宴雅居 --amount 1 --channel cash --reason 误",
            "notEnoughCredit"
        ),
        (
            "charge waive 1-1-101 --compound 文宴雅居 --month 2021-11 --item 物业费 --reason 误",
            "noSuchCharge"
        ),
        ("report collection 2021-1 --compound 文宴雅居", "malformedMonth"),
        ("household transfer 1-1-101 --compound 文宴雅居 --on 2021 --owner 甲", "malformedDate"),
        (
            "household transfer 1-1-101 --compound 文宴雅居 --on 2021-12-01 --owner 甲 --share 3/2",
            "malformedShare"
        ),
        (
            "schedule add --compound 文宴雅居 --item 卫生费 --rate 1 --per household --from 2021-11 "
                + "--due-day 25 --resolution 1", "malformedItem"
        ),
        (
            "schedule add --compound 文宴雅居 --item parking --rate 0 --per stall --from 2021-11 "
                + "--due-day 25 --resolution 1", "malformedRate"
        ),
        (
            "resolution record --compound 文宴雅居 --kind historical --body work-unit --title 某决议 "
                + "--adopted 2021-10-08 --source 某处 --file /nowhere.pdf", "fileUnreadable"
        ),
        ("serve --listen nowhere", "listenMalformed"),
    ]

    @Test func entriesAreRefusedWithoutATrace() async throws {
        try await withDesk { desk in
            try await desk.takeOverSmall()
            for (line, code) in BadInputTests.entries {
                #expect(try await desk.refusal(line) == code, "\(line)")
            }
            #expect(try await desk.json("household list --compound 文宴雅居")["total"] == 2)
            #expect(try await desk.json("check")["ok"] == true)
            #expect(try await desk.json("audit verify")["entries"] == 2)
        }
    }

    @Test func brokenFilesAreRefusedWhole() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let folder = desk.folder
            let head = Array("楼栋,单元,房号,建筑面积,业主姓名\n1,1,101,50.00,".utf8)
            let gbk: [UInt8] = [0xB9, 0xF9, 0xB3, 0xAC]
            let files: [(path: String, code: String)] = [
                (folder.write(head + Array("郭".utf8).dropLast(), as: "cut.csv"), "cutCharacter"),
                (folder.write(head + [0x41, 0x00, 0x0A], as: "nul.csv"), "containsNUL"),
                (folder.write(head + gbk + [0x0A], as: "mixed.csv"), "badBytes"),
                (folder.write("", as: "empty.csv"), "fileEmpty"),
                (folder.write("一,二,三\n1,2,3\n", as: "other.csv"), "headerMissing"),
                (folder.write("楼栋,单元,业主姓名\n1,1,郭\n", as: "few.csv"), "columnsMissing"),
                (folder.write("楼栋,房号\n1,\"101\n", as: "quote.csv"), "unclosedQuote"),
                (folder.write([0x50, 0x4B, 3, 4] + gbk, as: "book.xlsx"), "spreadsheetNotCSV"),
                (folder.path("missing.csv"), "fileUnreadable"),
                (folder.root, "notAFile"),
                ("/dev/null", "notAFile"),
            ]
            for (path, code) in files {
                #expect(
                    try await desk.refusal("household import --compound 文宴雅居", [path]) == code,
                    "\(path)")
            }
            #expect(try await desk.json("household list --compound 文宴雅居")["total"] == 0)
        }
    }

    @Test func aFileThatMayNotBeReadIsRefused() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let path = desk.folder.write("楼栋,房号\n1,101\n", as: "secret.csv")
            chmod(path, 0)
            // Nothing is closed to root.
            guard geteuid() != 0 else { return }
            #expect(
                try await desk.refusal("household import --compound 文宴雅居", [path])
                    == "fileUnreadable")
        }
    }

    @Test func aLineOfOneGigabyteIsRefusedInLittleMemory() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            // Blanks, not NUL, which would be found at once; sparse after the first pages.
            let path = desk.folder.path("line.csv")
            let fill = "head -c 1073741824 /dev/zero | tr '\\0' 'x' > \(path)"
            #expect(await Command.run([], environment: desk.environment, through: fill).status == 0)
            let limited = "ulimit -v 2000000; exec \"$@\""
            let ran = await desk.linli(
                "household import --compound 文宴雅居 --json", [path], through: limited)
            #expect(ran.status == 1, "\(ran.errors)")
            let code = Value(ran.out)?["error"]?["code"]?.text
            #expect(code == "fileTooLarge" || code == "lineTooLong", "\(ran.out)")
        }
    }

    @Test func aSparseFileOfNothingIsRefused() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let path = desk.folder.write("楼栋,房号\n", as: "sparse.csv")
            truncate(path, 1 << 30)
            let code = try await desk.refusal("household import --compound 文宴雅居", [path])
            #expect(code == "fileTooLarge" || code == "containsNUL", "\(code)")
        }
    }

    @Test func everyRefusedCellIsNamed() async throws {
        try await withDesk { desk in
            _ = try await desk.json("compound add 文宴雅居 --county 魏都区")
            let file = desk.folder.write(
                """
                楼栋,单元,房号,建筑面积,业主姓名,联系电话,身份证号
                1,1,101,五十,郭,13900000037,
                1,1,,50.00,朱,13900000074,
                1,1,103,50.00,李,12345,
                1,1,104,-1,何,13900000148,410101199001011234
                """, as: "bad.csv")
            let ran = await desk.linli("household import --compound 文宴雅居 --json", [file])
            #expect(ran.status == 1)
            let refused = try #require(Value(ran.out)?["refused"]?.list)
            let rows = Set(refused.compactMap { $0["row"]?.number })
            #expect(rows.isSuperset(of: [2, 3, 5]), "\(refused)")
            #expect(!ran.out.contains("410101199001011234"))
            for cell in refused {
                let reason = cell["reason"]?.text ?? ""
                #expect(isChinese(reason) && reason.hasSuffix("。"), "\(reason)")
            }
        }
    }
}
