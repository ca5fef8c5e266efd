import Core

public enum StallTitle: String, Sendable, CaseIterable {
    /// On land of all owners (民法典 275).
    case common
    /// Sold to an owner.
    case owned
    case developer

    public var chinese: String {
        switch self {
        case .common: "共有"
        case .owned: "业主自有"
        case .developer: "开发企业"
        }
    }
}

/// 车位, with who leases it now.
public struct Stall: Sendable, Equatable {
    public let id: StallID
    public let code: String
    public let title: StallTitle
    public let lease: Lease?

    public struct Lease: Sendable, Equatable {
        public let id: LeaseID
        public let household: HouseholdCode
        public let from: BillingMonth
        public let plate: String?
    }
}

extension Stall: JSONConvertible {
    public var json: JSON {
        [
            "stall": .string(code), "title": .string(title.rawValue),
            "household": JSON(lease?.household), "from": JSON(lease?.from),
            "plate": JSON(lease?.plate),
        ]
    }
}

public enum StallRefusal: Refusal, Equatable {
    case unknownStall(String)
    case malformedPlate(String)
    case alreadyLeased(String, household: String)
    case notLeased(String)
    case overlapsEarlierLease(String, until: BillingMonth)
    case leaseBeforeTenure(String, from: CivilDate)
    case releaseBeforeStart(String, from: BillingMonth)

    public var code: String {
        switch self {
        case .unknownStall: "unknownStall"
        case .malformedPlate: "malformedPlate"
        case .alreadyLeased: "stallAlreadyLeased"
        case .notLeased: "stallNotLeased"
        case .overlapsEarlierLease: "leaseOverlaps"
        case .leaseBeforeTenure: "leaseBeforeTenure"
        case .releaseBeforeStart: "releaseBeforeStart"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownStall(let code): "没有编号为 \(code) 的车位：请核对，或先导入车位表。"
        case .malformedPlate(let plate): "车牌号“\(plate.prefix(30))”为空或超过 20 个字，请核对。"
        case .alreadyLeased(let code, let household):
            "车位 \(code) 现由 \(household) 承租：请先用 linli stall release 退租。"
        case .notLeased(let code): "车位 \(code) 目前没有出租。"
        case .overlapsEarlierLease(let code, let until):
            "车位 \(code) 的上一份租约到 \(until) 为止，新租约须从其后的月份开始。"
        case .leaseBeforeTenure(let household, let from):
            "\(household) 的现业主自 \(from) 起缴费，租约不能早于这个月份开始。"
        case .releaseBeforeStart(let code, let from):
            "车位 \(code) 的租约从 \(from) 开始，最后一个计费月份不能早于它的前一个月。"
        }
    }
}
