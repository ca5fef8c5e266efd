import Access
import Core
import Postgres
import Registry

/// Lists of payments in the database.
enum PaymentListStore {
    static func read(
        _ input: ListPayments.Input, tenure: TenureID?, on connection: Connection
    ) async throws -> ListPayments.Outcome {
        let results = try await connection.pipeline([
            totals(input, tenure: tenure), page(input, tenure: tenure),
        ])
        let (count, paid, refunded) = try results[0].only().decode(
            Int.self, Money.self, Money.self)
        return ListPayments.Outcome(
            count: count, paid: paid, refunded: refunded, rows: try results[1].map(row))
    }

    private static func totals(_ input: ListPayments.Input, tenure: TenureID?) -> Query {
        """
        select count(*), coalesce(sum(p.amount_fen) filter (where v.payment_id is null), 0)::bigint,
            coalesce(sum(f.fen), 0)::bigint
        from fees.payment p
        left join fees.reversal v on v.scope_id = p.scope_id and v.payment_id = p.payment_id
        left join lateral (
            select sum(amount_fen) as fen from fees.refund f
            where f.scope_id = p.scope_id and f.payment_id = p.payment_id
        ) f on true
        where p.scope_id = \(input.scope)
            and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
            and p.received_on >= coalesce(\(input.from)::date, '-infinity')
            and p.received_on <= coalesce(\(input.until)::date, 'infinity')
            and (\(input.channel)::text is null or p.channel = \(input.channel))
        """
    }

    private static func page(_ input: ListPayments.Input, tenure: TenureID?) -> Query {
        """
        select h.building, h.entrance, h.room, coalesce(o.names, ''), p.payment_id, r.year,
            r.number, p.received_on, p.amount_fen, p.channel, coalesce(f.fen, 0)::bigint, v.on_day,
            p.note
        from (
            select * from fees.payment p
            where p.scope_id = \(input.scope)
                and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
                and p.received_on >= coalesce(\(input.from)::date, '-infinity')
                and p.received_on <= coalesce(\(input.until)::date, 'infinity')
                and (\(input.channel)::text is null or p.channel = \(input.channel))
            order by p.received_on desc, p.payment_id desc
            limit \(max(0, input.limit)) offset \(max(0, input.offset))
        ) p
        join registry.tenure t on t.scope_id = p.scope_id and t.tenure_id = p.tenure_id
        join registry.household h
            on h.scope_id = p.scope_id and h.household_id = t.household_id
        left join fees.receipt r on r.scope_id = p.scope_id and r.payment_id = p.payment_id
        left join fees.reversal v on v.scope_id = p.scope_id and v.payment_id = p.payment_id
        left join lateral (
            select sum(amount_fen) as fen from fees.refund f
            where f.scope_id = p.scope_id and f.payment_id = p.payment_id
        ) f on true
        left join lateral (
            select string_agg(w.name, '、' order by s.position) as names
            from registry.ownership s join registry.owner w using (scope_id, owner_id)
            where s.scope_id = t.scope_id and s.tenure_id = t.tenure_id
        ) o on true
        order by p.received_on desc, p.payment_id desc
        """
    }

    private static func row(_ row: Row) throws -> ListPayments.Row {
        let (
            building, entrance, room, obligor, payment, year, number, receivedOn, amount, channel,
            refunded, reversedOn, note
        ) = try row.decode(
            String.self, String.self, String.self, String.self, PaymentID.self, Int16?.self,
            Int32?.self, CivilDate.self, Money.self, PaymentChannel.self, Money.self,
            CivilDate?.self, String?.self)
        return ListPayments.Row(
            household: HouseholdCode(building: building, entrance: entrance, room: room),
            obligor: obligor,
            payment: Statement.Payment(
                payment: payment,
                receipt: year.flatMap { year in
                    number.map { ReceiptNumber(year: year, number: $0) }
                },
                receivedOn: receivedOn, amount: amount, channel: channel, refunded: refunded,
                reversedOn: reversedOn),
            note: note)
    }
}
