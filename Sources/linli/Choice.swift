import Access
import Accounts
import ArgumentParser
import Core
import Fees
import Registry
import Resolutions

/// One word out of a few, such as `--per household`. It may be written as JSON has it, in small
/// letters with hyphens, or in Chinese. Public as the types that are chosen from are.
public protocol Choice: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {
    var chinese: String { get }
}

extension Choice {
    var word: String { hyphenated(rawValue) }

    /// `household（按户）、stall（按车位）`, for help.
    static var words: String {
        allCases.map { "\($0.word)（\($0.chinese)）" }.joined(separator: "、")
    }

    public init?(argument: String) {
        let typed = argument.trimmed
        let known = Self.allCases.first { choice in
            [choice.word, choice.rawValue, choice.chinese].contains(typed)
        }
        guard let known else { return nil }
        self = known
    }

    /// Help names them together with the Chinese; the parser's own list would repeat them.
    public static var allValueStrings: [String] { [] }
}

/// `halfUp` → `half-up`.
private func hyphenated(_ name: String) -> String {
    name.reduce(into: "") { out, character in
        out += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
}

extension Organisation.Kind: Choice {}
extension Role: Choice {
    public var chinese: String { title }
}
extension Permission: Choice {}
extension AppointmentRecord.State: Choice {}
extension Approval.State: Choice {}
extension Resolution.Kind: Choice {}
extension Resolution.Body: Choice {}
extension HouseholdKind: Choice {}
extension FeeSchedule.Basis: Choice {}
extension RoundingMode: Choice {
    public var chinese: String {
        switch self {
        case .halfUp: "四舍五入"
        case .halfEven: "四舍六入五成双"
        case .down: "舍去"
        case .up: "进位"
        }
    }
}

extension AgeBucket: ExpressibleByArgument {
    static let words = allCases.dropFirst().map { "\($0.word)（\($0.chinese)）" }
        .joined(separator: "、")

    /// `6-12m`, without the sign that a shell or a reader might take amiss.
    private var word: String { name == AgeBucket.over3Years.name ? "3y" : name }

    public init?(argument: String) {
        let typed = argument.trimmed
        let known = AgeBucket.allCases.first { [$0.word, $0.name, $0.chinese].contains(typed) }
        guard let known else { return nil }
        self = known
    }

    public static var allValueStrings: [String] { [] }
}

extension PaymentChannel {
    static let words = choices.map { "\($0.word)（\($0.chinese)）" }.joined(separator: "、")

    /// As `init(entry:)`, or in Chinese.
    init(typed text: String) throws {
        if let known = PaymentChannel.choices.first(where: { $0.chinese == text.trimmed }) {
            self = known
        } else {
            try self.init(entry: text)
        }
    }
}

extension Fund {
    static let words = allCases.map { "\($0.word)（\($0.chinese)）" }.joined(separator: "、")

    /// As `init(entry:)`, or in Chinese.
    init(typed text: String) throws {
        if let known = Fund.allCases.first(where: { $0.chinese == text.trimmed }) {
            self = known
        } else {
            try self.init(entry: text)
        }
    }
}

extension FeeItemCode {
    /// 物业费 and 停车费, which every compound knows by these codes; the others by theirs.
    var chinese: String {
        switch self {
        case .propertyFee: "物业费"
        case .parking: "停车费"
        default: text
        }
    }

    /// As `init(entry:)`, or 物业费 or 停车费, which every compound calls by these codes.
    init(typed text: String) throws {
        switch text.trimmed {
        case "物业费": self = .propertyFee
        case "停车费": self = .parking
        default: try self.init(entry: text)
        }
    }
}
