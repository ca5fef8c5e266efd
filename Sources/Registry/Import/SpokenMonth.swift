import Core
import Tables

extension BillingMonth {
    /// Reads a month, or the month of a day, as people and Excel write it: `2021-09`, `2021年9月`,
    /// `2021/9/1`, `2021.9`, `202109`, `20210901`. Nil for anything else.
    public init?(spoken text: String) {
        let compact = TextNormaliser.compact(text)
        if compact.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard compact.count == 6 || compact.count == 8 else { return nil }
            self.init(
                parts: [compact.prefix(4), compact.dropFirst(4).prefix(2)]
                    + (compact.count == 8 ? [compact.suffix(2)] : []))
            return
        }
        var body = compact[...]
        while let last = body.last, "月日号-".contains(last) { body.removeLast() }
        self.init(parts: body.split(omittingEmptySubsequences: false) { "年月-/.".contains($0) })
    }

    private init?(parts: [Substring]) {
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == parts.count, (2...3).contains(numbers.count) else { return nil }
        if numbers.count == 3 {
            guard CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) != nil else {
                return nil
            }
        }
        self.init(year: numbers[0], month: numbers[1])
    }
}
