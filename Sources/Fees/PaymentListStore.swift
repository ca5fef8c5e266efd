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

    static func totals(_ input: ListPayments.Input, tenure: TenureID?) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        return """
            select count(*),
                coalesce(sum(p.amount_fen) filter (where v.payment_id is null), 0)::bigint,
                coalesce(sum(f.fen), 0)::bigint
            from fees.payment p
            left join fees.reversal v on v.scope_id = p.scope_id and v.payment_id = p.payment_id
            left join (
                select payment_id, sum(amount_fen) as fen from fees.refund
                where scope_id = \(input.scope) group by payment_id
            ) f on f.payment_id = p.payment_id
            where p.scope_id = \(input.scope)
                and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
                and p.received_on >= coalesce(\(input.from)::date, '-infinity')
                and p.received_on <= coalesce(\(input.until)::date, 'infinity')
                and (\(input.channel)::text is null or p.channel = \(input.channel))
                and (\(pattern)::text is null or fees.is_found(p, \(pattern)))
            """
    }

    /// The newest first comes by the index, without those behind the page; every other order puts
    /// the whole compound's in order.
    static func page(_ input: ListPayments.Input, tenure: TenureID?) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        let limit = max(0, input.limit)
        let offset = max(0, input.offset)
        let isNewest = input.order == .newest
        return """
            with newest as (
                select p.*, row_number() over (
                    order by p.received_on desc, p.payment_id desc) as place
                from fees.payment p
                where p.scope_id = \(input.scope)
                    and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
                    and p.received_on >= coalesce(\(input.from)::date, '-infinity')
                    and p.received_on <= coalesce(\(input.until)::date, 'infinity')
                    and (\(input.channel)::text is null or p.channel = \(input.channel))
                    and (\(pattern)::text is null or fees.is_found(p, \(pattern)))
                order by p.received_on desc, p.payment_id desc
                limit \(isNewest ? limit : 0) offset \(offset)
            ), ordered as (
                select p.*, row_number() over (order by
                    case \(input.order.rawValue)::text when 'largest' then -p.amount_fen
                        when 'smallest' then p.amount_fen end,
                    p.received_on, p.payment_id) as place
                from fees.payment p
                where p.scope_id = \(input.scope)
                    and (\(tenure)::bigint is null or p.tenure_id = \(tenure))
                    and p.received_on >= coalesce(\(input.from)::date, '-infinity')
                    and p.received_on <= coalesce(\(input.until)::date, 'infinity')
                    and (\(input.channel)::text is null or p.channel = \(input.channel))
                    and (\(pattern)::text is null or fees.is_found(p, \(pattern)))
                order by place
                limit \(isNewest ? 0 : limit) offset \(offset)
            )
            select h.building, h.entrance, h.room, coalesce(o.names, ''), p.payment_id, r.year,
                r.number, p.received_on, p.amount_fen, p.channel, coalesce(f.fen, 0)::bigint,
                v.on_day, p.note
            from (select * from newest union all select * from ordered) p
            join registry.tenure t on t.scope_id = \(input.scope) and t.tenure_id = p.tenure_id
            join registry.household h
                on h.scope_id = \(input.scope) and h.household_id = t.household_id
            left join fees.receipt r
                on r.scope_id = \(input.scope) and r.payment_id = p.payment_id
            left join fees.reversal v
                on v.scope_id = \(input.scope) and v.payment_id = p.payment_id
            left join lateral (
                select sum(amount_fen) as fen from fees.refund f
                where f.scope_id = \(input.scope) and f.payment_id = p.payment_id
            ) f on true
            left join lateral (
                select string_agg(w.name, '、' order by s.position) as names
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = \(input.scope) and s.tenure_id = t.tenure_id
            ) o on true
            order by p.place
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
