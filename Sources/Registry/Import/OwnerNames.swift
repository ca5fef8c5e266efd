import Core
import Tables

/// Reads the names in an owner's cell.
public enum OwnerNames {
    static let longest = 100
    /// Owners of one household; as many as `ownership_position` takes.
    static let most = 50

    public enum Reading: Equatable, Sendable {
        /// In the order written, each once; none where the cell is blank or says so.
        case names([String])
        case refused(String)
    }

    private static let unknown: Set<String> = ["不详", "未知", "暂无", "空置", "空房", "待查", "待定", "未售"]
    private static let separators: Set<Character> = [
        "、", ",", "，", ";", "；", "/", "／", "|", "&", "\n",
    ]
    private static let conjunctions: Set<Character> = ["和", "与", "及"]
    /// How names of bodies end, in which a conjunction or a blank joins words and not people.
    private static let bodies = [
        "公司", "银行", "分行", "支行", "中心", "委员会", "委会", "集团", "学校", "中学", "小学", "医院",
        "协会", "合作社", "商行", "经营部", "开发商", "局", "厂",
    ]

    /// `张三、李四` → two; `张和平` → one; `张　三` → `张三`; `张三 李四` is refused: it could be either.
    public static func read(_ text: String) -> Reading {
        read(Array(text.utf8)[...])
    }

    static func read(_ cell: ArraySlice<UInt8>) -> Reading {
        if cell.isEmpty { return .names([]) }
        let text = cell.text
        if isPlain(cell) { return unknown.contains(text) ? .names([]) : .names([text]) }
        var names: [String] = []
        for part in text.split(whereSeparator: { separators.contains($0) || $0.isNewline }) {
            switch single(String(part)) {
            case .names(let found): names += found.filter { !names.contains($0) }
            case .refused(let reason): return .refused(reason)
            }
        }
        guard names.count <= most else { return .refused("一格里超过 \(most) 位业主，请核对。") }
        return .names(names)
    }

    /// Two to four Chinese characters, none of them a separator or a conjunction: nearly every name.
    private static func isPlain(_ cell: ArraySlice<UInt8>) -> Bool {
        guard [6, 9, 12].contains(cell.count) else { return false }
        var index = cell.startIndex
        while index < cell.endIndex {
            // U+4000 to U+9FFF: neither punctuation nor a blank
            guard (0xE4...0xE9).contains(cell[index]) else { return false }
            index += 3
        }
        return true
    }

    /// Whether a name ends as those of bodies do; people have fewer than four characters.
    public static func isOrganisation(_ name: String) -> Bool {
        name.utf8.count >= 12 && bodies.contains { name.hasSuffix($0) }
    }

    private static func single(_ text: String) -> Reading {
        let words = TextNormaliser.singleSpaced(text).split(separator: " ").map(String.init)
        let joined = words.joined()
        if BlankWord.isBlank(TextNormaliser.compact(joined)) || unknown.contains(joined) {
            return .names([])
        }
        guard text.unicodeScalars.count <= longest else {
            return .refused("姓名超过 \(longest) 个字，请核对。")
        }
        if words.contains(where: { !isChinese($0) }) {
            return .names([words.joined(separator: " ")])
        }
        if isOrganisation(joined) { return .names([joined]) }
        if words.count > 1, words.allSatisfy({ $0.count >= 2 }) {
            return .refused("姓名中有空格，分不清是一位还是几位业主：几位请用“、”隔开，一位请去掉空格。")
        }
        return .names(conjoined(joined))
    }

    /// `张三和李四` → two, where both sides can be whole names; `张和平`, `欧阳和平` stay one.
    private static func conjoined(_ name: String) -> [String] {
        for index in name.indices where conjunctions.contains(name[index]) {
            let left = String(name[..<index])
            let right = String(name[name.index(after: index)...])
            if (2...4).contains(left.count), (2...4).contains(right.count) { return [left, right] }
        }
        return [name]
    }

    private static func isChinese(_ word: String) -> Bool {
        word.unicodeScalars.allSatisfy { $0.value >= 0x2E80 }
    }
}
