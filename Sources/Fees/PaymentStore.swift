import Access
import Core
import Postgres
import Registry

/// Payments in the database: three round trips each (lock and read, write, commit).
enum PaymentStore {
    /// What the taking of a payment must know, read under the scope's lock.
    struct Found: Sendable {
        /// A payment taken earlier under the same key.
        let known: (payment: PaymentID, digest: [UInt8])?
        let household: HouseholdID?
        let tenure: TenureID?
        let nextNumber: Int32
        let entry: EntryID
        let open: [OpenCharge]

        /// - Throws: `HouseholdRefusal`, `PaymentRefusal.unknownTenure`.
        func tenure(
            for request: TakePayment.Request, on connection: Connection
        ) async throws -> TenureID {
            if let tenure { return tenure }
            throw try await PayerStore.refusal(
                of: request.payer, in: request.scope, isKnown: household != nil, on: connection)
        }
    }

    /// Locks the scope's ledger, then reads: two statements, because a statement that waited for a
    /// lock would still read what stood before it; one round trip, because neither needs the other.
    static func lockAndRead(
        _ request: TakePayment.Request, on connection: Connection
    ) async throws -> Found {
        let results = try await connection.pipeline([
            LedgerStore.locking(request.scope), reading(request),
        ])
        guard results.count == 2, results[0].count == 1, let first = results[1].first else {
            throw CompoundRefusal.unknownCompound(request.scope.description)
        }
        let (household, tenure, known, digest, number, entry, _, _, _, _, _, _, _) =
            try decode(first)
        return Found(
            known: known.flatMap { known in digest.map { (known, $0) } }, household: household,
            tenure: tenure, nextNumber: number, entry: entry, open: try results[1].compactMap(open))
    }

    private static func decode(_ row: Row) throws -> (
        HouseholdID?, TenureID?, PaymentID?, [UInt8]?, Int32, EntryID, BillingMonth?, FeeItemCode?,
        SubjectID?, Int16?, Money?, CivilDate?, CivilDate?
    ) {
        try row.decode(
            HouseholdID?.self, TenureID?.self, PaymentID?.self, [UInt8]?.self, Int32.self,
            EntryID.self, BillingMonth?.self, FeeItemCode?.self, SubjectID?.self, Int16?.self,
            Money?.self, CivilDate?.self, CivilDate?.self)
    }

    private static func open(_ row: Row) throws -> OpenCharge? {
        let (_, tenure, _, _, _, _, month, item, subject, revision, open, chargedOn, takenBackOn) =
            try decode(row)
        guard let tenure, let month, let item, let subject, let revision, let open, let chargedOn
        else { return nil }
        return OpenCharge(
            key: ChargeKey(
                tenure: tenure, month: month, item: item, subject: subject, revision: revision),
            open: open, chargedOn: chargedOn, takenBackOn: takenBackOn)
    }

    /// One row for each open charge of the tenure, or a single one without any; what is known of
    /// the request stands in all of them. The number of the entry is drawn here.
    private static func reading(_ request: TakePayment.Request) -> Query {
        """
        with asked as (
            select h.household_id, t.tenure_id, k.payment_id, k.request_digest,
                coalesce(r.number, 0) + 1 as number, nextval('access.entry_id') as entry_id
            from (select) one
            left join registry.household h on h.scope_id = \(request.scope)
                and h.building = \(request.payer.household.building)
                and h.entrance = \(request.payer.household.entrance)
                and h.room = \(request.payer.household.room)
            left join lateral (
                select tenure_id from registry.tenure
                where scope_id = \(request.scope) and household_id = h.household_id
                    and (tenure_id = \(request.payer.tenure)
                        or \(request.payer.tenure)::bigint is null
                        and (until_on is null or until_on > \(request.today)))
                order by coalesce(from_on, '-infinity') limit 1
            ) t on true
            left join fees.payment k on k.scope_id = \(request.scope)
                and k.idempotency_key = \(request.key)
            left join lateral (
                select max(number) as number from fees.receipt
                where scope_id = \(request.scope) and year = \(request.year)
            ) r on true
        )
        select a.household_id, a.tenure_id, a.payment_id, a.request_digest, a.number, a.entry_id,
            c.month, c.item, c.subject_id, c.revision,
            c.amount_fen - c.settled_fen - c.waived_fen, c.charged_on, b.day
        from asked a
        left join fees.charge c on c.scope_id = \(request.scope) and c.tenure_id = a.tenure_id
            and c.withdrawn_run is null and c.settled_fen + c.waived_fen < c.amount_fen
        left join lateral (
            select max(applied_on) as day from fees.allocation
            where scope_id = \(request.scope) and tenure_id = c.tenure_id and month = c.month
                and item = c.item and subject_id = c.subject_id and revision = c.revision
                and amount_fen < 0
        ) b on true
        """
    }

