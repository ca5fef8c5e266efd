import Access
import Core
import Postgres
import Secrets
import Synchronization
import TestSupport
import Testing

@Suite struct AnswerOnceTests {
    private static let start = Timestamp(microseconds: 1_700_000_000_000_000)

    private func later(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: AnswerOnceTests.start.microseconds + seconds * 1_000_000)
    }

    private func request(
        _ key: String = "甲", _ body: String = "{}", account: Int64 = 7, scope: Int64 = 1
    ) -> AnswerOnce.Request {
        AnswerOnce.Request(
            scope: ScopeID(scope), account: AccountID(account), key: key,
            digest: Digest.sha256(body))
    }

    /// Counts how often the work is done.
    private final class Worker: Sendable {
        private let count = Mutex(0)
        var times: Int { count.withLock { $0 } }

        func work(_ status: Int = 200) -> AnswerOnce.Answer {
            let number = count.withLock { count in
                count += 1
                return count
            }
            return AnswerOnce.Answer(status: status, body: "{\"n\":\(number)}")
        }
    }

    @Test func theSameKeyAnswersTheSame() async throws {
        try await withDatabase { database in
            let once = AnswerOnce(database: database)
            let worker = Worker()
            for status in [200, 422] {
                let key = request("键\(status)")
                let first = try await once.perform(key, at: later(0)) { worker.work(status) }
                let again = try await once.perform(key, at: later(9_999)) { worker.work() }
                #expect(!first.isRepeated && again.isRepeated)
                #expect(first.answer == again.answer)
            }
            #expect(worker.times == 2)
            // Other people's keys, and other scopes', are other keys.
            _ = try await once.perform(request("键200", account: 8), at: later(0)) { worker.work() }
            #expect(worker.times == 3)
        }
    }

    @Test func anotherRequestUnderTheKeyIsRefused() async throws {
        try await withDatabase { database in
            let once = AnswerOnce(database: database)
            let worker = Worker()
            _ = try await once.perform(request(), at: later(0)) { worker.work() }
            let code = try await refusal {
                _ = try await once.perform(request("甲", "{\"a\":1}"), at: later(1)) {
                    worker.work()
                }
            }
            #expect(code == "idempotencyKeyReused")
            #expect(
                try await refusal {
                    _ = try await once.perform(request(scope: 99), at: later(1)) { worker.work() }
                } == "notFound")
            #expect(worker.times == 1)
        }
    }

    /// What failed may be tried again at once; what was given up, after a while.
    @Test func faultsAreNotKept() async throws {
        struct Lost: Error {}
        try await withDatabase { database in
            let once = AnswerOnce(database: database)
            let worker = Worker()
            await #expect(throws: Lost.self) {
                try await once.perform(request(), at: later(0)) { throw Lost() }
            }
            _ = try await once.perform(request(), at: later(1)) { worker.work(503) }
            let third = try await once.perform(request(), at: later(2)) { worker.work() }
            #expect(!third.isRepeated && third.answer.status == 200)
            #expect(worker.times == 2)
        }
    }

    @Test func twoAtOnceDoItOnce() async throws {
        try await withDatabase { database in
            let once = AnswerOnce(database: database)
            let worker = Worker()
            let inside = try await once.perform(request(), at: later(0)) {
                let code = try await refusal {
                    _ = try await once.perform(request(), at: later(1)) { worker.work() }
                }
                #expect(code == "stillRunning")
                // Not abandoned yet, and then abandoned.
                let edge = AnswerOnce.patience
                #expect(
                    try await refusal {
                        _ = try await once.perform(request(), at: later(edge)) { worker.work() }
                    } == "stillRunning")
                _ = try await once.perform(request(), at: later(edge + 1)) { worker.work() }
                return AnswerOnce.Answer(status: 200, body: "late")
            }
            #expect(inside.answer.body == "late")
            #expect(worker.times == 1)
            // The first to finish is what is kept.
            let kept = try await once.perform(request(), at: later(999)) { worker.work() }
            #expect(kept.isRepeated && kept.answer.body == "{\"n\":1}")
        }
    }
}
