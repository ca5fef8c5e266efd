import Core
import Registry

public enum RunTag {}
/// A billing run over one compound, or the withdrawal of a month.
public typealias RunID = Identifier<RunTag>
public enum ScheduleTag {}
public typealias ScheduleID = Identifier<ScheduleTag>
public enum PaymentTag {}
public typealias PaymentID = Identifier<PaymentTag>
public enum AllocationTag {}
public typealias AllocationID = Identifier<AllocationTag>
public enum RefundTag {}
public typealias RefundID = Identifier<RefundTag>
public enum WaiverTag {}
public typealias WaiverID = Identifier<WaiverTag>
public enum TakeoverTag {}
/// What was taken over from the old system in one file.
public typealias TakeoverID = Identifier<TakeoverTag>
public enum SubjectTag {}
/// What a charge is for: a household's number or a stall's, which are drawn from one sequence.
public typealias SubjectID = Identifier<SubjectTag>

extension Identifier where Subject == SubjectTag {
    public init(household: HouseholdID) { self.init(household.number) }
    public init(stall: StallID) { self.init(stall.number) }
}

/// The code of a fee item, such as `property-fee`: a lower-case letter, then at most 39 letters,
/// digits and hyphens. The same rule as the database's `item_code`.
public struct FeeItemCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    static let longest = 40

    /// Nil where the text is no such code.
    public init?(_ text: some StringProtocol) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = text.utf8.first, letters.contains(first),
            text.utf8.count <= FeeItemCode.longest,
            text.utf8.allSatisfy({
                letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        self.text = String(text)
    }

    /// For codes that stand in our own source or come out of the database.
    init(known text: String) {
        self.text = text
    }

    /// 物业费.
    public static let propertyFee = FeeItemCode(known: "property-fee")
    /// 停车费.
    public static let parking = FeeItemCode(known: "parking")

    public var description: String { text }

    public static func < (left: FeeItemCode, right: FeeItemCode) -> Bool { left.text < right.text }
}

extension FeeItemCode: JSONConvertible {
    public var json: JSON { .string(text) }
}

extension FeeItemCode {
    /// Reads a code that a person typed.
    ///
    /// - Throws: `MalformedValue` naming the value and the form expected.
    public init(entry text: String) throws(MalformedValue) {
        guard let code = FeeItemCode(text) else {
            throw MalformedValue(
                code: "malformedItem",
                sentence: "收费项目代码“\(text.prefix(40))”无法识别：请用小写字母开头，"
                    + "只含小写字母、数字和连字符，例如 property-fee、parking。")
        }
        self = code
    }
}

/// What names one charge within its compound: the primary key of `fees.charge` after the scope.
public struct ChargeKey: Hashable, Comparable, Sendable {
    public let tenure: TenureID
    public let month: BillingMonth
    public let item: FeeItemCode
    public let subject: SubjectID
    /// 1 for the first billing; one more after each withdrawal of the month.
    public let revision: Int16

    public init(
        tenure: TenureID, month: BillingMonth, item: FeeItemCode, subject: SubjectID,
        revision: Int16 = 1
    ) {
        self.tenure = tenure
        self.month = month
        self.item = item
        self.subject = subject
        self.revision = revision
    }

    /// The order of the primary key: a tenure's oldest month first.
    public static func < (left: ChargeKey, right: ChargeKey) -> Bool {
        (left.tenure, left.month, left.item, left.subject, left.revision)
            < (right.tenure, right.month, right.item, right.subject, right.revision)
    }
}
