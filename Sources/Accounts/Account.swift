import Access
import Core

public enum SessionTag {}
public typealias SessionID = Identifier<SessionTag>

/// Somebody who may log in. What they may do follows from their appointments.
public struct Account: Sendable, Equatable {
    public let id: AccountID
    /// For logging in: small letters, digits, Chinese characters, and `. _ -`.
    public let name: String
    /// As pages and receipts print it.
    public let displayName: String
}

extension Account: JSONConvertible {
    public var json: JSON {
        ["account": JSON(id), "name": .string(name), "displayName": .string(displayName)]
    }
}

/// Why an account that was named or described cannot be taken.
public enum AccountRefusal: Refusal, Equatable {
    case nameInvalid
    case displayNameInvalid
    case nameTaken(String)
    case unknownAccount(String)
    case reasonInvalid
    /// Something for people who logged in only, such as changing one's own password.
    case notSignedIn
    /// The same, asked for by a program that holds a token.
    case notByToken

    public var code: String {
        switch self {
        case .nameInvalid: "accountNameInvalid"
        case .displayNameInvalid: "displayNameInvalid"
        case .nameTaken: "accountNameTaken"
        case .unknownAccount: "unknownAccount"
        case .reasonInvalid: "reasonInvalid"
        case .notSignedIn: "notSignedIn"
        case .notByToken: "notByToken"
        }
    }

    public var sentence: String {
        switch self {
        case .nameInvalid: "登录名应为 2 至 40 个汉字、小写字母、数字或 . _ -，以字或数字开头。"
        case .displayNameInvalid: "姓名不能为空，不能超过 40 个字，也不能含控制字符。"
        case .nameTaken(let name): "登录名“\(name)”已有人使用，请换一个。"
        case .unknownAccount(let name): "没有登录名为“\(name.prefix(40))”的账号：请核对，或先新建账号。"
        case .reasonInvalid: "必须写明原因，不超过 500 个字。"
        case .notSignedIn: "请先登录，再办理此事。"
        case .notByToken: "密码、动态口令和访问令牌须由本人登录后办理，不能凭访问令牌办理。"
        }
    }
}

/// The texts of accounts, as the database limits them too.
enum AccountText {
    static let nameLengths = 2...40
    static let longestDisplayName = 40
    static let longestReason = 500

    /// A name for logging in as it is kept: without blanks around it, in small letters.
    static func folded(_ text: String) -> String { text.trimmed.lowercased() }

    static func name(_ text: String) throws(AccountRefusal) -> String {
        let name = folded(text)
        let scalars = name.unicodeScalars
        guard nameLengths.contains(scalars.count), let first = scalars.first, isWord(first),
            scalars.allSatisfy({ isWord($0) || "._-".unicodeScalars.contains($0) })
        else { throw .nameInvalid }
        return name
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A: true
        // Chinese characters, the rare ones too
        case 0x3400...0x9FFF, 0x20000...0x323AF: true
        default: false
        }
    }

    static func displayName(_ text: String) throws(AccountRefusal) -> String {
        let name = text.trimmed
        guard !name.isEmpty, name.unicodeScalars.count <= longestDisplayName, isReadable(name)
        else { throw .displayNameInvalid }
        return name
    }

    static func reason(_ text: String) throws(AccountRefusal) -> String {
        let reason = text.trimmed
        guard !reason.isEmpty, reason.unicodeScalars.count <= longestReason, isReadable(reason)
        else { throw .reasonInvalid }
        return reason
    }

    /// Nothing that a screen cannot show, and no mark that turns the direction of writing.
    static func isReadable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
    }
}

extension Actor {
    /// The account that acts, logged in: a token that may do little must not come to do more.
    ///
    /// - Throws: `AccountRefusal.notByToken` for a program, `notSignedIn` for anybody else.
    func signedIn() throws(AccountRefusal) -> AccountID {
        guard let account else { throw .notSignedIn }
        guard accessToken == nil else { throw .notByToken }
        return account
    }
}
