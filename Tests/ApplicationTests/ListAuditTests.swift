import Access
import Accounts
import Core
import Fees
import Postgres
import TestSupport
import Testing

@testable import Application

@Suite struct ListAuditTests {
    @Test func filtersAndPages() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            _ = try await fixture.decide(approval.id, by: fixture.wang)
            let list = ListAudit(database: database)
            func count(_ input: ListAudit.Input) async throws -> Int {
                let found = try await list.perform(input, by: testActor)
                return found.count
            }
            let all = try await list.perform(by: testActor)
            #expect(all.count == all.rows.count)
            let moments = all.rows.map(\.at)
            #expect(moments == moments.sorted().reversed())
            let here = try await count(.init(scope: fixture.scope))
            #expect(here > 5)
            #expect(try await count(.init(actor: "wang")) == 2)
            #expect(try await count(.init(actor: "WANG", action: "DecideApproval")) == 1)
            #expect(try await count(.init(action: "RefundPayment")) == 1)
            #expect(try await count(.init(actor: "%")) == 0)
            #expect(try await count(.init(actor: "' or 1=1 --")) == 0)
            #expect(try await count(.init(actor: " \u{0}")) == all.count)
            let refund = try await list.perform(
                .init(action: "RefundPayment"), by: testActor
            ).rows[0]
            #expect(refund.scopeName == "文宴雅居")
            #expect(refund.accountName == "li")
            #expect(refund.account == fixture.li.account)
            #expect(refund.detail.contains("\"approval\""))
            let page = try await list.perform(.init(limit: 2, offset: 1), by: testActor)
            #expect(page.count == all.count)
            #expect(page.rows.map(\.entry) == all.rows[1..<3].map(\.entry))
        }
    }

    /// The last day belongs to what is asked for.
    @Test func daysAreThoseOfShanghai() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database)
            try await asSuperuser(database) { connection in
                try await connection.script(
                    """
                    alter table access.audit_entry disable trigger all;
                    update access.audit_entry set at = '2026-03-02 23:59:59.999+08'
                    where action = 'AddCompound';
                    update access.audit_entry set at = '2026-03-03 00:00:00+08'
                    where action = 'MakeCompound';
                    """)
            }
            for (from, until, names) in [
                ("2026-03-02", "2026-03-02", ["AddCompound"]),
                ("2026-03-03", "2026-03-03", ["MakeCompound"]),
                ("2026-03-02", "2026-03-03", ["MakeCompound", "AddCompound"]),
                ("2026-03-04", "2026-03-05", []), ("2026-03-01", "2026-03-01", []),
            ] {
                let found = try await ListAudit(database: database).perform(
                    .init(from: day(from), until: day(until)), by: testActor)
                #expect(found.rows.map(\.action) == names, "\(from)")
            }
        }
    }

    @Test func onlyAuditorsRead() async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let list = ListAudit(database: database)
            for (name, role, body, code) in [
                ("guan", Role.administrator, ScopeID.installation, "notPermitted"),
                ("wang", .propertyManager, company, "notPermitted"),
                ("shen", .auditor, .installation, "none"),
            ] {
                let actor = try await makePerson(database, name, as: role, at: body)
                let said = try await refusal { _ = try await list.perform(by: actor) }
                #expect(said == code, "\(name)")
            }
        }
    }

    /// Whatever is asked for, the newest page is found by an index.
    @Test func aPageIsFoundByAnIndex() async throws {
        try await withDatabase(asOwner: true) { database in
            try await database.withConnection { connection in
                try await connection.script(
                    """
                    insert into access.scope (scope_id, kind) values (7, 'compound');
                    insert into access.audit_entry (scope_id, at, actor_kind, actor_name, action,
                        subject, fact_count, facts_digest)
                    select 1 + 6 * (n % 2), '2020-01-01'::timestamptz + n * interval '1 minute',
                        'terminal', 'p' || n % 500, 'a' || n % 50, 'x', 0, sha256('')
                    from generate_series(1, 60000) n;
                    analyze
                    """)
            }
            for input in [
                ListAudit.Input(), .init(scope: ScopeID(7)), .init(actor: "p7"),
                .init(action: "a3"), .init(from: day("2020-02-01"), until: day("2020-02-01")),
                .init(scope: ScopeID(7), actor: "p8", action: "a8"), .init(actor: "nobody"),
                .init(subject: "y"), .init(place: "本系统"), .init(subject: "x"),
            ] {
                let plan = try await database.withTransaction { connection in
                    try await connection.execute(
                        "set local plan_cache_mode = 'force_custom_plan'")
                    return try await connection.query(
                        try await AuditListStore.paging(input, within: nil, on: connection)
                            .explained
                    ).map { try $0.decode(String.self) }.joined(separator: "\n")
                }
                #expect(!plan.contains("Seq Scan on audit_entry"), "\(input) \(plan)")
            }
        }
    }

    @Test func oneThingAndOnePlace() async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            let list = ListAudit(database: database)
            func count(_ input: ListAudit.Input) async throws -> Int {
                try await list.perform(input, by: testActor).count
            }
            #expect(try await count(.init(subject: " approval:\(approval.id) ")) == 1)
            #expect(try await count(.init(subject: "approval")) == 0)
            #expect(try await count(.init(action: "AddAccount", place: "本系统")) == 4)
            #expect(try await count(.init(action: "AddAccount", place: "文宴")) == 0)
            #expect(try await count(.init(action: "AddOrganisation", place: "恒达")) == 1)
            #expect(try await count(.init(place: "%")) == 0)
            let row = try #require(
                try await list.perform(
                    .init(subject: "approval:\(approval.id)"), by: testActor
                ).rows.first)
            let read = ReadAuditEntry(database: database)
            let entry = try await read.perform(row.entry, in: row.scope, by: testActor)
            #expect(entry.row == row && entry.chain == nil && entry.factsDigest.count == 32)
            _ = try await SealAudit(database: database).perform()
            let sealed = try await read.perform(row.entry, in: row.scope, by: testActor)
            #expect(sealed.chain?.count == 32 && sealed.sealedAt != nil)
            for (scope, actor, code) in [
                (ScopeID.installation, testActor, "unknownEntry"),
                (row.scope, fixture.wang, "notPermitted"),
            ] {
                let said = try await refusal {
                    _ = try await read.perform(row.entry, in: scope, by: actor)
                }
                #expect(said == code)
            }
        }
    }
}
