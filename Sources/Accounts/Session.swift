import Access
import Core
import Secrets

/// Somebody who is signed in, with all that they may do today.
public struct Session: Sendable, Equatable {
    public let id: SessionID
    public let account: AccountID
    /// For logging in.
    public let name: String
    public let displayName: String
    /// With every grant in force, and what each reaches.
    public let actor: Actor
    /// 32 bytes that only this session and the server know: under them its forms are signed.
    public let csrfSeed: [UInt8]
    /// The password was given by an administrator, or is older than the installation allows.
    public let mustChangePassword: Bool
}

/// What signing in gives.
public struct SignedIn: Sendable, Equatable {
    public let account: AccountID
    public let displayName: String
    /// For the cookie; stored nowhere. 43 characters of `A–Z a–z 0–9 - _`.
    public let token: String
    public let mustChangePassword: Bool
    /// A code is still to come: the token opens no session, only `ConfirmSignIn` takes it.
    public let needsCode: Bool
}

/// How long a session lasts.
public enum SessionLimits {
    /// Without any request: a clerk's lunch is longer than this, and the desk is in a hall.
    public static let idle: Int64 = 30 * 60
    /// From signing in, whatever happens: a working day.
    public static let absolute: Int64 = 12 * 3600
    /// From the password to the code of a second factor.
    public static let pending: Int64 = 5 * 60
    /// How exactly the last use is remembered, so that not every request writes.
    static let touch: Int64 = 60

    static func before(_ now: Timestamp, seconds: Int64) -> Timestamp {
        Timestamp(microseconds: now.microseconds - seconds * 1_000_000)
    }
}

/// The random tokens of sessions and programs.
enum Token {
    static let bytes = 32

    static func make() -> String { Base64URL.encode(Random.bytes(bytes)) }

    /// What is stored of one.
    static func digest(_ token: String) -> [UInt8] { Digest.sha256(token) }

    /// What forms are signed under: not to be computed from what is stored.
    static func csrfSeed(_ token: String) -> [UInt8] { Digest.sha256("linli csrf \(token)") }

    /// Longer ones are none of ours and need no asking.
    static let longest = 100
}

/// An initial password: 80 random bits in an alphabet that is read off paper without mistakes.
enum InitialPassword {
    static func make() -> String {
        let text = Base32.encode(Random.bytes(10)).lowercased()
        return stride(from: 0, to: text.count, by: 4).map { start in
            String(text.dropFirst(start).prefix(4))
        }.joined(separator: "-")
    }
}
