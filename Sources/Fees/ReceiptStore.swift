import Access
import Core
import Postgres
import Registry

/// Receipts in the database.
enum ReceiptStore {
    /// What a payment settled when it was taken: month, item, amount.
    static func lines(of payment: PaymentID, in scope: ScopeID) -> Query {
        """
        select month, item, amount_fen from fees.allocation
        where scope_id = \(scope) and payment_id = \(payment) and kind = 'payment'
        order by month, item, subject_id
        """
    }

    /// Nil where no payment with a receipt has that number.
    static func find(
        _ reference: PaymentReference, in scope: ScopeID, on connection: Connection
    ) async throws -> Receipt? {
        var id: PaymentID?
        var number: ReceiptNumber?
        switch reference {
        case .payment(let payment): id = payment
        case .receipt(let receipt): number = receipt
        }
        let rows = try await connection.query(
            """
            select r.year, r.number, r.issued_on, p.payment_id, c.name, h.building, h.entrance,
                h.room, coalesce(o.names, ''), p.amount_fen, p.channel, p.received_on, p.note,
                coalesce(e.actor_name, ''), v.on_day, v.reason
            from fees.receipt r
            join fees.payment p using (scope_id, payment_id)
            join registry.compound c using (scope_id)
            join registry.tenure t using (scope_id, tenure_id)
            join registry.household h using (scope_id, household_id)
            left join lateral (
                select string_agg(w.name, '、' order by s.position) as names
                from registry.ownership s join registry.owner w using (scope_id, owner_id)
                where s.scope_id = t.scope_id and s.tenure_id = t.tenure_id
            ) o on true
            left join access.audit_entry e
                on e.scope_id = p.scope_id and e.entry_id = p.entry_id
            left join fees.reversal v
                on v.scope_id = p.scope_id and v.payment_id = p.payment_id
            where r.scope_id = \(scope) and (r.payment_id = \(id)
                or (r.year = \(number?.year) and r.number = \(number?.number)))
            """)
        guard let row = rows.first else { return nil }
        let payment = try row.get("payment_id", as: PaymentID.self)
        return try receipt(
            row, lines: try await printed(of: payment, in: scope, on: connection))
    }

    private static func receipt(_ row: Row, lines: [Receipt.Line]) throws -> Receipt {
        let (
            year, number, issuedOn, payment, compound, building, entrance, room, payer, amount,
            channel, receivedOn, note, cashier, voidOn, voidReason
        ) = try row.decode(
            Int16.self, Int32.self, CivilDate.self, PaymentID.self, String.self, String.self,
            String.self, String.self, String.self, Money.self, PaymentChannel.self, CivilDate.self,
            String?.self, String.self, CivilDate?.self, String?.self)
        return Receipt(
            number: ReceiptNumber(year: year, number: number), issuedOn: issuedOn,
            payment: payment, compound: compound,
            household: HouseholdCode(building: building, entrance: entrance, room: room),
            payer: payer, amount: amount, channel: channel, receivedOn: receivedOn, note: note,
            cashier: cashier, lines: lines,
            void: voidOn.flatMap { day in voidReason.map { Receipt.Void(on: day, reason: $0) } })
    }

    /// The lines with their names and payees. A charge taken over has no schedule of its own: its
    /// money goes where the item's newest schedule says, as far as there is one.
    private static func printed(
        of payment: PaymentID, in scope: ScopeID, on connection: Connection
    ) async throws -> [Receipt.Line] {
        try await connection.query(
            """
            select a.month, a.item, i.name, st.code, a.amount_fen, s.fund, s.payee_name,
                s.payee_account
            from fees.allocation a
            join fees.charge c using (scope_id, tenure_id, month, item, subject_id, revision)
            left join fees.item i on i.scope_id = a.scope_id and i.item = a.item
            left join registry.stall st
                on st.scope_id = c.scope_id and st.stall_id = c.stall_id
            left join lateral (
                select fund, payee_name, payee_account from fees.schedule s
                where s.scope_id = c.scope_id and s.item = c.item
                    and (s.schedule_id = c.schedule_id or c.schedule_id is null)
                order by s.from_month desc, s.schedule_id desc limit 1
            ) s on true
            where a.scope_id = \(scope) and a.payment_id = \(payment) and a.kind = 'payment'
            order by a.month, a.item, a.subject_id
            """
        ).map { row in
            let (month, item, name, stall, amount, fund, payee, account) = try row.decode(
                BillingMonth.self, FeeItemCode.self, String?.self, String?.self, Money.self,
                String?.self, String?.self, String?.self)
            return Receipt.Line(
                month: month, item: item, itemName: name ?? item.text, stall: stall,
                amount: amount,
                payee: Receipt.Payee(fund: fund, name: payee, account: account))
        }
    }
}
