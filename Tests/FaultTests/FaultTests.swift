import Glibc
import Testing

@testable import Bench

/// Through the real `linli`, on a private cluster that keeps what it acknowledges: processes are
/// killed, and nothing is lost or done twice. `deploy/soak` does the same for longer.
@Suite(.serialized)
struct FaultTests {
    @Test(.timeLimit(.minutes(2)))
    func twentySubmissionsOfOneKeyMakeOnePayment() async throws {
        try await Playground.with { stage in
            let submission = Submission(
                key: "收据-7", compound: SoakStage.compounds[0],
                household: SoakStage.household(3), fen: 8000)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await submit(submission, stage)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count(where: { !$0.repeated }) == 1)
            #expect(Set(answers.map(\.payment)).count == 1)
            #expect(Set(answers.map(\.receipt)).count == 1)

            let other = Submission(
                key: submission.key, compound: submission.compound,
                household: submission.household, fen: 8001)
            let refused = try await Program(
                stage.payment(other), environment: stage.variables
            ).end()
            #expect(refused.code == 1)

            let journal = Journal()
            _ = await journal.next(submission)
            await journal.acknowledge(
                submission,
                Acknowledgement(
                    payment: answers[0].payment, receipt: answers[0].receipt, amountFen: 8000))
            let violations = try await Verdict(stage: stage).violations(against: journal)
            #expect(violations.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func killsDuringBillingAndPaymentsLoseNothing() async throws {
        try await Playground.with { stage in
            var plan = SoakPlan(
                seed: .random(in: 1...999_999), bench: Playground.program("linli-bench"))
            plan.kills = 22
            plan.longest = .seconds(100)
            let outcome = try await Soak(stage: stage, plan: plan).perform()
            #expect(outcome.violations.isEmpty, "seed \(plan.seed)")
            #expect(outcome.tally.total >= 20, "seed \(plan.seed)")
            #expect(outcome.acknowledged > 0)
        }
    }

    /// As a clerk does: sent again, under the same key, while PostgreSQL has no connection left.
    private func submit(_ submission: Submission, _ stage: SoakStage) async throws -> Answer {
        while true {
            let ending = try await Program(
                stage.payment(submission), environment: stage.variables
            ).end()
            if ending.code == 0 { return try read(Answer.self, from: ending.output) }
            try #require(ending.code == EX_UNAVAILABLE, "\(ending.output)\(ending.complaints)")
        }
    }

    private struct Answer: Decodable, Sendable {
        let payment: Int64
        let receipt: String
        let repeated: Bool
    }
}

/// A data folder of one test's own; nothing of it is left, in memory or on disk.
private enum Playground {
    /// A program that was built beside this test.
    static func program(_ name: String) -> String {
        let own = ProcessFigures.ownProgram()
        return own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/" + name
    }

    static func with(_ body: (SoakStage) async throws -> Void) async throws {
        var template = Array(
            "\(Program.environment("TMPDIR") ?? "/tmp")/linli-fault-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template).map { String(cString: $0) })
        // As root, PostgreSQL runs as another account, which must get through.
        chmod(made, 0o711)
        let result: Result<Void, any Error>
        do {
            let stage = try await SoakStage.make(in: made, linli: program("linli"))
            do {
                result = .success(try await body(stage))
            } catch {
                result = .failure(error)
            }
            await stage.clear()
        } catch {
            result = .failure(error)
        }
        _ = try? await Program.run(["rm", "-rf", made])
        try result.get()
    }
}
