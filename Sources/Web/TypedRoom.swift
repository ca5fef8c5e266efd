import Registry

/// A room as residents write it: `3-2-501`, `3号楼2单元501室`, `三栋二单元501`, `３＃２－５０１`.
enum TypedRoom {
    /// Nil where it cannot be read as building, perhaps entrance, and room.
    static func code(_ typed: String) -> HouseholdCode? {
        guard typed.count <= longest else { return nil }
        var text = String(typed.unicodeScalars.compactMap(plain).map(Character.init))
        while let last = text.last, "室号户房".contains(last) { text.removeLast() }
        for mark in ["号楼", "栋", "幢", "座", "楼", "#", "单元", "门"] {
            text = text.split(separator: mark, omittingEmptySubsequences: false)
                .joined(separator: "-")
        }
        let parts = text.split(separator: "-").map { numeral($0) ?? String($0) }
        return HouseholdCode(written: parts.joined(separator: "-"))
    }

    /// Twice the longest code with its words around it.
    private static let longest = 80

    /// Half-width, without blanks, every dash a hyphen.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0xFF0D, 0x2010...0x2015, 0x2212: "-"
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0)
        default: scalar.properties.isWhitespace ? nil : scalar
        }
    }

    /// `二` → 2, `十二` → 12, `二十三` → 23; nil for anything else.
    private static func numeral(_ text: Substring) -> String? {
        let digits = Array("零一二三四五六七八九")
        var value = 0
        var digit: Int?
        for (index, character) in text.enumerated() {
            if character == "十" {
                guard value == 0, digit != nil || index == 0 else { return nil }
                value = (digit ?? 1) * 10
                digit = nil
            } else {
                guard digit == nil, let found = digits.firstIndex(of: character) else { return nil }
                digit = found
            }
        }
        guard !text.isEmpty else { return nil }
        return String(value + (digit ?? 0))
    }
}
