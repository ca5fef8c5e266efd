import Access
import Core
import Postgres
import Registry
import Secrets
import TestSupport

/// A compound whose register has one of everything that leaves a fact.
func makeFullRegister(_ database: Database) async throws -> MadeCompound {
    let compound = try await makeCompound(database, households: 3, stalls: 3)
    let scope = compound.scope
    _ = try await AddOrganisation(database: database).perform(
        kind: .propertyCompany, name: "许昌恒达物业公司", by: testActor)
    let lease = LeaseStall(database: database)
    for (stall, household) in [("A-001", 0), ("A-002", 1)] {
        _ = try await lease.perform(
            LeaseStall.Input(
                scope: scope, stall: stall, household: compound.households[household],
                from: month("2021-09"), plate: "豫K\(household)"),
            by: testActor)
    }
    let links = IssueResidentLinks(database: database, signer: LinkSigner(key: SecretKey()))
    _ = try await links.perform(.init(scope: scope, household: nil), by: testActor)
    _ = try await links.perform(
        .init(scope: scope, household: compound.households[2], renew: true), by: testActor)
    _ = try await TransferHousehold(database: database).perform(
        TransferHousehold.Input(
            scope: scope, household: compound.households[0], day: day("2021-11-15"),
            owners: [
                .init(name: "王芳", share: Owner.Share(numerator: 1, denominator: 2)),
                .init(name: "李强", share: Owner.Share(numerator: 1, denominator: 2)),
            ], keepsStalls: true),
        by: testActor, on: day("2021-11-08"))
    _ = try await CorrectOwner(database: database).perform(
        CorrectOwner.Input(
            scope: scope, household: compound.households[1], name: "业主102", correctName: "张伟",
            correctPhone: nil),
        by: testActor)
    try await alterAndImport(database, scope)
    return compound
}

/// As an import leaves a batch, and a household and a stall that it altered.
private func alterAndImport(_ database: Database, _ scope: ScopeID) async throws {
    try await database.withTransaction { connection in
        let entry = try await AuditStore.draw(on: connection)
        var facts: [String] = []
        for statement in alterations(scope, entry) {
            facts += try await connection.query(statement).map { try $0.decode(String.self) }
        }
        try await connection.execute(
            "update registry.household set area = 12345 where scope_id = \(scope) and room = '103'")
        try await connection.execute(
            "update registry.stall set title = 'owned' where scope_id = \(scope) and code = 'A-003'"
        )
        try await AuditStore.append(
            AuditEntry(
                scope: scope, entry: entry, actor: testActor, action: "ImportHouseholds",
                subject: "compound:\(scope)", facts: .lines(facts)),
            on: connection)
    }
}

private func alterations(_ scope: ScopeID, _ entry: EntryID) -> [Query] {
    [
        """
        insert into registry.import_batch as r (scope_id, kind, file_name, file_sha256, added,
            changed, unchanged, refused, entry_id)
        values (\(scope), 'households', '户.csv', \(Digest.sha256("户")), 0, 1, 2, 0, \(entry))
        returning registry.fact(r)
        """,
        """
        insert into registry.alteration as r (scope_id, subject_kind, subject_id, field, before,
            after, entry_id)
        select scope_id, 'household', household_id, 'area', area::text, '12345', \(entry)
        from registry.household where scope_id = \(scope) and room = '103'
        returning registry.fact(r)
        """,
        """
        insert into registry.alteration as r (scope_id, subject_kind, subject_id, field, before,
            after, entry_id)
        select scope_id, 'stall', stall_id, 'title', title, 'owned', \(entry)
        from registry.stall where scope_id = \(scope) and code = 'A-003'
        returning registry.fact(r)
        """,
    ]
}
