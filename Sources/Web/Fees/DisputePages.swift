import Access
import Core
import Fees
import Hummingbird
import Registry

/// 异议: what households find wrong, the answer, and how it was put right.
struct DisputePages {
    /// The refusals of an answer, by the field that they are about.
    static let fields = [
        "wordsMissing": "words", "wordsTooLong": "words", "wordsWithControls": "words",
        "wordsWithDirections": "words", "wordsWithInvisibles": "words",
        "wordsWithPictures": "words", "wordsWithMarkup": "words", "disputeNotUpheld": "correction",
        "correctionOfOtherCharge": "correction", "correctionOfOtherDispute": "correction",
    ]
    static let waiverFields = [
        "amountOutOfRange": "amount", "moreThanOpen": "amount", "nothingOpen": "amount",
        "reasonMissing": "reason", "textTooLong": "reason", "textUnreadable": "reason",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/disputes"
        site.page(.get, path, needs: .readFees, in: .path) { _, desk in try await list(desk) }
        site.page(.get, "\(path)/{dispute}", needs: .readFees, in: .path) { _, desk in
            try await show(Entries(), desk)
        }
        site.page(
            .post, "\(path)/{dispute}/answer", needs: .answerDispute, in: .path
        ) { _, desk in
            try await answer(desk)
        }
        site.page(
            .post, "\(path)/{dispute}/correction", needs: .answerDispute, in: .path
        ) { _, desk in
            try await link(desk)
        }
        site.page(.post, "\(path)/{dispute}/waiver", needs: .correctFees, in: .path) { _, desk in
            try await waive(desk)
        }
    }

    /// The one by whom it is put right, and the link between them.
    private func waive(_ desk: Desk) async throws -> Response {
        let id: DisputeID = try desk.number("dispute")
        var entries = Entries(desk.form)
        let amount = entries.value("amount", missing: "请填写减免金额。") { try Money(entry: $0) }
        let reason = entries.text("reason", missing: "请写明原因。", longest: 500)
        let key = entries.text(FormKey.field, longest: 200)
        if key.isEmpty { throw WebError.refused(code: "keyMissing", sentence: FormKey.missing) }
        if entries.areFine, let amount {
            do {
                let dispute = try await ReadDispute(database: desk.database).perform(
                    id, in: desk.scope, by: desk.actor(for: .readFees)
                ).dispute
                guard let answer = dispute.answer else { throw DisputeRefusal.notAnswered }
                guard answer.outcome == .upheld else {
                    throw DisputeRefusal.notUpheld(answer.outcome)
                }
                let done = try await WaiveCharge(
                    database: desk.database, aloneUpTo: desk.context.installation.policy.waiverLimit
                ).asking(dispute, amount: amount, reason: reason, key: key, desk)
                return try await linked(done, to: id, desk)
            } catch let refusal as WaiveCharge.Failure {
                entries.refuse(refusal, fields: DisputePages.waiverFields)
            } catch let refusal as PaymentRefusal {
                entries.refuse(refusal, fields: DisputePages.waiverFields)
            } catch {
                try refuse(error, &entries)
            }
        }
        return try await show(entries, desk, isRefused: true)
    }

