import Access
import Application
import Core
import Fees
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization

/// Billing runs that were started on a page. They run here, not in the request: whether the browser
/// waits, reloads or goes away, a run goes on to its end, and a button that is pressed twice starts
/// it once.
final class BillingDesk: Service, Sendable {
    struct Job: Sendable {
        let key: String
        let scope: ScopeID
        let month: BillingMonth
        let startedAt: Timestamp
        var state: State
    }

    enum State: Sendable {
        /// Asked for, and not yet done.
        case running
        case done(BillingOutcome)
        /// In the words of the refusal.
        case refused(String)
        case failed
    }

    /// Runs remembered after their end: more than all compounds of a company in a day.
    static let remembered = 2_000
    /// Runs waiting to begin: many times what people at desks start at once.
    static let mostWaiting = 200
    /// Runs at the same time: each takes one leased connection.
    static let atOnce = 2

    private struct Order: Sendable {
        let job: Job
        let actor: Actor
        let today: CivilDate
    }

    private struct Place: Hashable {
        let scope: ScopeID
        let key: String
    }

    private struct Memory {
        var jobs = RecentMap<Place, Job>(limit: BillingDesk.remembered)
        /// The key of what is under way for a compound's month.
        var running: [Month: String] = [:]
    }

    private struct Month: Hashable {
        let scope: ScopeID
        let month: BillingMonth
    }

    private let database: Installation.Database
    private let logger: Logger
    private let memory = Mutex(Memory())
    private let orders: AsyncStream<Order>
    private let queue: AsyncStream<Order>.Continuation

    init(database: Installation.Database, logger: Logger) {
        self.database = database
        self.logger = logger
        (orders, queue) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(BillingDesk.mostWaiting))
    }

    /// Starts a run, or joins the one that was started under this key, or that is under way for
    /// this month.
    ///
    /// - Returns: nil where too many wait already.
    func start(
        key: String, scope: ScopeID, month: BillingMonth, by actor: Actor, at now: Timestamp
    ) -> Job? {
        let job = Job(key: key, scope: scope, month: month, startedAt: now, state: .running)
        let known: Job? = memory.withLock { memory in
            let place = Month(scope: scope, month: month)
            if let running = memory.running[place],
                let job = memory.jobs[Place(scope: scope, key: running)]
            {
                return job
            }
            if let job = memory.jobs[Place(scope: scope, key: key)] { return job }
            memory.jobs[Place(scope: scope, key: key)] = job
            memory.running[place] = key
            return nil
        }
        if let known { return known }
        let sent = queue.yield(Order(job: job, actor: actor, today: now.dayInShanghai))
        guard case .enqueued = sent else {
            finish(job, as: .failed)
            return nil
        }
        return job
    }

    func job(_ key: String, in scope: ScopeID) -> Job? {
        memory.withLock { $0.jobs[Place(scope: scope, key: key)] }
    }

    /// Until the server stops; what was started by then is finished.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<BillingDesk.atOnce {
                    group.addTask {
                        for await order in self.orders { await self.carry(out: order) }
                    }
                }
            }
        } onGracefulShutdown: {
            self.queue.finish()
        }
    }

    private func carry(out order: Order) async {
        let job = order.job
        do {
            let outcome = try await IssueBills(database: database).perform(
                IssueBills.Input(month: job.month, scope: job.scope, connections: 1),
                by: order.actor, on: order.today)
            finish(job, as: .done(outcome))
        } catch let refusal as any Refusal {
            finish(job, as: .refused(PageWords.plain(refusal.sentence)))
        } catch {
            // Its type only: what an error says of itself may hold values of rows.
            logger.error("billing failed", metadata: ["type": "\(type(of: error))"])
            finish(job, as: .failed)
        }
    }

    private func finish(_ job: Job, as state: State) {
        memory.withLock { memory in
            var done = job
            done.state = state
            memory.jobs[Place(scope: job.scope, key: job.key)] = done
            memory.running[Month(scope: job.scope, month: job.month)] = nil
        }
    }
}
