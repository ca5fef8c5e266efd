extension StringProtocol {
    /// Without blanks at either end; full-width and unbreakable blanks, and the mark that some
    /// programs put in front of a file, count as blanks.
    public var trimmed: String {
        func isBlank(_ character: Character) -> Bool {
            character.isWhitespace || character == "\u{FEFF}" || character == "\u{200B}"
        }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
