import Access
import Core
import Postgres
import Registry

/// The desk's day in the database: both statements begin at an index with the scope and the day.
enum CashierStore {
    static func read(
        _ input: ReadCashierDay.Input, on connection: Connection
    ) async throws -> CashierDay {
        let results = try await connection.pipeline([
            "select name from registry.compound where scope_id = \(input.scope)",
            sums(input), entries(input),
        ])
        guard let compound = try results[0].first?.decode(String.self) else {
            throw CompoundRefusal.unknownCompound(input.scope.description)
        }
        let sums = try results[1].map(sum)
        return CashierDay(
            compound: compound, day: input.day, parts: parts(sums),
            total: CashierDay.sum(parts(sums)),
            late: sums.reduce(0) { $0 + $1.late },
            lateAmount: sums.reduce(.zero) { $0 + $1.lateAmount },
            receipts: receipts(sums), entries: try results[2].map(entry),
            entryCount: sums.reduce(0) { $0 + $1.rows })
    }

    /// What one clerk entered of one kind in one channel.
    private struct Sum {
        let kind: CashierDay.Kind
        let clerk: String
        let channel: PaymentChannel
        let count: Int
        /// A refund may draw on several payments.
        let rows: Int
        let amount: Money
        let late: Int
        let lateAmount: Money
        let receipts: ClosedRange<ReceiptNumber>?
    }

    private static func sum(_ row: Row) throws -> Sum {
        let (
            kind, clerk, channel, count, rows, amount, late, lateAmount, year, first, lastYear, last
        ) = try row.decode(
            String.self, String.self, PaymentChannel.self, Int.self, Int.self, Money.self,
            Int.self, Money.self, Int16?.self, Int32?.self, Int16?.self, Int32?.self)
        var receipts: ClosedRange<ReceiptNumber>?
        if let year, let first, let lastYear, let last {
            let low = ReceiptNumber(year: year, number: first)
            receipts = low...max(low, ReceiptNumber(year: lastYear, number: last))
        }
        return Sum(
            kind: CashierDay.Kind(rawValue: kind) ?? .payment, clerk: clerk, channel: channel,
            count: count, rows: rows, amount: amount, late: late, lateAmount: lateAmount,
            receipts: receipts)
    }

    private static func parts(_ sums: [Sum]) -> [CashierDay.Part] {
        struct Place: Hashable {
            let clerk: String
            let channel: PaymentChannel
        }
        var figures: [Place: CashierDay.Figures] = [:]
        for sum in sums {
            var own = figures[Place(clerk: sum.clerk, channel: sum.channel)] ?? .init()
            switch sum.kind {
            case .payment: (own.payments, own.received) = (sum.count, sum.amount)
            case .reversal: (own.reversals, own.reversed) = (sum.count, sum.amount)
            case .refund: (own.refunds, own.refunded) = (sum.count, sum.amount)
            }
            figures[Place(clerk: sum.clerk, channel: sum.channel)] = own
        }
        let order = PaymentChannel.allCases
        return figures.sorted { left, right in
            (left.key.clerk, order.firstIndex(of: left.key.channel) ?? 0)
                < (right.key.clerk, order.firstIndex(of: right.key.channel) ?? 0)
        }.map { place, figures in
            CashierDay.Part(clerk: place.clerk, channel: place.channel, figures: figures)
        }
    }

    private static func receipts(_ sums: [Sum]) -> ClosedRange<ReceiptNumber>? {
        let ranges = sums.compactMap(\.receipts)
        guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max()
        else { return nil }
        return first...last
    }

