import Core
import Registry

/// Why a dispute is not taken, not answered, or not linked to its correction. What is written is
/// refused by `Wording` before.
public enum DisputeRefusal: Refusal, Equatable {
    case unknownLink
    case noSuchCharge(month: BillingMonth, item: FeeItemCode)
    case severalStalls([String])
    case alreadyOpen(DisputeID)
    case tooManyOpen(Int)
    case tooManyToday(Int)
    case unknownDispute(DisputeID)
    case alreadyAnswered(on: CivilDate)
    case notAnswered
    case notUpheld(Dispute.Outcome)
    case correctionOfOtherCharge(CorrectionReference)
    case correctionOfOtherDispute(DisputeID)

    public var code: String {
        switch self {
        case .unknownLink: "unknownLink"
        case .noSuchCharge: "noSuchCharge"
        case .severalStalls: "severalStalls"
        case .alreadyOpen: "disputeAlreadyOpen"
        case .tooManyOpen: "tooManyDisputesOpen"
        case .tooManyToday: "tooManyDisputesToday"
        case .unknownDispute: "unknownDispute"
        case .alreadyAnswered: "disputeAlreadyAnswered"
        case .notAnswered: "disputeNotAnswered"
        case .notUpheld: "disputeNotUpheld"
        case .correctionOfOtherCharge: "correctionOfOtherCharge"
        case .correctionOfOtherDispute: "correctionOfOtherDispute"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownLink: "这个查询链接已经失效：请使用最近一期缴费通知单上的二维码或查询码。"
        case .noSuchCharge(let month, let item):
            "\(month) 没有 \(item) 的账单，或账单已经撤回：请核对账期和收费项目。"
        case .severalStalls(let codes):
            "这个月有 \(codes.joined(separator: "、")) 几个车位的账单：请写明是哪一个车位。"
        case .alreadyOpen(let id):
            "这笔费用已有一项异议（编号 \(id)）在处理中，请等候答复；答复之后仍有疑问，可以再提。"
        case .tooManyOpen(let limit):
            "本户已有 \(limit) 项异议在等候答复：请等收到答复后再提，或直接联系物业。"
        case .tooManyToday(let limit): "本户今天已提出 \(limit) 项异议：请明天再提，或直接联系物业。"
        case .unknownDispute(let id): "本小区没有编号为 \(id) 的异议：请核对编号。"
        case .alreadyAnswered(let day): "这项异议已于 \(day) 答复：答复不能更改；住户仍有疑问时可以再提。"
        case .notAnswered: "这项异议还没有答复：请先答复“异议成立”，再关联更正。"
        case .notUpheld(let outcome): "这项异议的答复是“\(outcome.chinese)”：只有成立的异议才有更正。"
        case .correctionOfOtherCharge(let reference):
            "\(reference.chinese)与这项异议所指的费用无关，或不存在：请核对编号。"
        case .correctionOfOtherDispute(let id): "这笔减免已经关联到异议 \(id)：一笔减免只对应一项异议。"
        }
    }
}
