import Core
import Secrets

/// The secret of a resident's link: the number of the scope, a point, and 43 characters of an
/// HMAC. Never stored, never logged; the database knows its SHA-256.
public struct ResidentToken: Sendable, Equatable, CustomStringConvertible {
    public let scope: ScopeID
    /// As it stands in the link.
    public let text: String

    /// 19 digits, a point, 43 characters.
    static let longest = 63

    /// Nil where the text cannot be a token, whoever's.
    public init?(_ text: String) {
        guard text.utf8.count <= ResidentToken.longest else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].utf8.first,
            (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first),
            let number = Int64(parts[0]), parts[1].utf8.count == 43
        else { return nil }
        scope = ScopeID(number)
        self.text = text
    }

    init(scope: ScopeID, authenticator: [UInt8]) {
        self.scope = scope
        text = "\(scope).\(Base64URL.encode(authenticator))"
    }

    public var sha256: [UInt8] { Digest.sha256(text) }

    public var description: String { "ResidentToken(\(scope).…)" }
}

/// Makes links and access codes under a key that lives outside the database, so that next month's
/// bill can print the same ones again.
public struct LinkSigner: Sendable {
    /// 12 characters of 5 bits: guessing at ten a second takes longer than a household lives there.
    static let accessCodeLength = 12

    private let key: SecretKey

    public init(key: SecretKey) {
        self.key = key
    }

    public func token(
        scope: ScopeID, household: HouseholdID, tenure: TenureID, generation: Int32
    ) -> ResidentToken {
        ResidentToken(
            scope: scope,
            authenticator: key.authenticate(
                "linli resident link|\(scope)|\(household)|\(tenure)|\(generation)"))
    }

    /// Typed by hand beside compound and room: a separate HMAC, so that who reads the code over a
    /// shoulder does not have the link.
    public func accessCode(
        scope: ScopeID, household: HouseholdID, tenure: TenureID, generation: Int32
    ) -> String {
        let bytes = key.authenticate(
            "linli access code|\(scope)|\(household)|\(tenure)|\(generation)")
        return String(Base32.encode(bytes).prefix(LinkSigner.accessCodeLength))
    }
}
