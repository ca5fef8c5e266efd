import Access
import Core
import Postgres
import Registry

/// Billing runs in the database: a few set-based statements for each batch of compounds.
enum BillingStore {
    /// A compound that may be billed.
    struct Candidate: Sendable {
        let scope: ScopeID
        let name: String
        /// The first month of any of its schedules.
        let firstMonth: BillingMonth?
        /// Schedules in force in the month.
        let schedules: Int
        /// Households and stalls times their schedules in force: how many charges it may make.
        let weight: Int
    }

    /// The compounds, or the one asked for, in the order of their scopes.
    static func candidates(
        _ scope: ScopeID?, in month: BillingMonth, on connection: Connection
    ) async throws -> [Candidate] {
        try await connection.query(
            """
            select c.scope_id, c.name, s.first_month, s.of_households + s.of_stalls,
                s.of_households * (select count(*) from registry.household h
                    where h.scope_id = c.scope_id and s.of_households > 0)
                + s.of_stalls * (select count(*) from registry.stall p
                    where p.scope_id = c.scope_id and s.of_stalls > 0)
            from registry.compound c
            cross join lateral (
                select min(from_month) filter (where until_month is null
                        or until_month >= from_month) as first_month,
                    count(*) filter (where basis <> 'stall' and from_month <= \(month)
                        and (until_month is null or until_month >= \(month))) as of_households,
                    count(*) filter (where basis = 'stall' and from_month <= \(month)
                        and (until_month is null or until_month >= \(month))) as of_stalls
                from fees.schedule where scope_id = c.scope_id
            ) s
            where \(scope)::bigint is null or c.scope_id = \(scope)
            order by c.scope_id
            """
        ).map { row in
            let (scope, name, first, schedules, weight) = try row.decode(
                ScopeID.self, String.self, BillingMonth?.self, Int.self, Int.self)
            return Candidate(
                scope: scope, name: name, firstMonth: first, schedules: schedules, weight: weight)
        }
    }

    /// What one compound's part in a batch came to.
    struct Part: Sendable {
        let scope: ScopeID
        let charges: Int
        let total: Money
        let alreadyBilled: Int
        let skipped: [SkippedSubject]
        /// Nil where nothing was written.
        let run: WrittenRun?
    }

    struct WrittenRun: Sendable {
        let id: RunID
        let entry: EntryID
        let fact: String
    }

    struct SkippedSubject: Sendable, Equatable {
        let scope: ScopeID
        let subject: SubjectID
        let item: FeeItemCode
        let reason: BillingOutcome.SkipReason
    }

    /// Locks the ledgers of a batch in the order of their scopes. What they guard is read in the
    /// next statement: one that waited for a lock would still read what stood before it.
    static func lock(_ scopes: [ScopeID]) -> Query {
        """
        select 1 from access.ledger where scope_id = any(\(scopes))
        order by scope_id for no key update
        """
    }

    /// What a month would come to: the query of `bill` without its writing.
    static func preview(
        _ scopes: [ScopeID], month: BillingMonth, on connection: Connection
    ) async throws -> [Part] {
        try await connection.query(
            """
            select scope_id, count(*) filter (where reason is null),
                coalesce(sum(amount_fen) filter (where reason is null), 0)::bigint,
                count(*) filter (where reason = 'alreadyBilled'),
                coalesce(array_agg(subject_id) filter (where reason <> 'alreadyBilled'), '{}'),
                coalesce(array_agg(item) filter (where reason <> 'alreadyBilled'), '{}'),
                coalesce(array_agg(reason) filter (where reason <> 'alreadyBilled'), '{}'),
                null::bigint, null::bigint, null::text
            from fees.billable(\(scopes), \(month))
            group by scope_id order by scope_id
            """
        ).map(part)
    }

