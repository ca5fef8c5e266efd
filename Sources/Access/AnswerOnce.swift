import Core
import Postgres

/// Does a piece of work once under a key and gives the same answer to whoever asks again.
///
/// The answer is kept beside the work, not in its transaction: where the server dies between the
/// two, the work is tried again under the same key. So whatever is done here must itself be done
/// once only, as operations under a key are, or be refused the second time.
public struct AnswerOnce: Sendable {
    public struct Request: Sendable {
        public let scope: ScopeID
        public let account: AccountID
        public let key: String
        /// SHA-256 of all that was asked.
        public let digest: [UInt8]

        public init(scope: ScopeID, account: AccountID, key: String, digest: [UInt8]) {
            self.scope = scope
            self.account = account
            self.key = key
            self.digest = digest
        }
    }

    public struct Answer: Sendable, Equatable {
        /// Of HTTP.
        public let status: Int
        public let body: String

        public init(status: Int, body: String) {
            self.status = status
            self.body = body
        }

        /// What would be answered another time just as well may be kept; a fault may pass.
        var isFinal: Bool { (200..<500).contains(status) }
    }

    public enum Failure: Refusal, Equatable {
        case unknownScope
        case keyReused
        case stillRunning

        public var code: String {
            switch self {
            case .unknownScope: "notFound"
            case .keyReused: "idempotencyKeyReused"
            case .stillRunning: "stillRunning"
            }
        }

        public var sentence: String {
            switch self {
            case .unknownScope: "没有这个小区或单位。"
            case .keyReused: "这个 Idempotency-Key 已用于另一个内容不同的请求：若要办理新的一笔，请换一个键。"
            case .stillRunning: "同一个 Idempotency-Key 的请求正在办理，请稍后再试。"
            }
        }
    }

    /// Seconds after which work that has not finished counts as abandoned: longer than any request
    /// is given.
    public static let patience: Int64 = 120

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter work: is not run where the key was used before.
    /// - Returns: the answer, and whether it is one given before.
    /// - Throws: `Failure`, `PostgresError`, whatever the work throws.
    public func perform(
        _ request: Request, at now: Timestamp, work: () async throws -> Answer
    ) async throws -> (answer: Answer, isRepeated: Bool) {
        if let kept = try await take(request, at: now) { return (kept, true) }
        let answer: Answer
        do {
            answer = try await work()
        } catch {
            // Whoever cannot be told here finds the key abandoned later.
            _ = try? await database.withConnection {
                try await AnswerStore.release(request, on: $0)
            }
            throw error
        }
        try await database.withConnection { connection in
            if answer.isFinal {
                try await AnswerStore.finish(request, with: answer, on: connection)
            } else {
                try await AnswerStore.release(request, on: connection)
            }
        }
        return (answer, false)
    }

    /// - Returns: the answer given before; nil where the work is ours to do.
    private func take(_ request: Request, at now: Timestamp) async throws -> Answer? {
        let abandoned = Timestamp(
            microseconds: now.microseconds - AnswerOnce.patience * 1_000_000)
        do {
            return try await database.withConnection { connection in
                if try await AnswerStore.take(
                    request, at: now, abandonedBefore: abandoned, on: connection)
                {
                    return nil
                }
                guard let kept = try await AnswerStore.find(request, on: connection) else {
                    throw Failure.stillRunning
                }
                guard kept.digest == request.digest else { throw Failure.keyReused }
                guard let answer = kept.answer else { throw Failure.stillRunning }
                return answer
            }
        } catch let error as PostgresError where error.constraint == "api_answer_scope" {
            throw Failure.unknownScope
        }
    }
}
