import Access
import Core
import Postgres
import Registry

/// Statements in the database.
enum StatementStore {
    /// Charges listed on one statement: fifty years of ten fees a month. Totals are over all.
    static let mostLines = 6000
    static let mostPayments = 6000

    static func read(
        _ tenure: TenureID, of household: HouseholdCode, in scope: ScopeID, from: CivilDate?,
        until end: CivilDate, on connection: Connection
    ) async throws -> Statement {
        let results = try await connection.pipeline([
            heading(tenure, in: scope), account(of: tenure, in: scope, from: from, until: end),
            lines(of: tenure, in: scope, from: from, until: end),
            payments(of: tenure, in: scope, from: from, until: end),
        ])
        let (compound, obligor) = try results[0].only().decode(String.self, String.self)
        let lines = try results[2].map(line)
        let terms = try await connection.query(
            FeeTermsStore.reading(Set(lines.map(\.origin)), in: scope))
        return Statement(
            compound: compound, household: household, tenure: tenure, obligor: obligor, from: from,
            until: end, account: try account(results[1].only()), lines: lines,
            terms: try FeeTermsStore.terms(terms), payments: try results[3].map(payment))
    }

    private static func heading(_ tenure: TenureID, in scope: ScopeID) -> Query {
        """
        select name, (
            select coalesce(string_agg(w.name, '、' order by s.position), '')
            from registry.ownership s join registry.owner w using (scope_id, owner_id)
            where s.scope_id = \(scope) and s.tenure_id = \(tenure))
        from registry.compound where scope_id = \(scope)
        """
    }

    private static func account(
        of tenure: TenureID, in scope: ScopeID, from: CivilDate?, until end: CivilDate
    ) -> Query {
        """
        select
            coalesce(sum(case when kind in ('charged', 'reversed', 'refunded') then fen
                else -fen end) filter (where taken_over or day < s.first), 0)::bigint,
            coalesce(sum(fen) filter (where kind = 'charged' and not taken_over
                and day >= s.first), 0)::bigint,
            coalesce(sum(fen) filter (where kind = 'withdrawn' and day >= s.first), 0)::bigint,
            coalesce(sum(fen) filter (where kind = 'waived' and day >= s.first), 0)::bigint,
            coalesce(sum(case kind when 'received' then fen else -fen end) filter (
                where kind in ('received', 'reversed') and not taken_over
                and day >= s.first), 0)::bigint,
            coalesce(sum(fen) filter (where kind = 'refunded' and day >= s.first), 0)::bigint,
            coalesce(sum(case kind when 'received' then fen else -fen end) filter (
                where kind in ('received', 'reversed', 'refunded')), 0)::bigint - (
                select coalesce(sum(amount_fen), 0)::bigint from fees.allocation
                where scope_id = \(scope) and tenure_id = \(tenure) and applied_on <= \(end))
        from fees.movement, (select coalesce(\(from)::date, '-infinity') as first) s
        where scope_id = \(scope) and tenure_id = \(tenure) and day <= \(end)
        """
    }

    static func account(_ row: Row) throws -> Account {
        let (opening, charged, withdrawn, waived, paid, refunded, credit) = try row.decode(
            Money.self, Money.self, Money.self, Money.self, Money.self, Money.self, Money.self)
        return Account(
            opening: opening, charged: charged, withdrawn: withdrawn, waived: waived, paid: paid,
            refunded: refunded, credit: credit)
    }

