import Access
import Core
import Postgres
import Registry

/// The withdrawal of a billed month in the database.
enum WithdrawalStore {
    /// What stands of a month.
    struct Standing: Sendable, Equatable {
        let bills: Bills
        /// Households that paid some of it, or to which some of it was waived.
        let touched: Int
        /// The first few of them.
        let examples: [HouseholdCode]

        var charges: Int { bills.charges }
    }

    /// Which bills they are: every run has a number above those before it.
    struct Bills: Sendable, Equatable {
        /// Charges in force that a billing run made.
        let charges: Int
        /// The newest run of them; nil where there are none.
        let newestRun: RunID?
    }

    /// Reads what stands, in the statement after the one that locked the ledger.
    static func standing(
        of month: BillingMonth, in scope: ScopeID, naming limit: Int, on connection: Connection
    ) async throws -> Standing {
        let results = try await connection.pipeline([
            """
            select count(*), max(run_id) from fees.charge
            where scope_id = \(scope) and month = \(month) and withdrawn_run is null
                and run_id is not null
            """,
            """
            select h.building, h.entrance, h.room, count(*) over ()
            from registry.household h
            where h.scope_id = \(scope) and h.household_id in (
                select t.household_id
                from fees.charge c
                join registry.tenure t on t.scope_id = c.scope_id and t.tenure_id = c.tenure_id
                where c.scope_id = \(scope) and c.month = \(month) and c.withdrawn_run is null
                    and c.run_id is not null and (c.waived_fen > 0 or c.settled_fen > 0
                    and exists (
                        select from fees.allocation a
                        where a.scope_id = c.scope_id and a.tenure_id = c.tenure_id
                            and a.month = c.month and a.item = c.item
                            and a.subject_id = c.subject_id and a.revision = c.revision
                        group by a.payment_id
                        having sum(a.amount_fen) > 0 and bool_or(a.kind = 'payment'))))
            order by lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20)
            limit \(limit)
            """,
        ])
        let examples = try results[1].map { row in
            let (building, entrance, room, count) = try row.decode(
                String.self, String.self, String.self, Int.self)
            return (
                code: HouseholdCode(building: building, entrance: entrance, room: room),
                count: count
            )
        }
        let (charges, newestRun) = try results[0].only().decode(Int.self, RunID?.self)
        return Standing(
            bills: Bills(charges: charges, newestRun: newestRun),
            touched: examples.first?.count ?? 0, examples: examples.map(\.code))
    }

    /// Takes back the credit that settled charges of the month, and withdraws them.
    ///
    /// - Returns: the run and every fact line.
    static func withdraw(
        _ month: BillingMonth, in scope: ScopeID, reason: String, entry: EntryID,
        on today: CivilDate, _ connection: Connection
    ) async throws -> (run: RunID, charges: Int, total: Money, facts: [String]) {
        let taken = try await takeBack(month, in: scope, entry: entry, on: today, connection)
        let (run, charges, total, fact) = try await connection.query(
            """
            with drawn as materialized (
                select nextval('fees.run_run_id_seq') as run_id
            ), withdrawn as (
                update fees.charge c set withdrawn_run = (select run_id from drawn)
                where scope_id = \(scope) and month = \(month) and withdrawn_run is null
                    and run_id is not null
                returning amount_fen, fees.withdrawal_fact(c) as fact
            )
            insert into fees.run as r (scope_id, run_id, kind, month, on_day, reason, charge_count,
                total_fen, charges_digest, entry_id)
            select \(scope), (select run_id from drawn), 'withdrawal', \(month), \(today),
                \(reason), count(*), coalesce(sum(amount_fen), 0)::bigint,
                sha256(convert_to(
                    coalesce(string_agg(fact, E'\\n' order by fact collate "C"), ''), 'UTF8')),
                \(entry)
            from withdrawn
            returning run_id, charge_count, total_fen, fees.fact(r)
            """
        ).only().decode(RunID.self, Int.self, Money.self, String.self)
        return (run, charges, total, taken + [fact])
    }

    private static func takeBack(
        _ month: BillingMonth, in scope: ScopeID, entry: EntryID, on today: CivilDate,
        _ connection: Connection
    ) async throws -> [String] {
        try await connection.query(
            """
            with net as materialized (
                select a.payment_id, a.tenure_id, a.month, a.item, a.subject_id, a.revision,
                    sum(a.amount_fen)::bigint as fen, max(a.applied_on) as day
                from fees.charge c
                join fees.allocation a on a.scope_id = c.scope_id and a.tenure_id = c.tenure_id
                    and a.month = c.month and a.item = c.item and a.subject_id = c.subject_id
                    and a.revision = c.revision
                where c.scope_id = \(scope) and c.month = \(month) and c.withdrawn_run is null
                    and c.run_id is not null and c.settled_fen > 0
                group by a.payment_id, a.tenure_id, a.month, a.item, a.subject_id, a.revision
                having sum(a.amount_fen) > 0
            ), opened as (
                update fees.charge c set settled_fen = c.settled_fen - n.fen
                from (
                    select tenure_id, month, item, subject_id, revision, sum(fen)::bigint as fen
                    from net group by tenure_id, month, item, subject_id, revision
                ) n
                where c.scope_id = \(scope) and c.tenure_id = n.tenure_id and c.month = n.month
                    and c.item = n.item and c.subject_id = n.subject_id
                    and c.revision = n.revision
            ), restored as (
                update fees.payment p set unallocated_fen = p.unallocated_fen + n.fen
                from (select payment_id, sum(fen)::bigint as fen from net group by payment_id) n
                where p.scope_id = \(scope) and p.payment_id = n.payment_id
            )
            insert into fees.allocation as r (scope_id, payment_id, tenure_id, month, item,
                subject_id, revision, kind, amount_fen, applied_on, entry_id)
            select \(scope), payment_id, tenure_id, month, item, subject_id, revision,
                'withdrawal', -fen, greatest(\(today), day), \(entry)
            from net order by tenure_id, item, subject_id, payment_id
            returning fees.fact(r)
            """
        ).map { try $0.decode(String.self) }
    }
}