    static func sums(_ input: ReadCashierDay.Input) -> Query {
        """
        with moved as (
            select 'payment' as kind, p.entry_id, p.channel, p.amount_fen,
                p.received_on < p.entered_on as is_late, r.year * 1000000000::bigint + r.number
                    as receipt
            from fees.payment p
            left join fees.receipt r on r.scope_id = p.scope_id and r.payment_id = p.payment_id
            where p.scope_id = \(input.scope) and p.entered_on = \(input.day)
                and p.takeover_id is null
            union all
            select 'reversal', v.entry_id, p.channel, p.amount_fen, false, null
            from fees.reversal v
            join fees.payment p on p.scope_id = v.scope_id and p.payment_id = v.payment_id
            where v.scope_id = \(input.scope) and v.on_day = \(input.day)
            union all
            select 'refund', f.entry_id, f.channel, f.amount_fen, false, null
            from fees.refund f
            where f.scope_id = \(input.scope) and f.on_day = \(input.day)
        )
        select m.kind, coalesce(e.actor_name, ''), m.channel, count(distinct m.entry_id), count(*),
            sum(m.amount_fen)::bigint,
            count(*) filter (where m.is_late),
            coalesce(sum(m.amount_fen) filter (where m.is_late), 0)::bigint,
            (min(m.receipt) / 1000000000)::smallint, (min(m.receipt) % 1000000000)::integer,
            (max(m.receipt) / 1000000000)::smallint, (max(m.receipt) % 1000000000)::integer
        from moved m
        left join access.audit_entry e
            on e.scope_id = \(input.scope) and e.entry_id = m.entry_id
        group by m.kind, e.actor_name, m.channel
        order by e.actor_name, m.channel, m.kind
        """
    }

    static func entries(_ input: ReadCashierDay.Input) -> Query {
        """
        with moved as (
            select 'payment' as kind, entry_id, payment_id, channel, amount_fen,
                null::text as reason
            from fees.payment
            where scope_id = \(input.scope) and entered_on = \(input.day)
                and takeover_id is null
            union all
            select 'reversal', v.entry_id, v.payment_id, p.channel, p.amount_fen, v.reason
            from fees.reversal v
            join fees.payment p on p.scope_id = v.scope_id and p.payment_id = v.payment_id
            where v.scope_id = \(input.scope) and v.on_day = \(input.day)
            union all
            select 'refund', entry_id, payment_id, channel, amount_fen, reason
            from fees.refund
            where scope_id = \(input.scope) and on_day = \(input.day)
        ), page as (
            select * from moved order by entry_id, payment_id
            limit \(max(0, input.limit)) offset \(max(0, input.offset))
        )
        select m.kind, m.payment_id, r.year, r.number, h.building, h.entrance, h.room,
            m.amount_fen, m.channel, coalesce(e.actor_name, ''), p.received_on, m.reason
        from page m
        left join access.audit_entry e
            on e.scope_id = \(input.scope) and e.entry_id = m.entry_id
        join fees.payment p on p.scope_id = \(input.scope) and p.payment_id = m.payment_id
        left join fees.receipt r on r.scope_id = p.scope_id and r.payment_id = p.payment_id
        join registry.tenure t on t.scope_id = p.scope_id and t.tenure_id = p.tenure_id
        join registry.household h on h.scope_id = p.scope_id and h.household_id = t.household_id
        order by m.entry_id, m.payment_id
        """
    }

    private static func entry(_ row: Row) throws -> CashierDay.Entry {
        let (
            kind, payment, year, number, building, entrance, room, amount, channel, clerk,
            receivedOn, reason
        ) = try row.decode(
            String.self, PaymentID.self, Int16?.self, Int32?.self, String.self, String.self,
            String.self, Money.self, PaymentChannel.self, String.self, CivilDate.self,
            String?.self)
        return CashierDay.Entry(
            kind: CashierDay.Kind(rawValue: kind) ?? .payment, payment: payment,
            receipt: year.flatMap { year in
                number.map { ReceiptNumber(year: year, number: $0) }
            },
            household: HouseholdCode(building: building, entrance: entrance, room: room),
            amount: amount, channel: channel, clerk: clerk, receivedOn: receivedOn,
            reason: reason)
    }
}
