import Access
import Core
import Fees
import Hummingbird
import Registry

/// 冲正, 退款, 减免: each a form with a reason. What needs a second person is asked for, and waits.
struct CorrectionPages {
    static let fields = [
        "reasonMissing": "reason", "textTooLong": "reason", "textUnreadable": "reason",
        "amountOutOfRange": "amount", "notEnoughCredit": "amount", "moreThanOpen": "amount",
        "channelNotForRefunds": "channel",
    ]

    func add(to site: inout Site) {
        let reversal = "/compounds/{scope}/receipts/{number}/reversal"
        site.page(.get, reversal, needs: .correctFees, in: .path) { _, desk in
            try await reversalForm(Entries(), desk)
        }
        site.page(.post, reversal, needs: .correctFees, in: .path) { _, desk in
            try await reverse(desk)
        }
        let refund = "/compounds/{scope}/households/{code}/refund"
        site.page(.get, refund, needs: .correctFees, in: .path) { _, desk in
            try await refundForm(nil, desk)
        }
        site.page(.post, refund, needs: .correctFees, in: .path) { _, desk in
            try await self.refund(desk)
        }
        let waiver = "/compounds/{scope}/households/{code}/waiver"
        site.page(.get, waiver, needs: .correctFees, in: .path) { _, desk in
            try await waiverForm(nil, desk)
        }
        site.page(.post, waiver, needs: .correctFees, in: .path) { _, desk in
            try await waive(desk)
        }
    }

    // MARK: Reversal

    private func receipt(_ desk: Desk) async throws -> Receipt {
        guard let number = ReceiptNumber(try desk.parameter("number")) else {
            throw WebError.notFound
        }
        return try await ReadReceipt(database: desk.database).perform(
            .receipt(number), in: desk.scope, by: desk.actor(for: .readFees))
    }

    private func reversalForm(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let receipt = try await receipt(desk)
        return try desk.page(
            "payments/correction", CorrectionView(reversing: receipt, entries, desk),
            status: status)
    }

    private func reverse(_ desk: Desk) async throws -> Response {
        let receipt = try await receipt(desk)
        var entries = Entries(desk.form)
        let reason = entries.text("reason", missing: "请写明冲正的原因。", longest: 500)
        guard entries.areFine else {
            return try await reversalForm(entries, desk, status: .unprocessableContent)
        }
        let path = desk.compound.receipt(receipt.number)
        do {
            return try await carry(
                ReversePayment(database: desk.database),
                ReversePayment.Input(
                    scope: desk.scope, payment: .receipt(receipt.number), reason: reason),
                to: path, desk
            ) { outcome in
                (outcome.repeated ? "这笔款此前已冲正" : "已冲正")
                    + "：收据 \(receipt.number) 作废，\(outcome.amount.grouped) 元须重新收取。"
            }
        } catch let refusal as any Refusal where CorrectionPages.isAboutTheForm(refusal) {
            entries.refuse(refusal, fields: CorrectionPages.fields)
            return try await reversalForm(entries, desk, status: .unprocessableContent)
        }
    }

    // MARK: Refund

    private func refundForm(_ refused: Entries?, _ desk: Desk) async throws -> Response {
        let (found, tenure) = try await payer(refused == nil ? desk.query : desk.form, desk)
        let credit = try await desk.balances(of: [tenure.id])?[tenure.id]?.credit ?? .zero
        let entries =
            refused
            ?? Entries(beginning: [
                "amount": credit > .zero ? credit.description : "",
                FormKey.field: FormKey.make(), "tenure": tenure.id.description,
            ])
        return try desk.page(
            "payments/correction",
            CorrectionView(refunding: credit, of: tenure, in: found, entries, desk),
            status: refused == nil ? .ok : .unprocessableContent)
    }

    private func refund(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let channels = PaymentChannel.choices.map { ($0.word, $0) }
        let amount = entries.value("amount", missing: "请填写金额。") { try Money(entry: $0) }
        let channel = entries.choice(
            "channel", missing: "请选择退款方式。", among: Dictionary(uniqueKeysWithValues: channels))
        let reason = entries.text("reason", missing: "请写明退款的原因。", longest: 500)
        let key = try key(&entries)
        guard entries.areFine, let amount, let channel else {
            return try await refundForm(entries, desk)
        }
        let (found, tenure) = try await payer(desk.form, desk)
        do {
            return try await carry(
                RefundPayment(database: desk.database),
                RefundPayment.Input(
                    scope: desk.scope,
                    payer: Payer(household: found.household.code, tenure: tenure.id),
                    amount: amount, channel: channel, reason: reason, key: key),
                to: desk.compound.household(found.household.code), desk
            ) { outcome in
                (outcome.repeated ? "这笔退款此前已办过，没有再退" : "已退款")
                    + "：\(outcome.amount.grouped) 元，\(outcome.channel.chinese)。"
            }
        } catch let refusal as any Refusal where CorrectionPages.isAboutTheForm(refusal) {
            entries.refuse(refusal, fields: CorrectionPages.fields)
            return try await refundForm(entries, desk)
        }
    }

