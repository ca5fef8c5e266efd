import Access
import Core
import Postgres
import Registry

/// What months came to, in the database.
enum TallyStore {
    /// Compounds whose log has entries that their tally has not seen.
    static func behind(_ reach: [ScopeID]?, atMost limit: Int) -> Query {
        """
        select c.scope_id
        from registry.compound c
        left join fees.tally t using (scope_id)
        where (\(reach)::bigint[] is null or c.scope_id = any(\(reach)))
            and exists (
                select from access.audit_entry e
                where e.scope_id = c.scope_id and e.entry_id > coalesce(t.entry_id, 0))
        order by c.scope_id limit \(limit)
        """
    }

    /// Counts one compound again, with its ledger locked: whoever writes charges or money draws the
    /// number of the entry under the same lock, so that none below the one noted here is still to
    /// come.
    ///
    /// - Returns: false where somebody else holds the ledger.
    static func count(_ scope: ScopeID, on connection: Connection) async throws -> Bool {
        let locked = try await connection.query(
            """
            select 1 from access.ledger where scope_id = \(scope)
            for no key update skip locked
            """)
        guard !locked.isEmpty else { return false }
        try await connection.execute(counting(scope))
        try await connection.execute(
            """
            insert into fees.tally as t (scope_id, entry_id, open_fen)
            select \(scope), (
                    select max(entry_id) from access.audit_entry where scope_id = \(scope)
                ), coalesce(sum(charged_fen - waived_fen - settled_fen + taken_open_fen), 0)::bigint
            from fees.month_tally where scope_id = \(scope)
            on conflict (scope_id) do update set entry_id = excluded.entry_id,
                open_fen = excluded.open_fen
            """)
        return true
    }

    /// Writes what every month comes to now, and what came to something before to nothing.
    static func counting(_ scope: ScopeID) -> Query {
        """
        insert into fees.month_tally as t (scope_id, month, charged_fen, waived_fen,
            settled_fen, households, households_paid, taken_open_fen)
        select \(scope), month, coalesce(n.charged_fen, 0), coalesce(n.waived_fen, 0),
            coalesce(n.settled_fen, 0), coalesce(n.households, 0),
            coalesce(n.households_paid, 0), coalesce(n.taken_open_fen, 0)
        from fees.tally_months(\(scope)) n
        full join (select month from fees.month_tally where scope_id = \(scope)) k
            using (month)
        on conflict (scope_id, month) do update set charged_fen = excluded.charged_fen,
            waived_fen = excluded.waived_fen, settled_fen = excluded.settled_fen,
            households = excluded.households, households_paid = excluded.households_paid,
            taken_open_fen = excluded.taken_open_fen
        where (t.charged_fen, t.waived_fen, t.settled_fen, t.households, t.households_paid,
                t.taken_open_fen)
            is distinct from (excluded.charged_fen, excluded.waived_fen, excluded.settled_fen,
                excluded.households, excluded.households_paid, excluded.taken_open_fen)
        """
    }
}
