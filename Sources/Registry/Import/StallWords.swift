import Tables

extension StallTitle {
    private static let words: [(StallTitle, [String])] = [
        (.developer, ["开发", "建设单位"]),
        (.common, ["公共", "共有", "公用", "地面"]),
        (.owned, ["自有", "产权", "已售", "私有", "专有", "私家"]),
    ]

    /// Reads whose a stall is as companies write it; nil for any other word.
    public init?(spoken text: String) {
        let compact = TextNormaliser.compact(text)
        for (title, words) in StallTitle.words where words.contains(where: compact.contains) {
            self = title
            return
        }
        return nil
    }
}

extension Stall {
    /// The code of a stall as the register keeps it: `ａ－００１` → `A-001`. Nil for none, and for
    /// more than 30 characters.
    public static func code(spoken text: String) -> String? {
        let code = TextNormaliser.compact(text)
        return code.isEmpty || code.unicodeScalars.count > 30 ? nil : code
    }
}
