import Access
import Core
import Resolutions

public enum ContractTag {}
public typealias ContractID = Identifier<ContractTag>

/// 物业服务合同: while it runs, the company serves the compound and its people see it.
public struct ServiceContract: Sendable, Equatable {
    public enum State: String, Sendable, CaseIterable {
        case upcoming, inForce, ended

        public var chinese: String {
            switch self {
            case .upcoming: "未到期初"
            case .inForce: "履行中"
            case .ended: "已终止"
            }
        }
    }

    public let id: ContractID
    public let compound: ScopeID
    public let compoundName: String
    public let company: ScopeID
    public let companyName: String
    public let from: CivilDate
    /// The last day that was agreed; nil for a contract without an end.
    public let declaredUntil: CivilDate?
    /// The last day: as agreed, or earlier where it was ended.
    public let until: CivilDate?
    public let resolution: ResolutionID
    public let resolutionTitle: String
    public let resolutionKind: Resolution.Kind
    public let endedReason: String?

    public func state(on today: CivilDate) -> State {
        if until.map({ $0 < today }) ?? false { return .ended }
        return from > today ? .upcoming : .inForce
    }
}

extension ServiceContract {
    public func json(on today: CivilDate) -> JSON {
        [
            "contract": JSON(id), "compound": JSON(compound),
            "compoundName": .string(compoundName), "company": JSON(company),
            "companyName": .string(companyName), "from": JSON(from),
            "declaredUntil": JSON(declaredUntil), "until": JSON(until),
            "state": .string(state(on: today).rawValue), "resolution": JSON(resolution),
            "resolutionTitle": .string(resolutionTitle),
            "resolutionKind": .string(resolutionKind.rawValue),
            "endedReason": JSON(endedReason),
        ]
    }
}

extension Resolution.Kind {
    /// Whether a company may be brought in on it: choosing one is for all owners (民法典 278); an old
    /// compound without an assembly had a joint meeting recommend it, or did so before the system.
    var supportsContract: Bool {
        switch self {
        case .ownersDecision, .writtenConsent, .jointMeetingRecommendation, .historical: true
        case .committee: false
        }
    }
}

/// Why a service contract is not recorded or ended.
public enum ContractRefusal: Refusal, Equatable {
    case unknownCompound(ScopeID)
    case notACompany(ScopeID)
    case untilBeforeFrom
    case unknownResolution(ResolutionID)
    case resolutionNotSufficient(Resolution.Kind)
    case overlaps(company: String, from: CivilDate, until: CivilDate?)
    case unknownContract(ContractID)
    case endedAlready(CivilDate)
    case notEarlier(CivilDate)
    case endBeforeStart(CivilDate)
    case reasonInvalid

    public var code: String {
        switch self {
        case .unknownCompound: "unknownCompound"
        case .notACompany: "notACompany"
        case .untilBeforeFrom: "untilBeforeFrom"
        case .unknownResolution: "unknownResolution"
        case .resolutionNotSufficient: "resolutionNotSufficient"
        case .overlaps: "contractsOverlap"
        case .unknownContract: "unknownContract"
        case .endedAlready: "contractEnded"
        case .notEarlier: "endNotEarlier"
        case .endBeforeStart: "endBeforeStart"
        case .reasonInvalid: "reasonInvalid"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownCompound(let scope): "没有编号为 \(scope) 的小区，请核对。"
        case .notACompany(let scope): "编号 \(scope) 不是已登记的物业服务企业：请先用 linli organisation add 登记。"
        case .untilBeforeFrom: "合同的最后一天不能早于第一天，请核对。"
        case .unknownResolution(let id):
            "本小区没有编号为 \(id) 的决议：物业合同须以决议为依据，请先用 linli resolution record 登记。"
        case .resolutionNotSufficient(let kind):
            "“\(kind.chinese)”不能作为物业合同的依据：选聘物业服务企业须由业主共同决定（《民法典》第二百七十八条）。"
        case .overlaps(let company, let from, let until):
            "与“\(company)”\(from) 至 \(until?.description ?? "未定") 的合同期间重叠：请先终止那一份。"
        case .unknownContract(let id): "没有编号为 \(id) 的物业合同，请核对。"
        case .endedAlready(let day): "这份合同已于 \(day) 终止，没有改动。"
        case .notEarlier(let day): "这份合同本来就到 \(day) 为止：终止日期应更早。"
        case .endBeforeStart(let day): "终止日期不能早于合同第一天（\(day)）的前一天。"
        case .reasonInvalid: "必须写明原因，不超过 500 个字。"
        }
    }
}
