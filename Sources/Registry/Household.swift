import Core

public enum HouseholdKind: String, Sendable, CaseIterable {
    case dwelling, shop, garage, storage

    public var chinese: String {
        switch self {
        case .dwelling: "住宅"
        case .shop: "商铺"
        case .garage: "车库"
        case .storage: "储藏室"
        }
    }
}

/// Who answers for a household's fees.
public enum Obligor: String, Sendable, CaseIterable {
    case owner
    /// While the unit is unsold or undelivered.
    case developer
}

/// 户: what is billed and what votes.
public struct Household: Sendable, Equatable {
    public let id: HouseholdID
    public let code: HouseholdCode
    public let kind: HouseholdKind
    public let area: Area?
    public let countsInRoll: Bool
    public let remark: String
}

/// 业主 as the register has them.
public struct Owner: Sendable, Equatable {
    public let id: OwnerID
    public let name: String
    public let phone: String?
    /// Null where the register does not state it.
    public let share: Share?

    public struct Share: Sendable, Equatable, CustomStringConvertible {
        public let numerator: Int32
        public let denominator: Int32

        public init(numerator: Int32, denominator: Int32) {
            self.numerator = numerator
            self.denominator = denominator
        }

        /// Reads `1/2`; nil for anything else and for more than the whole.
        public init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let numerator = Int32(parts[0]), numerator > 0,
                let denominator = Int32(parts[1]), denominator >= numerator,
                denominator <= 1_000_000
            else { return nil }
            self.init(numerator: numerator, denominator: denominator)
        }

        public var description: String { "\(numerator)/\(denominator)" }
    }
}

/// Who answers for a household from when to when: the day of `until` belongs to the next.
public struct Tenure: Sendable, Equatable {
    public let id: TenureID
    public let household: HouseholdID
    public let obligor: Obligor
    /// Null: so before the system came.
    public let from: CivilDate?
    public let until: CivilDate?
    public let owners: [Owner]

    /// `张三、李四`, or 开发企业's name.
    public var ownerNames: String { owners.map(\.name).joined(separator: "、") }
}

/// Why a household that was named cannot be taken.
public enum HouseholdRefusal: Refusal, Equatable {
    case malformedCode(String)
    case unknownHousehold(String, compound: String)
    case noOpenTenure(String)

    public var code: String {
        switch self {
        case .malformedCode: "malformedHousehold"
        case .unknownHousehold: "unknownHousehold"
        case .noOpenTenure: "noOpenTenure"
        }
    }

    public var sentence: String {
        switch self {
        case .malformedCode(let text):
            "房号“\(text.prefix(40))”无法识别：请写成 楼-单元-房号，例如 3-2-501。"
        case .unknownHousehold(let household, let compound):
            "“\(compound)”没有房号为 \(household) 的户：请核对房号，或先导入房屋业主表。"
        case .noOpenTenure(let household):
            "\(household) 目前没有缴费义务人：请先用 linli household transfer 登记业主。"
        }
    }
}
