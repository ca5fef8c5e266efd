import Access
import Core
import Postgres
import Secrets

/// Why a second factor is not enrolled, confirmed, taken or ended.
public enum SecondFactorRefusal: Refusal, Equatable {
    case tooManyAttempts(seconds: Int)
    case busy
    case wrongPassword
    case enrolledAlready
    case notEnrolled
    case wrongCode

    public var code: String {
        switch self {
        case .tooManyAttempts: "tooManyAttempts"
        case .busy: "busy"
        case .wrongPassword: "wrongPassword"
        case .enrolledAlready: "secondFactorEnrolled"
        case .notEnrolled: "secondFactorNotEnrolled"
        case .wrongCode: "wrongCode"
        }
    }

    public var sentence: String {
        switch self {
        case .tooManyAttempts(let seconds): "尝试次数过多，请 \(seconds) 秒后再试。"
        case .busy: "系统正忙，请稍后再试。"
        case .wrongPassword: "密码不对，请核对后再试。"
        case .enrolledAlready: "动态口令早已启用：如换手机，请先停用再重新启用。"
        case .notEnrolled: "没有启用动态口令。"
        case .wrongCode: "动态口令不对或已用过：请核对手机时间，等下一个口令出现后再试，也可用恢复码。"
        }
    }
}

/// What was typed as a proof: a code of the phone, or one of the recovery codes.
enum TypedCode: Sendable, Equatable {
    case time(String)
    case recovery([UInt8])

    init(_ text: String) {
        let plain = text.filter { !$0.isWhitespace && $0 != "-" }
        if plain.utf8.count == TimeCode.digits, plain.utf8.allSatisfy({ (48...57).contains($0) }) {
            self = .time(plain)
        } else {
            self = .recovery(Digest.sha256(Base32.normalise(String(text.prefix(100)))))
        }
    }
}

/// Recovery codes: 80 random bits each, so that their digests tell nothing.
enum RecoveryCodes {
    static let count = 10

    static func make() -> [String] { (0..<count).map { _ in InitialPassword.make().uppercased() } }

    static func digest(_ code: String) -> [UInt8] { Digest.sha256(Base32.normalise(code)) }
}

/// Takes a code as a proof, once.
struct SecondFactorProof {
    let key: SecretKey

    /// What the proof was, and the facts that taking it left.
    struct Taken: Sendable {
        let kind: String
        let facts: [String]
    }

    /// - Returns: nil where the code is wrong or was taken before.
    func take(
        _ code: TypedCode, of factor: SecondFactorStore.Found, at now: Timestamp,
        entry: EntryID, on connection: Connection
    ) async throws -> Taken? {
        switch code {
        case .time(let typed):
            guard let step = step(of: typed, factor, at: now) else { return nil }
            try await SecondFactorStore.take(step, of: factor.id, on: connection)
            return Taken(kind: "code", facts: [])
        case .recovery(let digest):
            let fact = try await SecondFactorStore.take(
                recoveryCode: digest, of: factor.id, at: now, entry: entry, on: connection)
            return fact.map { Taken(kind: "recovery", facts: [$0]) }
        }
    }

    /// The step of a code that was not taken before.
    func step(
        of typed: String, _ factor: SecondFactorStore.Found, at now: Timestamp
    ) -> Int64? {
        guard let secret = key.open(factor.sealed) else { return nil }
        return TimeCode(secret: secret).step(
            of: typed, atSecond: now.microseconds / 1_000_000, after: factor.lastStep)
    }
}
