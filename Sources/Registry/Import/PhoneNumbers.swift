import Core
import Tables

/// Reads the telephone numbers in a cell.
public enum PhoneNumbers {
    public enum Reading: Equatable, Sendable {
        case numbers([String])
        /// `139****0037`: some program hid the middle.
        case hidden
        case refused(String)
    }

    private static let separators: Set<Character> = ["、", ",", "，", ";", "；", "/", "／", "|", "\n"]

    /// Mobile numbers as eleven digits, fixed ones as `0374-2169961` or without the area.
    public static func read(_ text: String) -> Reading {
        read(Array(text.utf8)[...])
    }

    static func read(_ cell: ArraySlice<UInt8>) -> Reading {
        if cell.isEmpty { return .numbers([]) }
        let text = cell.text
        if isPlainMobile(cell) { return .numbers([text]) }
        let half = TextNormaliser.halfWidth(text)
        if half.contains("*") { return .hidden }
        var numbers: [String] = []
        for part in half.split(whereSeparator: { separators.contains($0) || $0.isNewline }) {
            if BlankWord.isBlank(TextNormaliser.compact(String(part))) { continue }
            guard let found = several(String(part)) else { return .refused(reason(String(part))) }
            numbers += found.filter { !numbers.contains($0) }
        }
        return .numbers(numbers)
    }

    private static func isPlainMobile(_ cell: ArraySlice<UInt8>) -> Bool {
        cell.count == 11 && cell[cell.startIndex] == UInt8(ascii: "1")
            && (0x33...0x39).contains(cell[cell.startIndex + 1])
            && cell.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Blanks may group the digits of one number or stand between two.
    private static func several(_ text: String) -> [String]? {
        if let one = single(text) { return [one] }
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let each = words.compactMap(single)
        return words.count > 1 && each.count == words.count ? each : nil
    }

    private static func single(_ text: String) -> String? {
        var compact = TextNormaliser.compact(text)
        if compact.hasSuffix(".0") { compact.removeLast(2) }
        if compact.hasPrefix("+86") { compact.removeFirst(3) }
        if compact.hasPrefix("0086") { compact.removeFirst(4) }
        if compact.hasPrefix("-") { compact.removeFirst() }
        let digits = compact.filter { !"-()".contains($0) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if digits.count == 11, digits.hasPrefix("1") {
            return ("3"..."9").contains(digits.dropFirst().prefix(1)) ? digits : nil
        }
        if digits.hasPrefix("400") || digits.hasPrefix("800") {
            return digits.count == 10 ? digits : nil
        }
        if digits.hasPrefix("0") {
            // Beijing and the cities of 02x have three digits, the others four
            let area = digits.hasPrefix("01") || digits.hasPrefix("02") ? 3 : 4
            let local = digits.dropFirst(area)
            return (7...8).contains(local.count) ? "\(digits.prefix(area))-\(local)" : nil
        }
        return (7...8).contains(digits.count) && !digits.hasPrefix("1") ? digits : nil
    }

    private static func reason(_ text: String) -> String {
        let compact = TextNormaliser.compact(text)
        if compact.contains("E+") { return "电话被 Excel 变成了科学计数，请把该列设为文本后重新填写。" }
        return "电话无法识别：手机应为 11 位数字，固定电话例如 0374-2169961。"
    }
}