    private func linked(
        _ outcome: RequestApproval<WaiveCharge>.Outcome, to id: DisputeID, _ desk: Desk
    ) async throws -> Response {
        let path = desk.compound.dispute(id)
        switch outcome {
        case .waiting(let approval, let repeated):
            return desk.redirect(
                to: path,
                notice: ApprovalWords.waiting(approval, repeated: repeated, at: desk.now))
        case .done(let waiver):
            if desk.may(.answerDispute, in: desk.scope) {
                _ = try await LinkCorrection(database: desk.database).perform(
                    LinkCorrection.Input(
                        scope: desk.scope, dispute: id, correction: .waiver(waiver.waiver)),
                    by: desk.actor(for: .answerDispute))
            }
            return desk.redirect(
                to: path, notice: "已减免 \(waiver.amount.grouped) 元，并关联到这项异议。")
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(desk.query, DisputeListView.plan(desk.compound))
        let search = state.filter("search")
        let found = try await ListDisputes(database: desk.database).perform(
            ListDisputes.Input(
                scope: desk.scope, state: ListDisputes.State(rawValue: state.filter("state")),
                search: search.isEmpty ? nil : search,
                order: state.direction == .ascending ? .oldest : .newest, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page(
            "fees/disputes", DisputeListView(found, try await desk.frame(), state, desk))
    }

    private func answer(_ desk: Desk) async throws -> Response {
        let id: DisputeID = try desk.number("dispute")
        var entries = Entries(desk.form)
        let outcome = entries.choice(
            "outcome", missing: "请选择结论。",
            among: Dictionary(
                uniqueKeysWithValues: Dispute.Outcome.allCases.map { ($0.rawValue, $0) }))
        let correction = entries.value("correction", CorrectionReference.init(typed:))
        if entries.form["words"].isEmpty { entries.refuse("words", "请填写答复内容。") }
        if entries.areFine, let outcome {
            do {
                let done = try await AnswerDispute(database: desk.database).perform(
                    AnswerDispute.Input(
                        scope: desk.scope, dispute: id, outcome: outcome,
                        words: entries.form["words"], correction: correction),
                    by: desk.actor, on: desk.today)
                return desk.redirect(
                    to: desk.compound.dispute(id),
                    notice: done.repeated ? "这项异议此前已这样答复。" : "已答复：住户在查询页面上可以看到。")
            } catch {
                try refuse(error, &entries)
            }
        }
        return try await show(entries, desk, isRefused: true)
    }

    private func link(_ desk: Desk) async throws -> Response {
        let id: DisputeID = try desk.number("dispute")
        var entries = Entries(desk.form)
        let correction = entries.value(
            "correction", missing: "请选择一项更正。", CorrectionReference.init(typed:))
        if entries.areFine, let correction {
            do {
                let done = try await LinkCorrection(database: desk.database).perform(
                    LinkCorrection.Input(
                        scope: desk.scope, dispute: id, correction: correction),
                    by: desk.actor)
                return desk.redirect(
                    to: desk.compound.dispute(id),
                    notice: done.repeated ? "此前已关联。" : "已关联：\(correction.chinese)。")
            } catch {
                try refuse(error, &entries)
            }
        }
        return try await show(entries, desk, isRefused: true)
    }

    private func refuse(_ error: any Error, _ entries: inout Entries) throws {
        switch error {
        case DisputeRefusal.unknownDispute: throw WebError.notFound
        case let refusal as DisputeRefusal:
            entries.refuse(refusal, fields: DisputePages.fields)
        case let refusal as MalformedValue:
            entries.refuse(refusal, fields: DisputePages.fields)
        default: throw error
        }
    }

    private func show(
        _ entries: Entries, _ desk: Desk, isRefused: Bool = false
    ) async throws -> Response {
        do {
            let found = try await ReadDispute(database: desk.database).perform(
                try desk.number("dispute"), in: desk.scope, by: desk.actor(for: .readFees))
            return try desk.page(
                "fees/dispute", DisputeView(found, entries, try await desk.frame(), desk),
                status: isRefused ? .unprocessableContent : .ok)
        } catch is DisputeRefusal {
            throw WebError.notFound
        }
    }
}

extension WaiveCharge {
    /// Of a dispute's charge: at once, or asked of a second person.
    fileprivate func asking(
        _ dispute: Dispute, amount: Money, reason: String, key: String, _ desk: Desk
    ) async throws -> RequestApproval<WaiveCharge>.Outcome {
        let charge = dispute.charge
        return try await RequestApproval(database: desk.database, act: self).perform(
            Input(
                scope: desk.scope,
                payer: Payer(household: charge.household, tenure: dispute.tenure),
                month: charge.month, item: charge.item, stall: charge.stall, amount: amount,
                reason: reason, key: key),
            by: desk.actor, at: desk.now, on: desk.today)
    }
}

/// What is said where something waits for a second person.
enum ApprovalWords {
    /// - Parameter repeated: whether the same had been asked for before.
    static func waiting(_ approval: Approval, repeated: Bool, at now: Timestamp) -> Notice {
        let state = approval.state(at: now)
        let sentence =
            state == .pending
            ? (repeated ? "此前已提交" : "已提交")
                + "申请（编号 \(approval.id)）：\(approval.summary)。须由另一人批准后才会办理。"
            : "这项申请\(state.chinese)（编号 \(approval.id)），没有再次提交：\(approval.summary)。"
        return Notice(sentence, tone: .warning)
    }
}

extension CorrectionReference {
    /// `waiver-12`, `withdrawal-5`: as the options of the form have it.
    var typed: String {
        switch self {
        case .waiver(let id): "waiver-\(id)"
        case .withdrawal(let id): "withdrawal-\(id)"
        }
    }

    init(typed text: String) throws(MalformedValue) {
        let parts = text.split(separator: "-", maxSplits: 1).map(String.init)
        guard parts.count == 2, let number = Desk.number(parts[1]) else {
            throw MalformedValue(code: "malformedCorrection", sentence: "请从列表中选择一项更正。")
        }
        switch parts[0] {
        case "waiver": self = .waiver(WaiverID(number))
        case "withdrawal": self = .withdrawal(RunID(number))
        default:
            throw MalformedValue(code: "malformedCorrection", sentence: "请从列表中选择一项更正。")
        }
    }
}
