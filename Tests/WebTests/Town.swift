import Access
import Core
import Fees
import Postgres
import Registry
import TestSupport

@testable import Web

/// A compound with two fees on one resolution, months billed, and links issued: what residents
/// come to look at.
struct Town: Sendable {
    let database: Database
    let compound: MadeCompound
    let links: [IssueResidentLinks.Link]

    var first: IssueResidentLinks.Link { links[0] }
    var second: IssueResidentLinks.Link { links[1] }

    static func make(
        _ database: Database, signer: LinkSigner, name: String = "文宴雅居",
        title: String = "关于物业费的决定", payee: String = "文宴雅居业主委员会",
        months: [String] = ["2021-11", "2021-12"]
    ) async throws -> Town {
        let compound = try await makeCompound(database, name: name)
        let links = try await IssueResidentLinks(database: database, signer: signer).perform(
            IssueResidentLinks.Input(scope: compound.scope, household: nil), by: testActor)
        let town = Town(database: database, compound: compound, links: links)
        try await town.decide(title: title, payee: payee)
        for text in months { try await town.bill(month(text)) }
        return town
    }

    func pay(_ fen: Int64, _ household: HouseholdCode, key: String, on text: String) async throws {
        _ = try await TakePayment(database: database).perform(
            TakePayment.Input(
                scope: compound.scope, payer: Payer(household: household), amount: Money(fen: fen),
                channel: .wechat, key: key),
            by: testActor, on: day(text))
    }

    /// 50 yuan a household and month, due on the 25th.
    private func decide(title: String, payee: String) async throws {
        let scope = compound.scope
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            try await connection.execute(
                """
                insert into resolutions.resolution (scope_id, kind, body, title, adopted_on,
                    source, content, digest, entry_id)
                values (\(scope), 'historical', 'owners-committee', \(title), '2021-10-08',
                    '会议记录', '每户每月五十元', sha256('决议'), \(entry))
                """)
            try await connection.execute(
                """
                insert into fees.item (scope_id, item, name, entry_id)
                values (\(scope), 'property-fee', '物业费', \(entry))
                """)
            try await connection.execute(
                """
                insert into fees.schedule (scope_id, item, rate, basis, rounding, from_month,
                    due_day, fund, payee_name, payee_account, resolution_id, entry_id)
                select \(scope), 'property-fee', 500000, 'household', 'halfUp', '1990-01-01', 25,
                    'propertyService', \(payee), '4105 0000', resolution_id, \(entry)
                from resolutions.resolution where scope_id = \(scope)
                """)
        }
    }

    private func bill(_ month: BillingMonth) async throws {
        let scope = compound.scope
        try await database.withTransaction { connection in
            let entry = try await AuditStore.draw(on: connection)
            let run = try await connection.query(
                """
                insert into fees.run (scope_id, kind, month, on_day, charge_count, total_fen,
                    charges_digest, entry_id)
                values (\(scope), 'billing', \(month), \(month.firstDay), 0, 0, sha256(''), \(entry))
                returning run_id
                """
            ).only().decode(RunID.self)
            try await connection.execute(
                """
                insert into fees.charge (scope_id, tenure_id, month, item, subject_id, obligor,
                    schedule_id, run_id, quantity, amount_fen, charged_on, due_on)
                select s.scope_id, t.tenure_id, \(month), s.item, t.household_id, 'owner',
                    s.schedule_id, \(run), 1, 5000, \(month.firstDay),
                    \(month.firstDay.adding(days: 24))
                from fees.schedule s join registry.tenure t using (scope_id)
                where s.scope_id = \(scope) and t.until_on is null
                """)
        }
    }
}

/// A town and a server that serves it.
func withTown(
    publicURL: String? = nil, trustsProxy: Bool = false, today: CivilDate = day("2021-12-08"),
    _ body: @escaping @Sendable (Town, TestServer) async throws -> Void
) async throws {
    try await withDatabase { database in
        try await withServer(
            database, publicURL: publicURL, trustsProxy: trustsProxy, today: today
        ) { server in
            try await body(try await Town.make(database, signer: server.context.links), server)
        }
    }
}
