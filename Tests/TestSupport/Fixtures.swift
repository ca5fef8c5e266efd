import Access
import Core
import Postgres
import Registry

public let testActor = Actor.terminal(user: "测试")

/// A compound with a small register, as an import would have left it: everything that it writes
/// stands in the audit log.
public struct MadeCompound: Sendable {
    public let scope: ScopeID
    public let name: String
    /// `1-1-101` … `1-1-104`, `1-1-201` … in this order.
    public let households: [HouseholdCode]
    /// `A-001`, `A-002` …, none of them leased.
    public let stalls: [String]
}

/// Registers a compound; each household is of 100 m² and has one tenure without a first day, held
/// by `业主101` with a phone of their own, and so on.
public func makeCompound(
    _ database: Database, name: String = "文宴雅居", county: String = "魏都区",
    street: String? = nil, households: Int = 4, stalls: Int = 2
) async throws -> MadeCompound {
    let compound = try await AddCompound(database: database).perform(
        AddCompound.Input(name: name, city: "许昌市", county: county, street: street),
        by: testActor)
    let rooms = (0..<households).map { "\($0 / 4 + 1)0\($0 % 4 + 1)" }
    let codes = (0..<stalls).map { number in
        let digits = String(number + 1)
        return "A-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
    let scope = compound.scope
    try await database.withTransaction { connection in
        let entry = try await AuditStore.draw(on: connection)
        var facts: [String] = []
        for statement in insertions(rooms: rooms, stalls: codes, in: scope, entry: entry) {
            facts += try await connection.query(statement).map { try $0.decode(String.self) }
        }
        try await AuditStore.append(
            AuditEntry(
                scope: scope, entry: entry, actor: testActor, action: "MakeCompound",
                subject: "compound:\(scope)", facts: .lines(facts)),
            on: connection)
    }
    return MadeCompound(
        scope: scope, name: name,
        households: rooms.map { HouseholdCode(building: "1", entrance: "1", room: $0) },
        stalls: codes)
}

private func insertions(
    rooms: [String], stalls: [String], in scope: ScopeID, entry: EntryID
) -> [Query] {
    [
        """
        insert into registry.household as h (scope_id, building, entrance, room, area, area_source,
            entry_id)
        select \(scope), '1', '1', room, 10000, 'asKept', \(entry)
        from unnest(\(rooms)) with ordinality as r (room, number) order by number
        returning registry.household_fact(h.household_id, h.building, h.entrance, h.room, h.kind,
            h.area, h.area_source, h.counts_in_roll)
        """,
        """
        insert into registry.tenure as r (scope_id, household_id, entry_id)
        select scope_id, household_id, \(entry) from registry.household
        where scope_id = \(scope) and entry_id = \(entry) order by household_id
        returning registry.fact(r)
        """,
        """
        insert into registry.owner (scope_id, name, phone, entry_id)
        select \(scope), '业主' || room, '139' || lpad(room, 8, '0'), \(entry)
        from unnest(\(rooms)) with ordinality as r (room, number) order by number
        returning registry.owner_fact(owner_id, kind, name)
        """,
        """
        insert into registry.ownership as r (scope_id, tenure_id, owner_id, position, entry_id)
        select t.scope_id, t.tenure_id, w.owner_id, 1, \(entry)
        from registry.tenure t
        join registry.household h using (scope_id, household_id)
        join registry.owner w on w.scope_id = t.scope_id and w.name = '业主' || h.room
        where t.scope_id = \(scope)
        returning registry.fact(r)
        """,
        """
        insert into registry.stall (scope_id, code, entry_id)
        select \(scope), code, \(entry)
        from unnest(\(stalls)) with ordinality as s (code, number) order by number
        returning registry.stall_fact(stall_id, code, title)
        """,
    ]
}

/// A day written as `2021-11-08`; a misspelt one is 1970-01-01.
public func day(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(daysSinceEpoch: 0) }

/// A month written as `2021-11`; a misspelt one is 1970-01.
public func month(_ text: String) -> BillingMonth {
    BillingMonth(text) ?? BillingMonth(containing: CivilDate(daysSinceEpoch: 0))
}

/// The code of the refusal that a body throws; `none` where it throws nothing.
public func refusal(_ body: () async throws -> Void) async throws -> String {
    do {
        try await body()
        return "none"
    } catch let refusal as any Refusal {
        return refusal.sentence.hasSuffix("。") ? refusal.code : "sentence: \(refusal.sentence)"
    }
}

/// Transfers the first household of a compound in the middle of November 2021.
public func transferFirst(of compound: MadeCompound, in database: Database) async throws {
    _ = try await TransferHousehold(database: database).perform(
        TransferHousehold.Input(
            scope: compound.scope, household: compound.households[0], day: day("2021-11-15"),
            owners: [.init(name: "新业主")]),
        by: testActor, on: day("2021-11-08"))
}