    /// Writes charges, runs and what was skipped of a batch whose ledgers are locked. A compound to
    /// which nothing is added gets no run.
    ///
    /// Under the lock nobody else adds charges, and what stood before is known from the statement's
    /// own reading, so that `on conflict` has nothing to do; the unique index stands behind it.
    static func bill(
        _ scopes: [ScopeID], month: BillingMonth, on today: CivilDate, _ connection: Connection
    ) async throws -> [Part] {
        try await connection.query(
            """
            with asked as materialized (
                select scope_id, nextval('fees.run_run_id_seq') as run_id,
                    nextval('access.entry_id') as entry_id
                from unnest(\(scopes)) as scope_id
            ), candidate as materialized (
                select * from fees.billable(\(scopes), \(month))
            ), charged as (
                insert into fees.charge as r (scope_id, tenure_id, month, item, subject_id,
                    revision, obligor, stall_id, schedule_id, run_id, quantity, amount_fen,
                    charged_on, due_on)
                select scope_id, c.tenure_id, \(month), c.item, c.subject_id,
                    case when exists (
                        select from fees.run where scope_id = any(\(scopes))
                            and month = \(month) and kind = 'withdrawal')
                    then 1 + (
                        select count(*) from fees.charge w
                        where w.scope_id = c.scope_id and w.month = \(month) and w.item = c.item
                            and w.subject_id = c.subject_id and w.withdrawn_run is not null)
                    else 1 end,
                    c.obligor, c.stall_id, c.schedule_id, a.run_id, c.quantity, c.amount_fen,
                    least(\(month), \(today)), \(month) + c.due_day - 1
                from candidate c join asked a using (scope_id)
                where c.reason is null
                order by scope_id, c.tenure_id, c.item, c.subject_id
                returning scope_id, amount_fen, fees.fact(r) as fact
            ), digest as (
                select scope_id, count(*)::integer as charges, sum(amount_fen)::bigint as total_fen,
                    sha256(convert_to(string_agg(fact, E'\\n' order by fact collate "C"), 'UTF8'))
                        as digest
                from charged group by scope_id
            ), run as (
                insert into fees.run as r (scope_id, run_id, kind, month, on_day, charge_count,
                    total_fen, charges_digest, entry_id)
                select scope_id, a.run_id, 'billing', \(month), \(today), d.charges, d.total_fen,
                    d.digest, a.entry_id
                from digest d join asked a using (scope_id)
                returning scope_id, run_id, entry_id, charge_count, total_fen, fees.fact(r) as fact
            ), skipped as (
                insert into fees.skipped (scope_id, run_id, subject_id, item, reason)
                select scope_id, r.run_id, c.subject_id, c.item, c.reason
                from candidate c join run r using (scope_id)
                where c.reason <> 'alreadyBilled'
            ), tally as (
                select scope_id, count(*) filter (where reason = 'alreadyBilled') as already,
                    array_agg(subject_id) filter (where reason <> 'alreadyBilled') as subjects,
                    array_agg(item) filter (where reason <> 'alreadyBilled') as items,
                    array_agg(reason) filter (where reason <> 'alreadyBilled') as reasons
                from candidate group by scope_id
            )
            select scope_id, coalesce(r.charge_count, 0), coalesce(r.total_fen, 0), t.already,
                coalesce(t.subjects, '{}'), coalesce(t.items, '{}'), coalesce(t.reasons, '{}'),
                r.run_id, r.entry_id, r.fact
            from tally t left join run r using (scope_id) order by scope_id
            """
        ).map(part)
    }

    private static func part(_ row: Row) throws -> Part {
        let (scope, charges, total, already, subjects, items, reasons, run, entry, fact) =
            try row.decode(
                ScopeID.self, Int.self, Money.self, Int.self, [SubjectID].self,
                [FeeItemCode].self, [String].self, RunID?.self, EntryID?.self, String?.self)
        var written: WrittenRun?
        if let run, let entry, let fact {
            written = WrittenRun(id: run, entry: entry, fact: fact)
        }
        let skipped = zip(subjects, zip(items, reasons)).compactMap { subject, rest in
            BillingOutcome.SkipReason(rawValue: rest.1).map { reason in
                SkippedSubject(scope: scope, subject: subject, item: rest.0, reason: reason)
            }
        }
        return Part(
            scope: scope, charges: charges, total: total, alreadyBilled: already,
            skipped: skipped, run: written)
    }

    /// The codes by which people know households and stalls.
    static func codes(
        of skipped: [SkippedSubject], on connection: Connection
    ) async throws -> [SubjectID: (household: HouseholdCode?, stall: String?)] {
        let (scopes, subjects) = (skipped.map(\.scope), skipped.map(\.subject))
        let rows = try await connection.query(
            """
            with asked as (
                select distinct scope_id, subject_id
                from unnest(\(scopes), \(subjects)) as a (scope_id, subject_id)
            )
            select a.subject_id, h.building, h.entrance, h.room, p.code
            from asked a
            left join registry.household h
                on h.scope_id = a.scope_id and h.household_id = a.subject_id
            left join registry.stall p on p.scope_id = a.scope_id and p.stall_id = a.subject_id
            """)
        var codes: [SubjectID: (household: HouseholdCode?, stall: String?)] = [:]
        for row in rows {
            let (subject, building, entrance, room, stall) = try row.decode(
                SubjectID.self, String?.self, String?.self, String?.self, String?.self)
            var household: HouseholdCode?
            if let building, let entrance, let room {
                household = HouseholdCode(building: building, entrance: entrance, room: room)
            }
            codes[subject] = (household, stall)
        }
        return codes
    }
}
