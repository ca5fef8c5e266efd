import Access
import Core
import Postgres
import Registry

/// The resident's page in the database: the busiest read of all, so its rows are lean and of one
/// shape, and every part begins at an index with the scope and the tenure.
enum ResidentStatusStore {
    /// The newest payments that are listed, ten years of monthly ones; the totals are over all.
    static let mostPayments = 120

    /// Rows of five kinds, told apart by the first column:
    /// 0 the tenure: its number, household, generation · compound, building, entrance, room, owners
    /// 1 a line: origin, amount, settled, waived · month, due day, day of the charge · item, stall
    /// 2 all charges: billed, taken over, withdrawn, waived
    /// 3 a payment: its number, amount, refunded, receipt · received, reversed · channel
    /// 4 all payments: received, taken over, reversed, refunded, unallocated
    ///
    /// It says how things stand, without any day: nothing is ever dated after the day of its entry.
    static func reading(
        scope: ScopeID, tokenSHA256: [UInt8], since: BillingMonth, payments: Int
    ) -> Query {
        """
        with link as materialized (
            select tenure_id, generation from registry.resident_link
            where scope_id = \(scope) and token_sha256 = \(tokenSHA256) and revoked_at is null
        ), line as materialized (
            select month, item, stall_id, coalesce(schedule_id, -takeover_id) as origin,
                amount_fen, settled_fen, waived_fen, charged_on, due_on,
                takeover_id is null as billed, withdrawn_run is not null as withdrawn
            from fees.charge
            where scope_id = \(scope) and tenure_id = (select tenure_id from link)
        ), paid as materialized (
            select p.payment_id, p.amount_fen, p.unallocated_fen, p.channel, p.received_on,
                p.takeover_id is null as received, v.on_day as reversed_on, r.year, r.number, (
                    select sum(f.amount_fen)::bigint from fees.refund f
                    where f.scope_id = \(scope) and f.payment_id = p.payment_id
                ) as refunded
            from fees.payment p
            left join fees.receipt r on r.scope_id = \(scope) and r.payment_id = p.payment_id
            left join fees.reversal v on v.scope_id = \(scope) and v.payment_id = p.payment_id
            where p.scope_id = \(scope) and p.tenure_id = (select tenure_id from link)
        )
        select 0::int2, l.tenure_id, t.household_id, l.generation::bigint, null::bigint,
            null::bigint, null::date, null::date, null::date, c.name, h.building, h.entrance,
            h.room, (
                select string_agg(w.name, '、' order by s.position)
                from registry.ownership s
                join registry.owner w on w.scope_id = \(scope) and w.owner_id = s.owner_id
                where s.scope_id = \(scope) and s.tenure_id = l.tenure_id)
        from link l
        join registry.tenure t on t.scope_id = \(scope) and t.tenure_id = l.tenure_id
        join registry.household h on h.scope_id = \(scope) and h.household_id = t.household_id
        join registry.compound c on c.scope_id = \(scope)
        union all
        select 1::int2, origin, amount_fen, settled_fen, waived_fen, null::bigint, month, due_on,
            charged_on, item, case when stall_id is not null then (
                select code from registry.stall s
                where s.scope_id = \(scope) and s.stall_id = line.stall_id) end,
            null::text, null::text, null::text
        from line
        where not withdrawn and (month >= \(since) or settled_fen + waived_fen < amount_fen)
        union all
        select 2::int2, (sum(amount_fen) filter (where billed))::bigint,
            (sum(amount_fen) filter (where not billed))::bigint,
            (sum(amount_fen) filter (where withdrawn))::bigint, sum(waived_fen)::bigint,
            null::bigint, null::date, null::date, null::date, null::text, null::text, null::text,
            null::text, null::text
        from line
        union all
        (select 3::int2, payment_id, amount_fen, refunded, year::bigint * 1000000000 + number,
            null::bigint, received_on, reversed_on, null::date, channel, null::text, null::text,
            null::text, null::text
        from paid
        where received or reversed_on is not null or refunded is not null
        order by received_on desc, payment_id desc
        limit \(payments))
        union all
        select 4::int2, (sum(amount_fen) filter (where received))::bigint,
            (sum(amount_fen) filter (where not received))::bigint,
            (sum(amount_fen) filter (where reversed_on is not null))::bigint,
            sum(refunded)::bigint, sum(unallocated_fen)::bigint, null::date, null::date,
            null::date, null::text, null::text, null::text, null::text, null::text
        from paid
        """
    }

