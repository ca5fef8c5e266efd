import Core

/// The habits of people who type tables, taken back: full-width characters, blanks, dashes of all
/// lengths.
public enum TextNormaliser {
    /// `３＃２－５０１` → `3#2-501`: the full-width forms of ASCII become ASCII, the ideographic blank
    /// a blank, and every dash a hyphen.
    public static func halfWidth(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(half(scalar)) }
        return String(out)
    }

    /// Half-width, without any blank, in capitals: `１ ０１ａ` → `101A`.
    public static func compact(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let scalar = half(scalar)
            if isBlank(scalar) { continue }
            out.append(
                (0x61...0x7A).contains(scalar.value)
                    ? Unicode.Scalar(UInt8(scalar.value - 0x20)) : scalar)
        }
        return String(out)
    }

    /// One blank for each run of blanks, line breaks too; none at either end.
    public static func singleSpaced(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var pending = false
        for scalar in text.unicodeScalars {
            if isBlank(scalar) {
                pending = !out.isEmpty
                continue
            }
            if pending { out.append(" ") }
            pending = false
            out.append(scalar)
        }
        return String(out)
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 0x20 || scalar.value == 0x7F || scalar.properties.isWhitespace
            || (0x200B...0x200F).contains(scalar.value) || scalar.value == 0xFEFF
    }

    private static func half(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3000: " "
        // hyphens, dashes, minus, box line, wave of the same use are left alone but these
        case 0x2010...0x2015, 0x2212, 0x2500, 0xFE58, 0xFE63: "-"
        default: scalar
        }
    }
}

/// Chinese numerals where they number a building, an entrance or a room.
public enum ChineseNumeral {
    private static let digits: [Unicode.Scalar: Int] = [
        "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
        "八": 8, "九": 9, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7,
        "捌": 8, "玖": 9,
    ]

    /// `一` → `1`, `十二` → `12`, `二十` → `20`, `九十九` → `99`, and digits in a row: `一〇一` → `101`.
    /// Nil for anything that is not a numeral from end to end.
    public static func arabic(_ text: some StringProtocol) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty, scalars.count <= 6 else { return nil }
        let values = scalars.map { digits[$0] }
        if values.allSatisfy({ $0 != nil }) {
            return values.compactMap { $0.map(String.init) }.joined()
        }
        guard let ten = scalars.firstIndex(where: { $0 == "十" || $0 == "拾" }), ten <= 1,
            scalars.count - ten <= 2
        else { return nil }
        let tens = ten == 0 ? 1 : values[0]
        let units = ten + 1 < scalars.count ? values[ten + 1] : 0
        guard let tens, let units, tens > 0 else { return nil }
        return String(tens * 10 + units)
    }
}
