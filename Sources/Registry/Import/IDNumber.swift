import Core
import Secrets
import Tables

/// Reads an identity document's number. It is never stored or shown: only its keyed hash is kept.
public enum IDNumber {
    public enum Reading: Equatable, Sendable {
        case none
        /// The canonical number, to be hashed at once.
        case number(String)
        /// `4110**********1234`: some program hid the middle.
        case hidden
        case refused(String)
    }

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// Citizens' numbers of 18 digits are checked (GB 11643), those of 15 brought to 18; numbers of
    /// other documents (passports, permits, bodies' credit codes) have a letter and stay.
    public static func read(_ text: String) -> Reading {
        let compact = TextNormaliser.compact(text)
        if BlankWord.isBlank(compact) { return .none }
        if compact.contains("*") { return .hidden }
        let bytes = Array(compact.utf8)
        let digits = bytes.prefix { (0x30...0x39).contains($0) }.count
        switch (bytes.count, digits) {
        case (18, 17...18):
            guard digits == 18 || bytes.last == UInt8(ascii: "X"), isDay(bytes[6..<14]),
                check(bytes.prefix(17)) == bytes[17]
            else {
                return .refused("身份证号校验不符，请核对每一位数字。")
            }
            return .number(compact)
        case (15, 15):
            let long = Array(bytes[..<6]) + Array("19".utf8) + bytes[6...]
            guard isDay(long[6..<14]) else { return .refused("身份证号中的出生日期不对，请核对。") }
            return .number(String(decoding: long + [check(long[...])], as: UTF8.self))
        default:
            if compact.contains("E+") {
                return .refused("证件号被 Excel 变成了科学计数，请把该列设为文本后重新填写。")
            }
            let isOther =
                (6...20).contains(bytes.count) && digits < bytes.count
                && bytes.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                        || "()-".utf8.contains($0)
                }
            return isOther ? .number(compact) : .refused("证件号无法识别：身份证号应为 18 位。")
        }
    }

    /// The first and last two characters: enough to find the cell.
    public static func masked(_ text: String) -> String {
        let characters = Array(TextNormaliser.compact(text))
        guard characters.count > 4 else { return String(repeating: "*", count: characters.count) }
        return String(characters.prefix(2)) + String(repeating: "*", count: characters.count - 4)
            + String(characters.suffix(2))
    }

    private static func check(_ digits: ArraySlice<UInt8>) -> UInt8 {
        let sum = zip(weights, digits).reduce(0) { $0 + $1.0 * Int($1.1 - 0x30) }
        return checks[sum % 11]
    }

    private static func isDay(_ digits: ArraySlice<UInt8>) -> Bool {
        let numbers = digits.map { Int($0) - 0x30 }
        func number(_ range: Range<Int>) -> Int { numbers[range].reduce(0) { $0 * 10 + $1 } }
        return CivilDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)) != nil
    }
}