    // MARK: Waiver

    private func waiverForm(_ refused: Entries?, _ desk: Desk) async throws -> Response {
        let form = refused == nil ? desk.query : desk.form
        let (found, tenure) = try await payer(form, desk)
        let (line, name) = try await CorrectionEntry.line(form, of: tenure, found, desk)
        let entries =
            refused
            ?? Entries(beginning: [
                "amount": line.open.description, FormKey.field: FormKey.make(),
                "tenure": tenure.id.description, "month": line.month.description,
                "item": line.item.text, "stall": line.stall ?? "",
            ])
        return try desk.page(
            "payments/correction",
            CorrectionView(waiving: line, of: name, for: tenure, in: found, entries, desk),
            status: refused == nil ? .ok : .unprocessableContent)
    }

    private func waive(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let amount = entries.value("amount", missing: "请填写金额。") { try Money(entry: $0) }
        let reason = entries.text("reason", missing: "请写明减免的原因。", longest: 500)
        let key = try key(&entries)
        guard entries.areFine, let amount else { return try await waiverForm(entries, desk) }
        let (found, tenure) = try await payer(desk.form, desk)
        let month = try BillingMonth(entry: desk.form["month"])
        let item = try FeeItemCode(entry: desk.form["item"])
        let stall = desk.form["stall"]
        let limit = desk.context.installation.policy.waiverLimit
        do {
            return try await carry(
                WaiveCharge(database: desk.database, aloneUpTo: limit),
                WaiveCharge.Input(
                    scope: desk.scope,
                    payer: Payer(household: found.household.code, tenure: tenure.id),
                    month: month, item: item, stall: stall.isEmpty ? nil : stall, amount: amount,
                    reason: reason, key: key),
                to: desk.compound.household(found.household.code), desk
            ) { outcome in
                (outcome.repeated ? "这笔减免此前已办过，没有再减" : "已减免")
                    + "：\(outcome.month.chinese) \(outcome.amount.grouped) 元。"
            }
        } catch let refusal as any Refusal where CorrectionPages.isAboutTheForm(refusal) {
            entries.refuse(refusal, fields: CorrectionPages.fields)
            return try await waiverForm(entries, desk)
        }
    }

    // MARK: What they share

    /// Does it, or asks for it; either way the browser is sent on.
    private func carry<Act: TwoPersonAct>(
        _ act: Act, _ input: Act.Input, to path: String, _ desk: Desk,
        done words: (Act.Outcome) -> String
    ) async throws -> Response {
        let outcome = try await RequestApproval(database: desk.database, act: act).perform(
            input, by: desk.actor, at: desk.now, on: desk.today)
        switch outcome {
        case .done(let outcome): return desk.redirect(to: path, notice: words(outcome))
        case .waiting(let approval, let repeated):
            let notice = ApprovalWords.waiting(approval, repeated: repeated, at: desk.now)
            return desk.redirect(to: path, notice: notice)
        }
    }

    private func key(_ entries: inout Entries) throws -> String {
        let key = entries.text(FormKey.field, longest: 200)
        guard !key.isEmpty || entries.problems[FormKey.field] != nil else {
            throw WebError.refused(code: "keyMissing", sentence: FormKey.missing)
        }
        return key
    }

    private func payer(
        _ form: Form, _ desk: Desk
    ) async throws -> (ReadHousehold.Outcome, Tenure) {
        let found = try await ReadHousehold(database: desk.database).perform(
            try desk.householdCode(), in: desk.scope, by: desk.actor(for: .readRegister))
        guard let tenure = HouseholdView.tenure(asked: form, of: found, on: desk.today) else {
            throw HouseholdRefusal.noOpenTenure(found.household.code.description)
        }
        return (found, tenure)
    }

    /// What the form can mend; the rest is said on a page of its own.
    private static func isAboutTheForm(_ refusal: any Refusal) -> Bool {
        fields[refusal.code] != nil
            || ["partlyRefunded", "nothingOpen", "keyReused"].contains(refusal.code)
    }
}

enum CorrectionEntry {
    /// The line of the statement that is waived, and what its fee is called.
    ///
    /// - Throws: `WebError.refused` where nothing of it is open.
    static func line(
        _ form: Form, of tenure: Tenure, _ found: ReadHousehold.Outcome, _ desk: Desk
    ) async throws -> (line: Statement.Line, name: String) {
        let statement = try await ReadStatement(database: desk.database).perform(
            ReadStatement.Input(
                scope: desk.scope,
                payer: Payer(household: found.household.code, tenure: tenure.id)),
            by: desk.actor(for: .readFees), on: desk.today)
        let line = statement.lines.first { line in
            line.month.description == form["month"] && line.item.text == form["item"]
                && (line.stall ?? "") == form["stall"]
        }
        guard let line, line.open > .zero else {
            throw WebError.refused(
                code: "nothingOpen", sentence: "这笔应收已结清或不存在，没有可减免的金额：请回到住户页核对。")
        }
        return (line, statement.terms[line.origin]?.name ?? line.item.text)
    }
}
