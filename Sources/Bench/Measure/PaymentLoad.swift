import Access
import Core
import Fees
import Postgres
import Synchronization

/// Payments as fast as some tasks can take them, in our own process.
struct PaymentLoad {
    struct Outcome {
        let count: Int
        let perSecond: Double
        /// Seconds in which 99 of 100 were taken.
        let p99: Double
    }

    static let actor = Actor(kind: .terminal, name: "linli-bench")

    let server: ScratchServer
    let today: CivilDate
    let tasks: Int
    let payments: Int

    func run(_ doors: PaymentDoors) async throws -> Outcome {
        let installation = try await server.installation()
        let operation = TakePayment(database: installation.database)
        let turns = Turns()
        let begin = ContinuousClock.now
        let times: [Double]
        do {
            times = try await withThrowingTaskGroup(of: [Double].self) { group in
                for _ in 0..<tasks {
                    group.addTask {
                        var times: [Double] = []
                        while case let n = turns.next(), n < payments {
                            let start = ContinuousClock.now
                            _ = try await operation.perform(
                                doors.door(n).payment(key: "ours-\(n)"), by: PaymentLoad.actor,
                                on: today)
                            times.append((ContinuousClock.now - start).inSeconds)
                        }
                        return times
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        } catch {
            await installation.database.close()
            throw error
        }
        let duration = (ContinuousClock.now - begin).inSeconds
        await installation.database.close()
        let sorted = times.sorted()
        return Outcome(
            count: times.count, perSecond: Double(times.count) / duration,
            p99: sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 99 / 100)])
    }
}

/// Numbers from 0, each handed out once.
private final class Turns: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
