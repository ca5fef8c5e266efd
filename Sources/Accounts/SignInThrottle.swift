import Access
import Core
import Secrets

/// How fast somebody may try to sign in: some failures are free, each one after them doubles the
/// wait up to a longest one, and after a quiet time all are forgotten, so that nobody is locked out
/// for good.
struct SignInThrottle: Sendable {
    /// Failures that cost no wait: people mistype.
    let free: Int
    /// Seconds.
    let longest: Int64
    /// Seconds without a failure after which all are forgotten.
    let forgotten: Int64

    /// One account: at the longest wait a guesser has 288 tries a day.
    static let account = SignInThrottle(free: 5, longest: 300, forgotten: 3600)
    /// One address at all accounts: more is free, since a whole office may share one.
    static let address = SignInThrottle(free: 30, longest: 60, forgotten: 900)

    struct Record: Sendable, Equatable {
        let failures: Int
        let lastAt: Timestamp
    }

    /// The failures that still count.
    func failures(of record: Record?, at now: Timestamp) -> Int {
        guard let record else { return 0 }
        let quiet = now.microseconds - record.lastAt.microseconds
        return quiet >= forgotten * 1_000_000 ? 0 : record.failures
    }

    /// Whole seconds until the next attempt; 0 where it may be made now.
    func wait(after record: Record?, at now: Timestamp) -> Int {
        let beyond = failures(of: record, at: now) - free
        guard beyond >= 0, let record else { return 0 }
        let pause = min(longest, 1 << Int64(min(beyond, 30))) * 1_000_000
        // a clock that went back must not make the wait longer than it ever is
        let left = min(pause, record.lastAt.microseconds + pause - now.microseconds)
        return left <= 0 ? 0 : Int((left + 999_999) / 1_000_000)
    }
}

/// Whose failures are counted. Accounts are counted each by itself; names that nobody has, and
/// addresses, share 65 536 buckets each, so that inventing them cannot fill the database.
enum AttemptSubject {
    /// Everybody who tries this account from places that it is not known at.
    static func account(_ id: AccountID) -> String { "account:\(id)" }

    /// An address from which the account signed in of late: counted apart, so that a guesser
    /// elsewhere cannot keep its owner out.
    static func account(_ id: AccountID, knownAt address: String) -> String {
        "account:\(id):\(bucket(address))"
    }

    /// The codes of an account's second factor.
    static func codes(of id: AccountID) -> String { "codes:\(id)" }

    static func unknown(name: String) -> String { "name:\(bucket(name))" }
    static func address(_ address: String) -> String { "address:\(bucket(address))" }

    private static func bucket(_ text: String) -> String {
        Hex.encode(Digest.sha256(text).prefix(2))
    }
}
