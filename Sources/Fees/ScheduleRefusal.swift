import Core
import Resolutions

/// Why a schedule is not taken.
public enum ScheduleRefusal: Refusal, Equatable {
    case rateOutOfRange
    case areaRateTooLarge(Rate)
    case dueDayOutOfRange(Int)
    case fromTooFarAhead(BillingMonth, latest: BillingMonth)
    case untilBeforeFrom(from: BillingMonth, until: BillingMonth)
    case kindsNotAdjacent
    case kindsForStalls
    case fundMissing(FeeItemCode)
    case payeeMissing(Fund)
    case payeeTooLong
    case itemNameMissing(FeeItemCode)
    case itemNameTooLong
    case itemNameDiffers(FeeItemCode, known: String)
    case unknownResolution(ResolutionID)
    case resolutionNotSufficient(Resolution.Kind)
    case overlaps(item: FeeItemCode, from: BillingMonth, until: BillingMonth?)
    case leavesKindsWithoutFee(item: FeeItemCode, kinds: HouseholdKinds)
    case monthsBilled(item: FeeItemCode, last: BillingMonth)
    case unknownSchedule(ScheduleID)
    case neverInForce(ScheduleID)
    case endedEarlier(ScheduleID, until: BillingMonth)
    case endBeforeFrom(from: BillingMonth, last: BillingMonth)
    case billedAfterEnd(last: BillingMonth, end: BillingMonth)

    public var code: String {
        switch self {
        case .rateOutOfRange: "rateOutOfRange"
        case .areaRateTooLarge: "areaRateTooLarge"
        case .dueDayOutOfRange: "dueDayOutOfRange"
        case .fromTooFarAhead: "fromTooFarAhead"
        case .untilBeforeFrom: "untilBeforeFrom"
        case .kindsNotAdjacent: "kindsNotAdjacent"
        case .kindsForStalls: "kindsForStalls"
        case .fundMissing: "fundMissing"
        case .payeeMissing: "payeeMissing"
        case .payeeTooLong: "payeeTooLong"
        case .itemNameMissing: "itemNameMissing"
        case .itemNameTooLong: "itemNameTooLong"
        case .itemNameDiffers: "itemNameDiffers"
        case .unknownResolution: "unknownResolution"
        case .resolutionNotSufficient: "resolutionNotSufficient"
        case .overlaps: "scheduleOverlaps"
        case .leavesKindsWithoutFee: "leavesKindsWithoutFee"
        case .monthsBilled: "monthsBilled"
        case .unknownSchedule: "unknownSchedule"
        case .neverInForce: "scheduleNeverInForce"
        case .endedEarlier: "scheduleEndedEarlier"
        case .endBeforeFrom: "endBeforeFrom"
        case .billedAfterEnd: "billedAfterEnd"
        }
    }

    public var sentence: String {
        switch self {
        case .rateOutOfRange: "单价必须大于 0，且不超过 \(Rate.largest) 元。"
        case .areaRateTooLarge(let rate):
            "每平方米 \(rate) 元超过上限 \(BillingRules.largestAreaRate) 元，请核对单价。"
        case .dueDayOutOfRange(let day): "缴费截止日 \(day) 不在 1 至 28 之间：请填每月都有的一天（--due-day）。"
        case .fromTooFarAhead(let from, let latest):
            "起始月份 \(from) 太远：最晚从 \(latest) 起，请核对（--from）。"
        case .untilBeforeFrom(let from, let until):
            "截止月份 \(until) 早于起始月份 \(from)，请核对（--until）。"
        case .kindsNotAdjacent:
            "一个收费标准适用的户型须在“住宅、商铺、车库、储藏室”的顺序中相邻：请分成几个收费标准。"
        case .kindsForStalls: "按车位收费的标准不区分户型，请去掉户型。"
        case .fundMissing(let item):
            "请写明收费项目 \(item) 的款项归属（--fund）："
                + Fund.allCases.map { "\($0.word)（\($0.chinese)）" }.joined(separator: "、") + "。"
        case .payeeMissing(let fund): "“\(fund.chinese)”须写明收款单位（--payee）。"
        case .payeeTooLong: "收款单位不能超过 100 个字，账号不能超过 60 个字。"
        case .itemNameMissing(let item): "请写明收费项目 \(item) 的名称（--item-name）。"
        case .itemNameTooLong: "收费项目名称超过 \(FeeItem.longestName) 个字，请缩短。"
        case .itemNameDiffers(let item, let known):
            "收费项目 \(item) 在本小区的名称是“\(known)”：请去掉 --item-name，或换一个项目代码。"
        case .unknownResolution(let id):
            "本小区没有编号为 \(id) 的决议：收费须以决议为依据，请先用 linli resolution record 登记。"
        case .resolutionNotSufficient(let kind):
            "“\(kind.chinese)”不能作为收费依据：物业收费及其调整须由业主共同决定，或经半数以上业主书面同意"
                + "（《河南省物业管理条例》第四十八条）。"
        case .overlaps(let item, let from, let until):
            "收费项目 \(item) 在这些月份已有收费标准（\(from) 至 \(until?.description ?? "长期")）："
                + "新标准不能早于它的起始月份开始，也不能改动已经停止的标准。"
        case .leavesKindsWithoutFee(let item, let kinds):
            "收费项目 \(item) 的现行标准还适用于 \(kinds.chinese)：新标准须包括这些户型，"
                + "否则它们将没有收费标准。"
        case .monthsBilled(let item, let last):
            "收费项目 \(item) 已按现行标准出账至 \(last)：请先撤回这些月份的账单（linli bill withdraw），再调整标准。"
        case .unknownSchedule(let id): "本小区没有编号为 \(id) 的收费标准：请用 linli schedule list 查看。"
        case .neverInForce(let id): "编号 \(id) 的收费标准从未生效，已被取代或作废，不必再停止。"
        case .endedEarlier(let id, let until):
            "编号 \(id) 的收费标准已定于 \(until) 停止，不能再改：需要调整时，请设定新的标准。"
        case .endBeforeFrom(let from, let last):
            "最后一个收费月份 \(last) 早于起始月份 \(from)：整个作废请写 --never，否则请核对（--last）。"
        case .billedAfterEnd(let last, let end):
            "已按这个标准出账至 \(last)，晚于 \(end)：请先撤回这些月份的账单，或改到 \(last) 停止。"
        }
    }
}
