import Access
import Core
import Fees
import Papers
import Postgres
import Registry
import Resolutions
import TestSupport
import Testing

@testable import Web

/// The bills of a building, as they come out of the printer.
@Suite struct BillPrintTests {
    /// A town whose clerk works in it, before any link was made.
    private func withClerk(
        households: Int = 4, publicURL: String? = "https://linli.example",
        _ body: @escaping @Sendable (MadeCompound, TestServer) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: households)
            try await BillPrintTests.bill(compound, in: database)
            try await withServer(
                database, publicURL: publicURL, sessions: Staff(scope: compound.scope)
            ) { try await body(compound, $0) }
        }
    }

    private static func bill(_ compound: MadeCompound, in database: Database) async throws {
        let resolution = try await RecordResolution(database: database).perform(
            RecordResolution.Input(
                scope: compound.scope, kind: .historical, body: .ownersAssembly,
                title: "物业费<b>每户</b>五十元", adoptedOn: day("2021-10-08"), source: "会议记录"),
            by: testActor, on: day("2021-10-20")
        ).resolution.id
        _ = try await AddSchedule(database: database).perform(
            AddSchedule.Input(
                scope: compound.scope, item: .propertyFee, itemName: "物业费",
                rate: Rate(tenThousandths: 500_000), basis: .household, rounding: .halfUp,
                kinds: [], from: month("2021-11"), until: nil, dueDay: 25, fund: .propertyService,
                payeeName: "恒达物业", payeeAccount: "4105 0000", resolution: resolution),
            by: testActor, on: day("2021-10-20"))
        for text in ["2021-11", "2021-12"] {
            _ = try await IssueBills(database: database).perform(
                IssueBills.Input(month: month(text), scope: compound.scope), by: testActor,
                on: day("\(text)-01"))
        }
    }

    private func get(
        _ server: TestServer, _ compound: MadeCompound, _ rest: String, as role: Role
    ) async throws -> Answer {
        let cookie = ["Cookie": "__Host-linli_session=\(role.rawValue)"]
        return try await server.client.get(
            "/compounds/\(compound.scope)/papers/bills/\(rest)", cookie)
    }

    @Test func linksAreMadeOnceAndThenPrinted() async throws {
        try await withClerk { compound, server in
            let before = try await get(server, compound, "2021-12", as: .propertyClerk)
            #expect(before.status == 200)
            #expect(before.text.contains("有 4 户还没有查询链接"))
            #expect(!before.text.contains("<figure>"))

            let made = try await server.client.post(
                "/compounds/\(compound.scope)/papers/bills/2021-12",
                [("_csrf", Staff.csrf("propertyClerk")), ("building", "1"), ("paper", "a5")],
                [
                    "Cookie": "__Host-linli_session=propertyClerk",
                    "Origin": "https://linli.example",
                ])
            #expect(made.status == 303)
            #expect(
                made["location"]
                    == "/compounds/\(compound.scope)/papers/bills/2021-12?building=1&paper=a5")

            let page = try await get(
                server, compound, "2021-12?building=1&paper=a5", as: .propertyClerk)
            #expect(page.text.components(separatedBy: "<figure>").count == 5)
            #expect(page.text.contains("papers a5"))
            #expect(page.text.contains("或打开 linli.example，"))
            #expect(!page.text.contains("没有查询链接"))
            // who decided, escaped; who is paid; who owes, masked; what is open from before
            #expect(page.text.contains("业主大会决定《物业费&lt;b&gt;每户&lt;/b&gt;五十元》（据原记录，未附计票）"))
            #expect(page.text.contains("恒达物业（账号 4105 0000）"))
            #expect(page.text.contains("业****") || page.text.contains("业**"))
            #expect(!page.text.contains("业主101"))
            #expect(page.text.contains("往期欠费") && page.text.contains("2021年11月"))
            #expect(page.text.contains("壹佰元整"))
            ServerTests.expectHeaders(page, "print")
            #expect(try await auditProblems(server.context.installation.database).isEmpty)
        }
    }

    /// The code on the paper holds the very link that opens the household's page.
    @Test func theCodeIsTheHouseholdsLink() async throws {
        try await withClerk { compound, server in
            let database = server.context.installation.database
            let link = try #require(
                try await IssueResidentLinks(database: database, signer: server.context.links)
                    .perform(
                        IssueResidentLinks.Input(
                            scope: compound.scope, household: compound.households[0]),
                        by: testActor
                    ).first)
            let page = try await get(server, compound, "2021-12", as: .propertyClerk)
            let code = try #require(QRCode("https://linli.example/r/\(link.token.text)"))
            #expect(page.text.contains("d=\"\(code.path)\""))
            let typed = page.text.components(separatedBy: "<b class=\"code\">").dropFirst().first
            let shown = try #require(typed).prefix { $0 != "<" }
            #expect(shown.filter { $0 != " " } == link.accessCode)
        }
    }

    @Test func whatCannotBePrintedIsSaid() async throws {
        try await withClerk { compound, server in
            for (rest, status, words) in [
                ("2022-01", 422, "还没有出账"), ("2021-12?building=9", 422, "请从列表中选一栋"),
                ("2021-12?building=%3Cscript%3E", 422, "&lt;script&gt;"),
                ("2021-13", 404, ""), ("x/print", 404, ""),
                ("2021-12?paper=b0", 200, "A4"),
            ] as [(String, Int, String)] {
                let answer = try await get(server, compound, rest, as: .propertyClerk)
                #expect(answer.status == status, "\(rest)")
                #expect(words.isEmpty || answer.text.contains(words), "\(rest)")
            }
            for role in [Role.auditor, .ownersCommittee, .residentsCommittee, .administrator] {
                let answer = try await get(server, compound, "2021-12", as: role)
                #expect(answer.status == 403, "\(role)")
            }
        }
    }

    /// A tower of 400 households in one page: three reads and one page, whatever the number.
    @Test func fourHundredHouseholdsAreDoneInBoundedTime() async throws {
        try await withClerk(households: 400) { compound, server in
            let database = server.context.installation.database
            _ = try await IssueBillLinks(database: database, signer: server.context.links)
                .perform(IssueBillLinks.Input(scope: compound.scope), by: testActor)
            let begin = ContinuousClock.now
            let page = try await get(server, compound, "2021-12", as: .propertyClerk)
            let taken = ContinuousClock.now - begin
            #expect(page.text.components(separatedBy: "<article").count == 401)
            // A debug build on a busy machine; the release takes a tenth of it.
            #expect(taken < .seconds(20), "\(taken)")
        }
    }
}
