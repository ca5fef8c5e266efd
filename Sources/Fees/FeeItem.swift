import Core

/// 收费项目: what is charged for, such as 物业费.
public struct FeeItem: Sendable, Equatable {
    public let code: FeeItemCode
    public let name: String

    public init(code: FeeItemCode, name: String) {
        self.code = code
        self.name = name
    }

    static let longestName = 40
}

/// Whose money a fee is.
public enum Fund: String, Sendable, CaseIterable {
    /// The property company's pay for its service.
    case propertyService
    /// Income from common parts, which is all owners' (民法典 275, 282): kept apart.
    case commonIncome
    /// Collected for somebody else, such as the waterworks.
    case heldForOthers

    public var chinese: String {
        switch self {
        case .propertyService: "物业服务费"
        case .commonIncome: "业主共有收益"
        case .heldForOthers: "代收代付"
        }
    }

    /// Who receives it where the schedule names nobody; nil where somebody must be named.
    var usualPayee: String? {
        switch self {
        case .propertyService: "本小区物业服务企业"
        case .commonIncome: "本小区全体业主（共有收益专户）"
        case .heldForOthers: nil
        }
    }

    /// The word for commands: `property-service`.
    public var word: String {
        switch self {
        case .propertyService: "property-service"
        case .commonIncome: "common-income"
        case .heldForOthers: "held-for-others"
        }
    }

    /// Reads one of the words, in either spelling.
    ///
    /// - Throws: `MalformedValue` listing the words.
    public init(entry text: String) throws(MalformedValue) {
        guard let fund = Fund.allCases.first(where: { $0.word == text || $0.rawValue == text })
        else {
            let words = Fund.allCases.map { "\($0.word)（\($0.chinese)）" }
            throw MalformedValue(
                code: "malformedFund",
                sentence: "款项归属“\(text.prefix(40))”无法识别：请填 \(words.joined(separator: "、"))。")
        }
        self = fund
    }
}

/// The items that every property company knows: their name and fund need not be given.
enum KnownItem {
    static func name(of code: FeeItemCode) -> String? {
        switch code {
        case .propertyFee: "物业费"
        case .parking: "停车费"
        default: nil
        }
    }

    static func fund(of code: FeeItemCode) -> Fund? {
        switch code {
        case .propertyFee: .propertyService
        case .parking: .commonIncome
        default: nil
        }
    }
}
