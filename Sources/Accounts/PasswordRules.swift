import Core

/// Why a password is not taken.
public enum PasswordRefusal: Refusal, Equatable {
    case tooShort
    case tooLong
    case unreadable
    case sameAsBefore
    case tooCommon
    case onlyDigits
    case repeating
    case sequence
    case namesYou

    public var code: String {
        switch self {
        case .tooShort: "passwordTooShort"
        case .tooLong: "passwordTooLong"
        case .unreadable: "passwordUnreadable"
        case .sameAsBefore: "passwordSameAsBefore"
        case .tooCommon: "passwordTooCommon"
        case .onlyDigits: "passwordOnlyDigits"
        case .repeating: "passwordRepeating"
        case .sequence: "passwordSequence"
        case .namesYou: "passwordNamesYou"
        }
    }

    public var sentence: String {
        switch self {
        case .tooShort: "密码至少 \(PasswordRules.lengths.lowerBound) 个字符；几个不相干的词连起来既长又好记。"
        case .tooLong: "密码不能超过 \(PasswordRules.lengths.upperBound) 个字符。"
        case .unreadable: "密码含有无法显示的控制字符，请换一个。"
        case .sameAsBefore: "新密码与原密码相同，请换一个。"
        case .tooCommon: "这是常见密码，或常见密码加几个数字，很容易被猜到，请换一个。"
        case .onlyDigits: "全是数字的密码容易被当作电话、生日或证件号猜到，请加入文字或字母。"
        case .repeating: "密码只是少数几个字符的重复，请换一个。"
        case .sequence: "密码大部分是顺序的数字、字母或键盘上相邻的键，请换一个。"
        case .namesYou: "密码除去登录名、姓名、单位或系统名称后所剩不多，请换一个。"
        }
    }
}

/// Which passwords are taken: long ones, not those that guessers try first. No rule asks for a mix
/// of kinds of characters, and none is forced to be changed by the calendar (NIST SP 800-63B 5.1.1)
/// unless the installation says so.
enum PasswordRules {
    static let lengths = 12...128
    /// What must be left beside one's own names.
    static let leastBesideNames = 8
    /// Different characters, and characters that do not follow from the one before.
    static let leastDifferent = 5
    static let leastFresh = 5
    private static let system = ["linli", "邻里"]

    /// - Parameter names: the account's name and display name, and its bodies'.
    static func check(_ password: String, names: [String]) throws(PasswordRefusal) {
        let scalars = Array(password.unicodeScalars)
        guard scalars.count >= lengths.lowerBound else { throw .tooShort }
        guard scalars.count <= lengths.upperBound else { throw .tooLong }
        guard AccountText.isReadable(password) else { throw .unreadable }
        let folded = password.lowercased()
        guard !isCommon(folded) else { throw .tooCommon }
        guard !folded.allSatisfy(\.isNumber) else { throw .onlyDigits }
        guard Set(folded.unicodeScalars).count >= leastDifferent, !isPeriodic(Array(folded)) else {
            throw .repeating
        }
        guard fresh(Array(folded.unicodeScalars)) >= leastFresh else { throw .sequence }
        guard lengthBeside(names + system, of: folded) >= leastBesideNames else {
            throw .namesYou
        }
    }

    /// Whether it is on the list, or a word of the list behind a mask: with digits and signs around
    /// it, or with digits for letters.
    private static func isCommon(_ folded: String) -> Bool {
        if CommonPasswords.whole.contains(folded) { return true }
        let core = core(of: folded)
        return [core, unmasked(core), self.core(of: unmasked(folded))].contains {
            CommonPasswords.words.contains($0)
        }
    }

    /// From the first letter to the last.
    private static func core(of text: String) -> String {
        guard let first = text.firstIndex(where: \.isLetter),
            let last = text.lastIndex(where: \.isLetter)
        else { return "" }
        return String(text[first...last])
    }

    private static func unmasked(_ text: String) -> String {
        String(text.map { CommonPasswords.masks[$0] ?? $0 })
    }

    /// Whether it repeats a beginning of a third of its length or less.
    private static func isPeriodic(_ characters: [Character]) -> Bool {
        (1...max(1, characters.count / 3)).contains { period in
            characters.indices.dropFirst(period).allSatisfy {
                characters[$0] == characters[$0 - period]
            }
        }
    }

    /// How many characters are not the same as, next to, or on the keyboard beside the one before.
    private static func fresh(_ scalars: [Unicode.Scalar]) -> Int {
        scalars.indices.count { index in
            guard index > 0 else { return true }
            let (before, here) = (scalars[index - 1], scalars[index])
            let follows = abs(Int64(before.value) - Int64(here.value)) <= 1
            let pair = String(Character(before)) + String(Character(here))
            return !follows && !CommonPasswords.keyboardPairs.contains(pair)
        }
    }

    private static func lengthBeside(_ names: [String], of folded: String) -> Int {
        var rest = folded
        for name in names.map({ $0.lowercased() }).sorted(by: { $0.count > $1.count }) {
            // two Latin letters stand in everything
            guard name.utf8.count >= 3 else { continue }
            rest = without(name, rest)
        }
        return rest.unicodeScalars.count
    }

    private static func without(_ name: String, _ text: String) -> String {
        var out = ""
        var rest = text[...]
        while let first = rest.first {
            if rest.hasPrefix(name) {
                rest = rest.dropFirst(name.count)
            } else {
                out.append(first)
                rest = rest.dropFirst()
            }
        }
        return out
    }
}
