import Core
import Tables

/// Reads an area as companies write it.
enum AreaText {
    enum Reading: Equatable {
        case blank
        case area(Area)
        case refused(String)
    }

    static func read(_ cell: ArraySlice<UInt8>) -> Reading {
        if cell.isEmpty { return .blank }
        if let plain = FixedPoint.parse(cell.text, decimals: 2) { return bounded(plain) }
        var text = TextNormaliser.compact(cell.text)
        if BlankWord.isBlank(text) { return .blank }
        for unit in ["㎡", "M2", "M²", "平方米", "平方", "平米", "平"] where text.hasSuffix(unit) {
            text.removeLast(unit.count)
            break
        }
        text = withoutThousands(text)
        if text.hasPrefix("-") { return .refused("面积必须大于 0。") }
        guard let precise = FixedPoint.parse(text, decimals: 10) else {
            return .refused("面积应为数字，例如 58.36。")
        }
        let (hundredths, rest) = precise.quotientAndRemainder(dividingBy: 100_000_000)
        guard rest == 0 else { return .refused("面积最多两位小数，例如 58.36。") }
        return bounded(hundredths)
    }

    private static func bounded(_ hundredths: Int64) -> Reading {
        guard hundredths > 0 else { return .refused("面积必须大于 0。") }
        guard hundredths <= Int64(Area.largest.hundredths) else {
            return .refused("面积超过 \(Area.largest) ㎡，请核对。")
        }
        return .area(Area(hundredths: Int32(hundredths)))
    }

    /// `1,234.50` → `1234.50`, where the commas stand in their places.
    private static func withoutThousands(_ text: String) -> String {
        let whole = text.prefix { $0 != "." }
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.count > 1, groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
            return text
        }
        return groups.joined() + text.dropFirst(whole.count)
    }
}
