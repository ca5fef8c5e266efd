import Core
import Fees

// What a household asked about its charges, in the words of its own page.

extension Dispute {
    /// Whether it is about this line, as the household sees it: the charge of an item or a stall in
    /// a month, whichever revision it is.
    func isAbout(_ line: Statement.Line) -> Bool {
        charge.month == line.month && charge.item == line.item && charge.stall == line.stall
    }
}

extension ResidentView.Question {
    init(_ dispute: Dispute) {
        anchor = "dispute-\(dispute.id)"
        charge = dispute.charge.shown
        state = DisputeState(dispute)
        words = dispute.words
        asked = "\(dispute.raisedOn.chinese) 提出"
        answer = dispute.answer.map { given in
            Answer(
                words: given.words,
                given: "\(given.answeredOn.chinese)，" + (given.answeredBy ?? "物业"),
                corrections: dispute.corrections.map { correction in
                    switch correction.reference {
                    case .waiver: "已减免 \(correction.amount.grouped) 元"
                    case .withdrawal: "当月账单已撤回"
                    }
                })
        }
    }
}
