import Glibc

/// Those who work while they may be killed at any moment. Each goes on until the play is over.
struct Cast: Sendable {
    let stage: SoakStage
    let scene: Scene
    let journal: Journal

    /// Exit code of `linli` where the database is not to be reached for now.
    private static let unavailable: Int32 = 69
    /// Longest wait before something is tried again.
    private static let pause = Duration.milliseconds(50)

    /// Takes one payment after the other. What was not acknowledged is sent again under its key,
    /// as a careful clerk does.
    func clerk(_ number: Int, dice: Dice) async throws {
        var dice = dice
        var count = 0
        while await !scene.isOver {
            count += 1
            let submission = await journal.next(
                Submission(
                    key: "clerk-\(number)-\(count)",
                    compound: SoakStage.compounds.randomElement(using: &dice) ?? "",
                    household: SoakStage.household(
                        .random(in: 0..<SoakStage.households, using: &dice)),
                    fen: [6200, 5000, 1234, 25_000].randomElement(using: &dice) ?? 100))
            let (ending, slain) = try await scene.play(
                .clerk, stage.payment(submission), environment: stage.variables)
            if ending.code == 0 {
                await journal.acknowledge(
                    submission, try read(Acknowledgement.self, from: ending.output))
            } else {
                await journal.unknownFate(of: submission)
                await judge(ending, slain: slain, "payment \(submission.key)")
                try await Task.sleep(for: Cast.pause)
            }
        }
    }

    /// Bills month after month over all compounds. A month whose run failed is run again.
    func biller() async throws {
        var month = 0
        while await !scene.isOver {
            let (ending, slain) = try await scene.play(
                .biller, stage.command(["bill", "run", SoakStage.month(month)]),
                environment: stage.variables)
            if ending.code == 0 {
                await journal.billedOnce()
                month = (month + 1) % SoakPlan.months
            } else {
                await judge(ending, slain: slain, "bill run \(SoakStage.month(month))")
                try await Task.sleep(for: Cast.pause)
            }
        }
    }

    /// Keeps a program running, as the service manager of the machine does.
    func supervise(
        _ role: Scene.Role, _ command: [String], environment: [String: String?] = [:]
    ) async throws {
        while await !scene.isOver {
            let (ending, slain) = try await scene.play(
                role, command, environment: stage.variables.merging(environment) { $1 })
            if await scene.isOver { return }
            await judge(ending, slain: slain, role.rawValue)
            if ending.code == 0 { await journal.violate("\(role.rawValue) ended by itself") }
            try await Task.sleep(for: Cast.pause)
        }
    }

    /// Killed, or without its database: anything else is a fault.
    private func judge(_ ending: Program.Ending, slain: Bool, _ what: String) async {
        guard !slain, ending.code != Cast.unavailable, ending.code != 0 else { return }
        await journal.violate(
            "\(what) ended with \(ending.code): "
                + (ending.complaints + ending.output).suffix(600))
    }
}
