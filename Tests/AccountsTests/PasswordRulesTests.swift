import Core
import Testing

@testable import Accounts

@Suite struct PasswordRulesTests {
    @Test(arguments: [
        // the length: one below, the boundary, the boundary above, one above
        ("tiger-lamp-9", "none"), ("tiger-lamp9", "passwordTooShort"), ("", "passwordTooShort"),
        (String(repeating: "kv7-", count: 31), "passwordRepeating"),
        (PasswordRulesTests.long(128), "none"), (PasswordRulesTests.long(129), "passwordTooLong"),
        ("tiger lamp 9 \u{7}", "passwordUnreadable"),
        ("tiger lamp 9 \u{202E}x", "passwordUnreadable"),
        // words that any language may have
        ("早起的鸟儿有虫吃又唱歌", "passwordTooShort"), ("早起的鸟儿有虫吃，又唱歌", "none"),
        ("correct horse battery", "none"), ("Wenfeng#Lu-1288x", "none"),
        // the list, and words of it behind a mask
        ("qwertyuiop123", "passwordTooCommon"), ("QwertyUiop123", "passwordTooCommon"),
        ("password1234", "passwordTooCommon"), ("P@ssw0rd2024!!", "passwordTooCommon"),
        ("!!!admin2024!!", "passwordTooCommon"), ("woaini1314520", "passwordTooCommon"),
        ("1q2w3e4r5t6y", "passwordTooCommon"), ("我爱你1314520520", "passwordTooCommon"),
        ("passwordlamp9", "none"),
        ("138000013800", "passwordOnlyDigits"), ("411002198001011234", "passwordOnlyDigits"),
        // repeats
        ("zzzzzzzzzzzzz", "passwordRepeating"), ("kvkvkvkvkvkv", "passwordRepeating"),
        ("kv7-kv7-kv7-", "passwordRepeating"), ("kv7-pkv7-pkv7-p", "passwordRepeating"),
        ("kv7-plkv7-pl", "none"), ("kvvkkvvkvk7!", "passwordRepeating"),
        // sequences
        ("abcdefghijkl", "passwordSequence"), ("zyxwvutsrqpo", "passwordSequence"),
        ("qwertyasdfgh", "passwordSequence"), ("abcd1234efgh", "passwordSequence"),
        ("abcd1234efgh-7m", "none"),
        // names
        ("lixiaoyu2026", "passwordNamesYou"), ("LiXiaoYu-2026!", "passwordNamesYou"),
        ("lixiaoyu-tiger9", "passwordNamesYou"), ("lixiaoyu-tiger97", "none"),
        ("许昌恒达物业公司202611", "passwordNamesYou"),
        ("linli-linli-2026", "passwordNamesYou"),
    ])
    func aPasswordIsTakenOrNot(password: String, code: String) {
        #expect(Self.verdict(password) == code, "\(password)")
    }

    static func long(_ length: Int) -> String {
        let alphabet = Array("qzmkvtbwxj7-h")
        return String((0..<length).map { alphabet[($0 * $0 + $0 / 7) % alphabet.count] })
    }

    static func verdict(_ password: String) -> String {
        do throws(PasswordRefusal) {
            try PasswordRules.check(password, names: ["lixiaoyu", "李晓玉", "许昌恒达物业公司"])
            return "none"
        } catch {
            #expect(error.sentence.hasSuffix("。"))
            return error.code
        }
    }

    /// Those of the list are long enough to need it, and each is refused.
    @Test func theListIsRefused() {
        #expect(CommonPasswords.whole.count > 100)
        for password in CommonPasswords.whole where password.count >= 12 {
            #expect(Self.verdict(password) != "none", "\(password)")
        }
        for password in CommonPasswords.whole {
            #expect(password.count >= 10, "\(password)")
            #expect(password == password.lowercased(), "\(password)")
        }
    }

    /// What an administrator hands out is never refused for what it looks like.
    @Test func initialPasswordsPass() {
        for _ in 0..<500 {
            let password = InitialPassword.make()
            #expect(password.count == 19)
            #expect(Self.verdict(password) == "none", "\(password)")
        }
    }
}
