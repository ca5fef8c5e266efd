import CSodium
import Dispatch

/// Hashes and verifies passwords by argon2id, a few at a time and off the threads that serve: each
/// takes 46 MiB and some 50 ms of one core.
public final class Passwords: Sendable {
    /// OWASP's first choice of parameters: 46 MiB and one pass.
    static let memory = 46 * 1024 * 1024
    static let passes: UInt64 = 1
    /// At most this many at once: 92 MiB, and one core is left for the rest.
    public static let width = 2
    /// Callers that may wait: at 40 hashes a second that is three seconds, a person's patience.
    static let mostWaiting = 128

    /// No more callers may wait: try again a little later.
    public struct Busy: Error, Sendable {}

    private let gate = HashingGate(places: Passwords.width, mostWaiting: Passwords.mostWaiting)
    private let threads = DispatchQueue(label: "linli.passwords", attributes: .concurrent)
    /// The hash of nothing that anybody knows, under the same parameters: verified where there is no
    /// account, so that the answer takes as long.
    static let nobody =
        "$argon2id$v=19$m=47104,t=1,p=1$oJYcz30ObJjwm5kjxIkzbQ"
        + "$CdaDF0LyJtg09KBYp0Qxg8l0PgOK+sUr/Si/yXjCyXg"

    public init() {
        // picks the fastest implementation; does nothing when called again
        _ = sodium_init()
    }

    /// The hash of a password with a new salt, in libsodium's text form, below 128 characters.
    ///
    /// - Throws: `Busy`.
    public func hash(_ password: String) async throws -> String {
        guard let hash = try await offTheServingThreads({ Passwords.derive(password) }) else {
            // only without 46 MiB of memory
            throw Busy()
        }
        return hash
    }

    /// Whether a password has this hash.
    ///
    /// - Parameter hash: nil where there is no account; takes as long and is never true.
    /// - Throws: `Busy`.
    public func verify(_ password: String, against hash: String?) async throws -> Bool {
        let known = hash ?? Passwords.nobody
        let matches = try await offTheServingThreads { Passwords.matches(password, known) }
        return matches && hash != nil
    }

    private func offTheServingThreads<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        guard await gate.enter() else { throw Busy() }
        let result = await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: work()) }
        }
        await gate.leave()
        return result
    }

    private static func derive(_ password: String) -> String? {
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        var out = [CChar](repeating: 0, count: crypto_pwhash_argon2id_strbytes())
        let status = crypto_pwhash_argon2id_str(
            &out, bytes, UInt64(bytes.count), passes, memory)
        guard status == 0 else { return nil }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func matches(_ password: String, _ hash: String) -> Bool {
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        return crypto_pwhash_argon2id_str_verify(hash, bytes, UInt64(bytes.count)) == 0
    }
}

/// Lets so many in at a time; the others wait in turn, up to a limit.
actor HashingGate {
    private var free: Int
    private let mostWaiting: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int, mostWaiting: Int) {
        free = places
        self.mostWaiting = mostWaiting
    }

    var waitingCount: Int { waiting.count }

    /// - Returns: false where too many wait already.
    func enter() async -> Bool {
        if free > 0 {
            free -= 1
        } else {
            guard waiting.count < mostWaiting else { return false }
            await withCheckedContinuation { waiting.append($0) }
        }
        return true
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
