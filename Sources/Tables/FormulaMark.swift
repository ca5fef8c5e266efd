/// A table program takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whoever wrote
/// it: in a file that we hand out such a cell has an apostrophe before it, and is text. Read again,
/// the apostrophe is gone.
enum FormulaMark {
    static let mark = UInt8(ascii: "'")
    private static let begins: Set<UInt8> = [
        UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
    ]

    /// Whether the cell could do anything: numbers, telephone numbers and dashes cannot.
    static func isNeeded(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first(where: { !TextNormaliser.isBlank($0) }),
            first.isASCII, begins.contains(UInt8(truncatingIfNeeded: first.value))
        else { return false }
        return cell.unicodeScalars.contains { $0.properties.isAlphabetic || $0 == "|" }
    }

    /// A cell without its mark.
    static func taken(off cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard cell.first == mark else { return cell }
        let rest = cell.dropFirst()
        let text = String(decoding: rest.prefix(64), as: UTF8.self)
        guard let first = text.unicodeScalars.first(where: { !TextNormaliser.isBlank($0) }),
            first.isASCII, begins.contains(UInt8(truncatingIfNeeded: first.value))
        else { return cell }
        return rest
    }
}
