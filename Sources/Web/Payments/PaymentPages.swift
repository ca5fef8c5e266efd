import Core
import Fees
import Hummingbird
import Registry

/// 收款: a form that shows what is owed, what the money would settle, and then the receipt.
struct PaymentPages {
    /// The refusals of a payment, by the field that they are about.
    static let fields = [
        "amountOutOfRange": "amount", "channelNotForTaking": "channel",
        "receivedTooEarly": "received", "receivedInFuture": "received",
        "receiptBeforeReceived": "received", "textTooLong": "note", "textUnreadable": "note",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/households/{code}/payment"
        site.page(.get, path, needs: .takePayment, in: .path) { _, desk in
            try await begin(desk)
        }
        site.page(.post, path, needs: .takePayment, in: .path) { _, desk in
            try await answer(desk)
        }
    }

    private func begin(_ desk: Desk) async throws -> Response {
        let payer = try payer(desk.query["tenure"], desk)
        let open = try await preview(PaymentEntry.Request(payer: payer), desk)
        let entries = Entries(beginning: [
            "amount": open.open > .zero ? open.open.description : "",
            "received": desk.today.description, FormKey.field: FormKey.make(),
            "tenure": desk.query["tenure"],
        ])
        return try await form(open, entries, desk)
    }

    private func answer(_ desk: Desk) async throws -> Response {
        let payer = try payer(desk.form["tenure"], desk)
        var entries = Entries(desk.form)
        let step = desk.form["do"]
        if entries.form[FormKey.field].isEmpty {
            throw WebError.refused(code: "keyMissing", sentence: FormKey.missing)
        }
        if step != "edit", let request = PaymentEntry.read(&entries, payer: payer) {
            do {
                return step == "take"
                    ? try await take(request, desk) : try await check(request, desk)
            } catch let refusal as any Refusal where PaymentPages.isAboutTheForm(refusal) {
                entries.refuse(refusal, fields: PaymentPages.fields)
            }
        }
        let open = try await preview(PaymentEntry.Request(payer: payer), desk)
        return try await form(open, entries, desk, isRefused: step != "edit")
    }

    /// What the form of a page can mend; the rest is said on a page of its own.
    private static func isAboutTheForm(_ refusal: any Refusal) -> Bool {
        switch refusal {
        case is TakePayment.Failure: true
        case PaymentRefusal.unknownPayment, PaymentRefusal.unknownTenure: false
        case is PaymentRefusal: true
        default: false
        }
    }

    /// - Parameter said: why it is to be looked at again.
    private func check(
        _ request: PaymentEntry.Request, _ desk: Desk, said: String? = nil
    ) async throws -> Response {
        let found = try await preview(request, desk)
        // what taking it would refuse is said before it is confirmed
        try TakePayment.check(request.taking(in: desk.scope), on: desk.today)
        return try desk.page(
            "payments/check",
            PaymentCheckView(found, request, said: said, try await desk.frame(), desk),
            status: said == nil ? .ok : .unprocessableContent)
    }

    private func take(_ request: PaymentEntry.Request, _ desk: Desk) async throws -> Response {
        do {
            let outcome = try await TakePayment(database: desk.database).perform(
                request.taking(in: desk.scope), by: desk.actor, on: desk.today)
            let credit =
                outcome.credit > .zero ? "，其中 \(outcome.credit.grouped) 元作预存" : ""
            return desk.redirect(
                to: desk.compound.receipt(outcome.receipt),
                notice: outcome.repeated
                    ? "这笔款此前已收过，没有再收：收据 \(outcome.receipt)。"
                    : "已收款 \(outcome.amount.grouped) 元\(credit)，收据 \(outcome.receipt)。")
        } catch let changed as TakePayment.Failure where changed == .debtChanged {
            return try await check(request, desk, said: changed.sentence)
        } catch PaymentRefusal.keyReused {
            throw WebError.refused(
                code: "keyReused", sentence: "这张表单已经收过一笔款，内容与现在的不同：要再收一笔，请从住户页重新打开“收款”。")
        }
    }

    private func payer(_ tenure: String, _ desk: Desk) throws -> Payer {
        Payer(
            household: try desk.householdCode(), tenure: Desk.number(tenure).map { TenureID($0) })
    }

    private func preview(
        _ request: PaymentEntry.Request, _ desk: Desk
    ) async throws -> PreviewPayment.Outcome {
        try await PreviewPayment(database: desk.database).perform(
            PreviewPayment.Input(
                scope: desk.scope, payer: request.payer, amount: request.amount,
                receivedOn: request.receivedOn, months: request.month.map { [$0] } ?? []),
            by: desk.actor, on: desk.today)
    }

    private func form(
        _ open: PreviewPayment.Outcome, _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        try desk.page(
            "payments/form", PaymentView(open, entries, try await desk.frame(), desk),
            status: isRefused ? .unprocessableContent : .ok)
    }
}

/// What the form of a payment says.
enum PaymentEntry {
    struct Request: Sendable {
        let payer: Payer
        var amount: Money?
        var channel: PaymentChannel = .cash
        var receivedOn: CivilDate?
        var month: BillingMonth?
        var note: String?
        var key = ""
        /// What the page that was confirmed said would be left as credit.
        var rest: Money?

        func taking(in scope: ScopeID) -> TakePayment.Input {
            TakePayment.Input(
                scope: scope, payer: payer, amount: amount ?? .zero, channel: channel,
                receivedOn: receivedOn, key: key, months: month.map { [$0] } ?? [], note: note,
                expectedCredit: rest)
        }
    }

    /// Everything typed, to be carried on.
    static let names = [
        "amount", "channel", "received", "month", "note", "tenure", FormKey.field,
    ]

    static func read(_ entries: inout Entries, payer: Payer) -> Request? {
        let channels = PaymentChannel.choices.map { ($0.word, $0) }
        let amount = entries.value("amount", missing: "请填写金额。") { try Money(entry: $0) }
        let channel = entries.choice(
            "channel", missing: "请选择收款方式。", among: Dictionary(uniqueKeysWithValues: channels))
        let received = entries.value("received", missing: "请填写收款日期。") {
            try CivilDate(entry: $0)
        }
        let month = entries.value("month") { try BillingMonth(entry: $0) }
        let note = entries.text("note", longest: 500)
        let key = entries.text(FormKey.field, longest: 200)
        let rest = FixedPoint.parse(entries.form["rest"], decimals: 2).map { Money(fen: $0) }
        guard entries.areFine, let amount, let channel, let received else { return nil }
        return Request(
            payer: payer, amount: amount, channel: channel, receivedOn: received, month: month,
            note: note.isEmpty ? nil : note, key: key, rest: rest)
    }
}
