import Access
import Application
import ArgumentParser
import Core
import Fees
import Glibc
import Postgres
import PrivateCluster
import Registry

/// `linli-bench work`: takes payments, many at once, in one process that may be killed. Each is
/// written down before it is sent and again when it is acknowledged.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Takes payments until it is stopped.", shouldDisplay: false)

    private static let tasks = 6

    @Option var data: String
    @Option var journal: String
    @Option var seed: UInt64
    @Flag(help: "Only send again what was not acknowledged.") var settling = false

    func run() async throws {
        do {
            try await work()
        } catch is PostgresError {
            // It went away while we came up: whoever started us tries again.
            throw ExitCode(EX_UNAVAILABLE)
        }
    }

    private func work() async throws {
        let cluster = PrivateCluster(dataFolder: data, logger: ScratchServer.quiet)
        let hold = try await cluster.hold()
        let settings = ConnectionSettings(keywords: [
            "host": hold.socketFolder, "port": String(hold.port), "user": hold.superuser,
            "dbname": "linli",
        ])
        let file = try WorkerJournal(path: journal)
        let installation = try await Installation.open(
            connection: settings, dataFolder: data, logger: ScratchServer.quiet)
        let scopes = try await installation.database.withConnection { connection in
            try await CompoundStore.list(on: connection).reduce(into: [:]) {
                $0[$1.name] = $1.scope
            }
        }
        let worker = Worker(
            operation: TakePayment(database: installation.database), scopes: scopes, hold: hold,
            file: file)
        for submission in try file.unsettled() { try await worker.take(submission) }
        if !settling {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<WorkCommand.tasks {
                    group.addTask {
                        var dice = Dice(seed: seed &+ UInt64(task) &+ UInt64(getpid()) << 20)
                        while true { try await worker.take(Worker.submission(with: &dice)) }
                    }
                }
                try await group.waitForAll()
            }
        }
        await installation.database.close()
        await hold.release()
    }
}

private struct Worker: Sendable {
    let operation: TakePayment
    let scopes: [String: ScopeID]
    let hold: ClusterHold
    let file: WorkerJournal

    static func submission(with dice: inout Dice) -> Submission {
        Submission(
            key: "worker-\(String(dice.next(), radix: 16))",
            compound: SoakStage.compounds.randomElement(using: &dice) ?? "",
            household: SoakStage.household(.random(in: 0..<SoakStage.households, using: &dice)),
            fen: [6200, 100, 7777].randomElement(using: &dice) ?? 100)
    }

    /// Sends it until it is acknowledged.
    func take(_ submission: Submission) async throws {
        guard let scope = scopes[submission.compound],
            let code = HouseholdCode(written: submission.household)
        else { throw BenchError("unknown: \(submission)") }
        try file.note("ask", submission)
        let input = TakePayment.Input(
            scope: scope, payer: Payer(household: code), amount: Money(fen: submission.fen),
            channel: .cash, key: submission.key)
        while true {
            do {
                let outcome = try await operation.perform(
                    input, by: PaymentLoad.actor, on: Calendar.today())
                try file.note(
                    "ack", submission, "\(outcome.payment) \(outcome.receipt)",
                    String(outcome.amount.fen))
                return
            } catch let refusal as any Refusal {
                throw refusal
            } catch {
                // PostgreSQL is gone: as long as nobody else starts it, we do.
                try? await hold.revive()
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

/// The worker's own journal: lines that are written whole, which outlive it.
private struct WorkerJournal: Sendable {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchError("\(path) cannot be written") }
    }

    func note(_ word: String, _ submission: Submission, _ more: String...) throws {
        let words =
            [word, submission.key, submission.compound, submission.household, "\(submission.fen)"]
            + more
        let line = Array((words.joined(separator: " ") + "\n").utf8)
        guard Glibc.write(descriptor, line, line.count) == line.count else {
            throw BenchError("\(path) cannot be written")
        }
    }

    func unsettled() throws -> [Submission] {
        let lines = WorkerFiles.lines(of: path)
        let known = Set(lines.filter { $0[0] == "ack" }.map { $0[1] })
        return try Set(
            lines.filter { $0[0] == "ask" && !known.contains($0[1]) }.map(WorkerFiles.submission)
        ).sorted { $0.key < $1.key }
    }
}

/// The worker as those outside see it.
struct WorkerFiles: Sendable {
    let folder: String

    private var journal: String { "\(folder)/worker.journal" }

    func command(_ plan: SoakPlan, settling: Bool) -> [String] {
        [plan.bench, "work", "--data", folder, "--journal", journal, "--seed", "\(plan.seed)"]
            + (settling ? ["--settling"] : [])
    }

    func acknowledged() throws -> [(Submission, Acknowledgement)] {
        try WorkerFiles.lines(of: journal).filter { $0[0] == "ack" }.map { words in
            guard words.count == 8, let payment = Int64(words[5]), let fen = Int64(words[7]) else {
                throw BenchError("the worker wrote: \(words)")
            }
            return (
                try WorkerFiles.submission(words),
                Acknowledgement(payment: payment, receipt: words[6], amountFen: fen)
            )
        }
    }

    fileprivate static func lines(of path: String) -> [[String]] {
        (ProcessFigures.file(path) ?? "").split(separator: "\n").map { line in
            line.split(separator: " ").map(String.init)
        }
    }

    fileprivate static func submission(_ words: [String]) throws -> Submission {
        guard words.count >= 5, let fen = Int64(words[4]) else {
            throw BenchError("the worker wrote: \(words)")
        }
        return Submission(key: words[1], compound: words[2], household: words[3], fen: fen)
    }
}
