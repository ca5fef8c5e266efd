/// 账期: a calendar month, such as `2021-11`, from 1990-01 to 2099-12.
public struct BillingMonth: Hashable, Comparable, Sendable {
    /// Months since year 0: year × 12 + month − 1.
    public let ordinal: Int32

    public static let years = 1990...2099

    public init?(year: Int, month: Int) {
        guard BillingMonth.years.contains(year), (1...12).contains(month) else { return nil }
        ordinal = Int32(year * 12 + month - 1)
    }

    /// Reads `2021-11`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            let year = CivilDate.number(parts[0]), let month = CivilDate.number(parts[1])
        else { return nil }
        self.init(year: year, month: month)
    }

    /// The month that a day lies in.
    public init(containing date: CivilDate) {
        let (year, month, _) = date.parts
        ordinal = Int32(year * 12 + month - 1)
    }

    public var year: Int { Int(ordinal) / 12 }
    public var month: Int { Int(ordinal) % 12 + 1 }

    public var firstDay: CivilDate { day(1) }
    public var lastDay: CivilDate { day(CivilDate.length(ofMonth: month, year: year)) }

    public func adding(months: Int) -> BillingMonth {
        BillingMonth(ordinal: ordinal + Int32(months))
    }

    public static func < (left: BillingMonth, right: BillingMonth) -> Bool {
        left.ordinal < right.ordinal
    }

    private init(ordinal: Int32) {
        self.ordinal = ordinal
    }

    private func day(_ day: Int) -> CivilDate {
        // Every month of `years`, and a few beyond by `adding`, lies inside the calendar.
        CivilDate(year: year, month: month, day: day) ?? CivilDate(daysSinceEpoch: 0)
    }
}

extension BillingMonth: CustomStringConvertible {
    public var description: String { "\(year)-\(twoDigits(month))" }

    /// `2021年11月`, as papers print it.
    public var chinese: String { "\(year)年\(month)月" }
}

extension BillingMonth {
    /// Reads a month that a person typed.
    ///
    /// - Throws: `MalformedValue` naming the value and the form expected.
    public init(entry text: String) throws(MalformedValue) {
        guard let month = BillingMonth(text) else {
            throw MalformedValue(
                code: "malformedMonth",
                sentence: "账期“\(text.prefix(40))”无法识别：请写成 2021-11 的形式（1990-01 至 2099-12）。")
        }
        self = month
    }
}
