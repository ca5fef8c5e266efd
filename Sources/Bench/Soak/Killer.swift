import Glibc

/// Kills somebody at once, now and then, until the number is full.
struct Killer: Sendable {
    /// Between two kills: long enough for work to be under way, at any place of it.
    private static let interval = 100...600
    /// After PostgreSQL was killed, payments must be acknowledged again within this time: what
    /// starting it is retried for, and some more for a busy machine.
    static let recovery = Duration.seconds(60)

    /// Every second kill is one of PostgreSQL.
    private static let chances: [Scene.Role] = [
        .clerk, .biller, .biller, .server, .worker, .worker, .backend, .backend, .backend,
        .postmaster, .postmaster, .postmaster,
    ]

    let plan: SoakPlan
    let stage: SoakStage
    let scene: Scene
    let journal: Journal

    struct Tally: Sendable {
        var kills: [Scene.Role: Int] = [:]
        var longestRecovery = Duration.zero

        var total: Int { kills.values.reduce(0, +) }
    }

    func run(dice: Dice) async throws -> Tally {
        var dice = dice
        var tally = Tally()
        // Everybody once, then by chance.
        var turns = Scene.Role.allCases.shuffled(using: &dice)
        let begin = ContinuousClock.now
        while tally.total < plan.kills, ContinuousClock.now - begin < plan.longest {
            try await Task.sleep(
                for: .milliseconds(Int.random(in: Killer.interval, using: &dice)))
            let role = turns.first ?? Killer.chances.randomElement(using: &dice) ?? .clerk
            guard await kill(role, with: &dice) else { continue }
            if !turns.isEmpty { turns.removeFirst() }
            tally.kills[role, default: 0] += 1
            guard role == .backend || role == .postmaster else { continue }
            let waited = try await recovers()
            tally.longestRecovery = max(tally.longestRecovery, waited)
            if waited >= Killer.recovery {
                await journal.violate("no payment within \(Killer.recovery) after \(role.rawValue)")
                break
            }
        }
        return tally
    }

    private func kill(_ role: Scene.Role, with dice: inout Dice) async -> Bool {
        switch role {
        case .clerk, .biller, .server, .worker: await scene.slay(role, with: &dice)
        case .postmaster: postmaster().map { Glibc.kill($0, SIGKILL) == 0 } ?? false
        case .backend:
            backends().randomElement(using: &dice).map { Glibc.kill($0, SIGKILL) == 0 } ?? false
        }
    }

    /// The first process of our own cluster: it works in the cluster's folder.
    private func postmaster() -> pid_t? {
        let folder = "\(stage.dataFolder)/postgres"
        guard let text = ProcessFigures.file("\(folder)/postmaster.pid"),
            let pid = text.split(separator: "\n").first.flatMap({ pid_t($0) }),
            ProcessFigures.folder(of: pid) == folder
        else { return nil }
        return pid
    }

    private func backends() -> [pid_t] {
        guard let postmaster = postmaster() else { return [] }
        return ProcessFigures.children(of: postmaster).filter {
            ProcessFigures.title(of: $0).contains(" postgres linli ")
        }.sorted()
    }

    private func recovers() async throws -> Duration {
        let before = await journal.acknowledged.count
        let begin = ContinuousClock.now
        while await journal.acknowledged.count == before {
            if ContinuousClock.now - begin >= Killer.recovery { return Killer.recovery }
            try await Task.sleep(for: .milliseconds(20))
        }
        return ContinuousClock.now - begin
    }
}
