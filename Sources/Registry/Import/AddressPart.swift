import Core
import Tables

/// Reads the parts of an address as companies write them into the form that the register keeps.
public enum AddressPart {
    static let longest = 20

    /// `1#`, `1号楼`, `１栋`, `第一幢`, `01` → `1`; `a座` → `A`; `东区3号楼` → `东区3`; `综合楼` stays.
    /// Nil for what is no building: nothing, several, or with a hyphen.
    public static func building(_ text: String) -> String? {
        var bare = TextNormaliser.compact(text)
        if bare.hasPrefix("第") { bare.removeFirst() }
        if bare.hasPrefix("#") { bare.removeFirst() }
        for suffix in ["号楼", "#楼", "号栋", "号幢", "号座"] where bare.hasSuffix(suffix) {
            return checked(number(String(bare.dropLast(suffix.count))))
        }
        for suffix in ["栋", "幢", "座", "楼", "号", "#"] where bare.hasSuffix(suffix) {
            let rest = String(bare.dropLast())
            if endsLikeANumber(rest) { return checked(number(rest)) }
        }
        return checked(number(bare))
    }

    /// `一单元`, `单元1`, `1门` → `1`; `无`, `/`, `-` → empty, for none.
    public static func entrance(_ text: String) -> String? {
        var bare = TextNormaliser.compact(text)
        if BlankWord.isBlank(bare) || bare == "无单元" { return "" }
        for suffix in ["号单元", "单元", "门洞", "号门", "门", "号", "#"] where bare.hasSuffix(suffix) {
            bare.removeLast(suffix.count)
            break
        }
        if bare.hasPrefix("单元") { bare.removeFirst(2) }
        return checked(number(bare))
    }

    /// `１０１室`, `101号`, `0101` → `101`; `一〇一` → `101`; `商铺3号` → `商铺3`.
    ///
    /// Leading zeros go, as they do when Excel saves the table.
    public static func room(_ text: String) -> String? {
        var bare = TextNormaliser.compact(text)
        for suffix in ["号房", "号室", "室", "房", "号", "户"]
        where bare.hasSuffix(suffix) && endsLikeANumber(String(bare.dropLast(suffix.count))) {
            bare.removeLast(suffix.count)
            break
        }
        return checked(number(bare))
    }

    /// Digits without leading zeros, or a Chinese numeral as digits; anything else as it is.
    private static func number(_ text: String) -> String {
        let digits = ChineseNumeral.arabic(text) ?? text
        guard digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0"),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return digits }
        let bare = digits.drop { $0 == "0" }
        return bare.isEmpty ? "0" : String(bare)
    }

    static func endsLikeANumber(_ text: String) -> Bool {
        guard let last = text.last else { return false }
        return last.isASCII
            ? last.isLetter || last.isNumber
            : "甲乙丙丁戊己庚辛".contains(last)
                || ChineseNumeral.arabic(String(last)) != nil || last == "十"
    }

    private static func checked(_ part: String) -> String? {
        guard !part.isEmpty, part.unicodeScalars.count <= longest,
            !part.contains(where: { "-,，、;/\\|~:\"'".contains($0) || $0.isWhitespace })
        else { return nil }
        return part
    }
}

/// What people write into a cell to say that it is blank.
enum BlankWord {
    private static let words: Set<String> = [
        "", "/", "-", "--", "无", "空", "NULL", "N/A", "*", "暂无",
    ]

    static func isBlank(_ compact: String) -> Bool { words.contains(compact) }
}