    /// Writes payment, receipt, allocations, what they settle, and the audit entry over their fact
    /// lines: one statement.
    static func write(
        _ request: TakePayment.Request, tenure: TenureID, receipt: ReceiptNumber,
        shares: [AllocationShare], credit: Money, entry: EntryID, by actor: Actor,
        on connection: Connection
    ) async throws -> PaymentID {
        let detail: JSON = [
            "household": JSON(request.payer.household), "amountFen": JSON(request.amount),
            "receipt": JSON(receipt),
        ]
        let named = detail.naming(actor)
        return try await connection.query(
            """
            with taken as (
                insert into fees.payment as r (scope_id, tenure_id, amount_fen, channel,
                    received_on, entered_on, idempotency_key, request_digest, note,
                    unallocated_fen, entry_id)
                values (\(request.scope), \(tenure), \(request.amount), \(request.channel),
                    \(request.receivedOn), \(request.today), \(request.key), \(request.digest),
                    \(request.note), \(credit), \(entry))
                returning payment_id, fees.fact(r) as fact
            ), receipt as (
                insert into fees.receipt as r (scope_id, year, number, payment_id, issued_on,
                    entry_id)
                select \(request.scope), \(receipt.year), \(receipt.number), payment_id,
                    \(request.receiptOn), \(entry)
                from taken
                returning fees.fact(r) as fact
            ), share as (
                select * from unnest(\(shares.map(\.key.month)), \(shares.map(\.key.item)),
                    \(shares.map(\.key.subject)), \(shares.map(\.key.revision)),
                    \(shares.map(\.amount)), \(shares.map(\.appliedOn)))
                    as s (month, item, subject_id, revision, fen, day)
            ), allocated as (
                insert into fees.allocation as r (scope_id, payment_id, tenure_id, month, item,
                    subject_id, revision, kind, amount_fen, applied_on, entry_id)
                select \(request.scope), payment_id, \(tenure), month, item, subject_id, revision,
                    'payment', fen, day, \(entry)
                from taken, share
                returning fees.fact(r) as fact
            ), settled as (
                update fees.charge c set settled_fen = c.settled_fen + s.fen
                from share s
                where c.scope_id = \(request.scope) and c.tenure_id = \(tenure)
                    and c.month = s.month and c.item = s.item and c.subject_id = s.subject_id
                    and c.revision = s.revision
            ), line as (
                select fact from taken
                union all select fact from receipt
                union all select fact from allocated
            )
            insert into access.audit_entry (scope_id, entry_id, actor_kind, actor_name,
                account_id, appointment, action, subject, detail, fact_count, facts_digest)
            select \(request.scope), \(entry), \(actor.kind.rawValue), \(actor.name),
                \(actor.account), \(actor.appointment), 'TakePayment',
                'payment:' || taken.payment_id, \(named.text)::jsonb, digest.lines, digest.digest
            from taken, (
                select count(*) as lines, sha256(convert_to(
                    string_agg(fact, E'\\n' order by fact collate "C"), 'UTF8')) as digest
                from line
            ) digest
            returning (select payment_id from taken)
            """
        ).only().decode(PaymentID.self)
    }

    /// A payment that was taken earlier, as its first outcome said it.
    static func taken(
        _ payment: PaymentID, _ request: TakePayment.Request, on connection: Connection
    ) async throws -> TakePayment.Outcome {
        let results = try await connection.pipeline([
            """
            select p.tenure_id, p.amount_fen, p.received_on, r.year, r.number, r.issued_on,
                v.payment_id is not null
            from fees.payment p join fees.receipt r using (scope_id, payment_id)
            left join fees.reversal v using (scope_id, payment_id)
            where p.scope_id = \(request.scope) and p.payment_id = \(payment)
            """,
            ReceiptStore.lines(of: payment, in: request.scope),
        ])
        let (tenure, amount, receivedOn, year, number, issuedOn, reversed) =
            try results[0].only().decode(
                TenureID.self, Money.self, CivilDate.self, Int16.self, Int32.self, CivilDate.self,
                Bool.self)
        let lines = try results[1].map { row in
            let (month, item, amount) = try row.decode(
                BillingMonth.self, FeeItemCode.self, Money.self)
            return SettledLine(month: month, item: item, amount: amount)
        }
        return TakePayment.Outcome(
            payment: payment, receipt: ReceiptNumber(year: year, number: number),
            household: request.payer.household, tenure: tenure, amount: amount,
            channel: request.channel, receivedOn: receivedOn, receiptOn: issuedOn,
            allocations: lines, credit: lines.reduce(amount) { $0 - $1.amount }, repeated: true,
            reversed: reversed, monthsWithoutDebt: [])
    }
}

extension PaymentChannel: PostgresEncodable, PostgresDecodable {}
