/// How long and how hard.
struct SoakPlan: Sendable {
    /// Months that are billed, over and over.
    static let months = 24
    static let clerks = 3

    var kills = 20
    /// The dice fall the same way for the same seed; the machine does not.
    var seed: UInt64
    /// The killing ends after this time in any case.
    var longest = Duration.seconds(3600)
    /// `linli-bench` itself, for the worker.
    let bench: String
}

/// Payments and billing while everybody is killed at random; then the reckoning.
struct Soak {
    struct Outcome: Sendable {
        let tally: Killer.Tally
        let acknowledged: Int
        let resubmitted: Int
        let runs: Int
        let violations: [String]
    }

    let stage: SoakStage
    let plan: SoakPlan

    /// - Throws: `BenchError` where something could not be run at all.
    func perform() async throws -> Outcome {
        let scene = Scene()
        let journal = Journal()
        let worker = WorkerFiles(folder: stage.dataFolder)
        let tally = try await play(scene, journal, worker)
        try await settle(journal, worker)
        let verdict = Verdict(stage: stage)
        for violation in try await verdict.violations(against: journal) {
            await journal.violate(violation)
        }
        return Outcome(
            tally: tally, acknowledged: await journal.acknowledged.count,
            resubmitted: await journal.resubmissions, runs: await journal.billed,
            violations: await journal.violations)
    }

    private func play(
        _ scene: Scene, _ journal: Journal, _ worker: WorkerFiles
    ) async throws -> Killer.Tally {
        let cast = Cast(stage: stage, scene: scene, journal: journal)
        let port = try LocalPort.free()
        var dice = Dice(seed: plan.seed)
        return try await withThrowingTaskGroup(of: Killer.Tally?.self) { group in
            for number in 0..<SoakPlan.clerks {
                let own = Dice(seed: dice.next())
                group.addTask {
                    try await cast.clerk(number, dice: own)
                    return nil
                }
            }
            group.addTask {
                try await cast.biller()
                return nil
            }
            group.addTask {
                try await cast.supervise(
                    .server, [stage.linli, "serve", "--listen", "127.0.0.1:\(port)"])
                return nil
            }
            group.addTask {
                try await cast.supervise(.worker, worker.command(plan, settling: false))
                return nil
            }
            let own = Dice(seed: dice.next())
            group.addTask {
                let killer = Killer(plan: plan, stage: stage, scene: scene, journal: journal)
                let tally = try await killer.run(dice: own)
                await scene.end()
                return tally
            }
            var tally = Killer.Tally()
            for try await result in group {
                if let result { tally = result }
            }
            return tally
        }
    }

    /// Whatever was not acknowledged is sent once more, and now must be.
    private func settle(_ journal: Journal, _ worker: WorkerFiles) async throws {
        for submission in await journal.takeUnsettled() {
            let ending = try await Program.run(
                stage.payment(submission), environment: stage.variables)
            await journal.acknowledge(
                submission, try read(Acknowledgement.self, from: ending.output))
        }
        _ = try await Program.run(
            worker.command(plan, settling: true), environment: stage.variables)
        for (submission, acknowledgement) in try worker.acknowledged() {
            await journal.acknowledge(submission, acknowledgement)
        }
    }
}