    /// Lines in force at the end of the period: of the period, or open when it began.
    private static func lines(
        of tenure: TenureID, in scope: ScopeID, from: CivilDate?, until end: CivilDate
    ) -> Query {
        """
        select c.month, c.item, st.code, c.amount_fen, coalesce(a.fen, 0)::bigint,
            coalesce(v.fen, 0)::bigint, c.charged_on, c.due_on,
            coalesce(c.schedule_id, -c.takeover_id)
        from fees.charge c
        left join fees.run r on r.scope_id = c.scope_id and r.run_id = c.withdrawn_run
        left join registry.stall st on st.scope_id = c.scope_id and st.stall_id = c.stall_id
        left join lateral (
            select sum(amount_fen) as fen,
                sum(amount_fen) filter (where applied_on < \(from)::date) as before
            from fees.allocation a
            where a.scope_id = \(scope) and a.tenure_id = \(tenure) and a.month = c.month
                and a.item = c.item and a.subject_id = c.subject_id
                and a.revision = c.revision and a.applied_on <= \(end)
        ) a on true
        left join lateral (
            select sum(amount_fen) as fen,
                sum(amount_fen) filter (where on_day < \(from)::date) as before
            from fees.waiver w
            where w.scope_id = \(scope) and w.tenure_id = \(tenure) and w.month = c.month
                and w.item = c.item and w.subject_id = c.subject_id
                and w.revision = c.revision and w.on_day <= \(end)
        ) v on true
        where c.scope_id = \(scope) and c.tenure_id = \(tenure) and c.charged_on <= \(end)
            and (r.on_day is null or greatest(r.on_day, c.charged_on) > \(end))
            and (\(from)::date is null or c.charged_on >= \(from)
                or coalesce(a.before, 0) + coalesce(v.before, 0) < c.amount_fen)
        order by c.month, c.item, c.subject_id
        limit \(mostLines)
        """
    }

    private static func line(_ row: Row) throws -> Statement.Line {
        let (month, item, stall, amount, settled, waived, chargedOn, dueOn, origin) =
            try row.decode(
                BillingMonth.self, FeeItemCode.self, String?.self, Money.self, Money.self,
                Money.self, CivilDate.self, CivilDate.self, Int64.self)
        return Statement.Line(
            month: month, origin: FeeOrigin(number: origin, item: item), stall: stall,
            amount: amount, settled: settled, waived: waived, chargedOn: chargedOn, dueOn: dueOn)
    }

    /// Payments that were received, reversed or refunded in the period. A credit that was taken
    /// over is part of the opening, and listed only where something was done with it.
    private static func payments(
        of tenure: TenureID, in scope: ScopeID, from: CivilDate?, until end: CivilDate
    ) -> Query {
        """
        select p.payment_id, r.year, r.number, p.received_on, p.amount_fen, p.channel,
            coalesce(f.fen, 0)::bigint, v.on_day
        from fees.payment p
        left join fees.receipt r on r.scope_id = p.scope_id and r.payment_id = p.payment_id
        left join fees.reversal v on v.scope_id = p.scope_id and v.payment_id = p.payment_id
            and v.on_day <= \(end)
        left join lateral (
            select sum(amount_fen) as fen, max(on_day) as last_on from fees.refund f
            where f.scope_id = p.scope_id and f.payment_id = p.payment_id
                and f.on_day <= \(end)
        ) f on true
        where p.scope_id = \(scope) and p.tenure_id = \(tenure) and p.received_on <= \(end)
            and ((p.takeover_id is null
                and (\(from)::date is null or p.received_on >= \(from)))
                or v.on_day >= coalesce(\(from)::date, '-infinity')
                or f.last_on >= coalesce(\(from)::date, '-infinity'))
        order by p.received_on, p.payment_id
        limit \(mostPayments)
        """
    }

    private static func payment(_ row: Row) throws -> Statement.Payment {
        let (payment, year, number, receivedOn, amount, channel, refunded, reversedOn) =
            try row.decode(
                PaymentID.self, Int16?.self, Int32?.self, CivilDate.self, Money.self,
                PaymentChannel.self, Money.self, CivilDate?.self)
        return Statement.Payment(
            payment: payment,
            receipt: year.flatMap { year in number.map { ReceiptNumber(year: year, number: $0) } },
            receivedOn: receivedOn, amount: amount, channel: channel, refunded: refunded,
            reversedOn: reversedOn)
    }
}