    /// What the rows say, without the terms of the fees.
    struct Read {
        let household: HouseholdID
        let tenure: TenureID
        let generation: Int32
        let compound: String
        let code: HouseholdCode
        let obligor: String
        var lines: [Statement.Line] = []
        var payments: [Statement.Payment] = []
        var charges = Totals()
        var money = Totals()
    }

    /// The five numbers of a row of kind 2 or 4.
    struct Totals {
        var numbers = [Money](repeating: .zero, count: 5)
    }

    /// - Returns: nil where no link in force has the token.
    static func decode(_ rows: Rows) throws -> Read? {
        var read: Read?
        for row in rows {
            let (kind, key, n1, n2, n3, n4, d1, d2, d3, t1, t2, t3, t4, t5) = try row.decode(
                Int16.self, Int64?.self, Int64?.self, Int64?.self, Int64?.self, Int64?.self,
                CivilDate?.self, CivilDate?.self, CivilDate?.self, String?.self, String?.self,
                String?.self, String?.self, String?.self)
            switch kind {
            case 0:
                read = Read(
                    household: HouseholdID(n1 ?? 0), tenure: TenureID(key ?? 0),
                    generation: Int32(n2 ?? 0), compound: t1 ?? "",
                    code: HouseholdCode(building: t2 ?? "", entrance: t3 ?? "", room: t4 ?? ""),
                    obligor: t5 ?? "")
            case 1:
                guard let key, let n1, let n2, let n3, let d1, let d2, let d3, let t1 else { break }
                read?.lines.append(
                    Statement.Line(
                        month: BillingMonth(containing: d1),
                        origin: FeeOrigin(number: key, item: FeeItemCode(known: t1)), stall: t2,
                        amount: Money(fen: n1), settled: Money(fen: n2), waived: Money(fen: n3),
                        chargedOn: d3, dueOn: d2))
            case 3:
                guard let key, let n1, let d1, let t1, let channel = PaymentChannel(rawValue: t1)
                else { break }
                read?.payments.append(
                    Statement.Payment(
                        payment: PaymentID(key), receipt: n3.map(receipt), receivedOn: d1,
                        amount: Money(fen: n1), channel: channel, refunded: Money(fen: n2 ?? 0),
                        reversedOn: d2))
            default:
                let totals = Totals(numbers: [key, n1, n2, n3, n4].map { Money(fen: $0 ?? 0) })
                if kind == 2 { read?.charges = totals } else { read?.money = totals }
            }
        }
        return read
    }

    private static func receipt(_ packed: Int64) -> ReceiptNumber {
        ReceiptNumber(
            year: Int16(packed / 1_000_000_000), number: Int32(packed % 1_000_000_000))
    }
}

extension ResidentStatusStore.Read {
    func status(on today: CivilDate, terms: [FeeOrigin: FeeTerms]) -> ResidentStatus {
        let (charged, moved) = (charges.numbers, money.numbers)
        let account = Account(
            opening: charged[1] - moved[1], charged: charged[0], withdrawn: charged[2],
            waived: charged[3], paid: moved[0] - moved[2], refunded: moved[3], credit: moved[4])
        let ordered = lines.sorted {
            ($0.month, $0.item, $0.stall ?? "") < ($1.month, $1.item, $1.stall ?? "")
        }
        let statement = Statement(
            compound: compound, household: code, tenure: tenure, obligor: obligor, from: nil,
            until: today, account: account, lines: ordered, terms: terms,
            payments: payments.reversed())
        return ResidentStatus(
            household: household, tenure: tenure, generation: generation,
            statement: statement.masked)
    }
}
