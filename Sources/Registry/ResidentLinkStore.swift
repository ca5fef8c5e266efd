import Access
import Core
import Postgres

/// Resident links in the database: digests and generations, never the tokens.
enum ResidentLinkStore {
    struct Holder: Sendable {
        let household: HouseholdID
        let code: HouseholdCode
        let tenure: TenureID
        /// The generation in force; nil where there is none.
        let current: Int32?
        /// The newest generation there ever was; 0 where there was none.
        let newest: Int32
    }

    /// Open tenures of one household or of the whole compound, in the order of their addresses.
    static func holders(
        in scope: ScopeID, household: HouseholdCode?, on connection: Connection
    ) async throws -> [Holder] {
        let rows = try await connection.query(
            """
            select h.household_id, h.building, h.entrance, h.room, t.tenure_id,
                max(l.generation) filter (where l.revoked_at is null), coalesce(max(l.generation), 0)
            from registry.household h
            join registry.tenure t on t.scope_id = h.scope_id
                and t.household_id = h.household_id and t.until_on is null
            left join registry.resident_link l on l.scope_id = t.scope_id
                and l.tenure_id = t.tenure_id
            where h.scope_id = \(scope) and (\(household == nil) or (h.building
                = \(household?.building) and h.entrance = \(household?.entrance)
                and h.room = \(household?.room)))
            group by h.scope_id, h.household_id, t.tenure_id
            order by lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20)
            """)
        return try rows.map { row in
            let (id, building, entrance, room, tenure, current, newest) = try row.decode(
                HouseholdID.self, String.self, String.self, String.self, TenureID.self, Int32?.self,
                Int32.self)
            return Holder(
                household: id,
                code: HouseholdCode(building: building, entrance: entrance, room: room),
                tenure: tenure, current: current, newest: newest)
        }
    }

    /// The tenure of a household that has a link in force.
    ///
    /// - Parameter tenure: which one; nil for the open one.
    static func linked(
        _ code: HouseholdCode, tenure: TenureID?, in scope: ScopeID, on connection: Connection
    ) async throws -> (household: HouseholdID, tenure: TenureID)? {
        try await connection.query(
            """
            select h.household_id, t.tenure_id
            from registry.household h
            join registry.tenure t on t.scope_id = h.scope_id and t.household_id = h.household_id
            join registry.resident_link l on l.scope_id = t.scope_id
                and l.tenure_id = t.tenure_id and l.revoked_at is null
            where h.scope_id = \(scope) and h.building = \(code.building)
                and h.entrance = \(code.entrance) and h.room = \(code.room)
                and case when \(tenure)::bigint is null then t.until_on is null
                    else t.tenure_id = \(tenure) end
            limit 1
            """
        ).first.map { try $0.decode(HouseholdID.self, TenureID.self) }
    }

    /// Why a household has no holder.
    static func refusal(
        of code: HouseholdCode, in scope: ScopeID, on connection: Connection
    ) async throws -> HouseholdRefusal {
        if try await HouseholdStore.find(code, in: scope, on: connection) != nil {
            return .noOpenTenure(code.description)
        }
        return .unknownHousehold(
            code.description, compound: try await CompoundStore.name(of: scope, on: connection))
    }

    /// Links in force of a room, in every compound of that name, former tenures' too: read in the
    /// pipelined lane. A hundred is far more than there are compounds of one name in a province.
    static func inForce(compound: String, room: HouseholdCode) -> Query {
        """
        select l.scope_id, h.household_id, l.tenure_id, l.generation
        from registry.compound c
        join registry.household h on h.scope_id = c.scope_id
            and h.building = \(room.building) and h.entrance = \(room.entrance)
            and h.room = \(room.room)
        join registry.tenure t on t.scope_id = h.scope_id and t.household_id = h.household_id
        join registry.resident_link l on l.scope_id = t.scope_id
            and l.tenure_id = t.tenure_id and l.revoked_at is null
        where c.name = \(compound)
        limit 100
        """
    }

    static func insert(
        _ links: [(tenure: TenureID, generation: Int32, sha256: [UInt8])], in scope: ScopeID,
        entry: EntryID, on connection: Connection
    ) async throws -> [String] {
        let rows = try await connection.query(
            """
            insert into registry.resident_link as r (scope_id, tenure_id, generation, token_sha256,
                entry_id)
            select \(scope), tenure_id, generation, token_sha256, \(entry)
            from unnest(\(links.map(\.tenure)), \(links.map(\.generation)), \(links.map(\.sha256)))
                as l (tenure_id, generation, token_sha256)
            returning registry.fact(r)
            """)
        return try rows.map { try $0.decode(String.self) }
    }

    /// Revokes the link in force of each tenure that has one.
    static func revoke(
        _ tenures: [TenureID], in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> [String] {
        let rows = try await connection.query(
            """
            update registry.resident_link r
            set revoked_at = clock_timestamp(), revoked_entry_id = \(entry)
            where scope_id = \(scope) and tenure_id = any(\(tenures)) and revoked_at is null
            returning registry.closing_fact(r)
            """)
        return try rows.map { try $0.decode(String.self) }
    }
}
