import ArgumentParser

/// `linli-bench soak`: what `deploy/soak` runs.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Kills linli and PostgreSQL at random while fees are billed and paid.")

    @Option(help: "A folder for the scratch cluster; the script that calls us clears it away.")
    var scratch: String
    @Option(help: "The linli executable to torment.") var linli: String
    @Option(help: "How many kills.") var kills = 20
    @Option(help: "A number that the dice start from.") var seed: UInt64 = .random(in: 1...999_999)
    @Flag(help: "Print one JSON document.") var json = false

    func validate() throws {
        guard (1...100_000).contains(kills) else {
            throw ValidationError("--kills is a number from 1 to 100000")
        }
    }

    func run() async throws {
        let begin = ContinuousClock.now
        let stage = try await SoakStage.make(in: scratch, linli: linli)
        let plan = SoakPlan(kills: kills, seed: seed, bench: ProcessFigures.ownProgram())
        let outcome: Soak.Outcome
        do {
            outcome = try await Soak(stage: stage, plan: plan).perform()
        } catch {
            await stage.clear()
            throw error
        }
        await stage.clear()
        print(json ? outcome.json : outcome.words(seed: seed))
        let seconds = (ContinuousClock.now - begin).inSeconds
        if !json { print("in \(decimal(seconds, 0)) s") }
        guard outcome.violations.isEmpty, outcome.tally.total == kills else {
            throw ExitCode.failure
        }
    }
}

extension Soak.Outcome {
    private var byRole: [(String, Int)] {
        Scene.Role.allCases.map { ($0.rawValue, tally.kills[$0] ?? 0) }
    }

    var json: String {
        let roles = byRole.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        return "{\"kills\":\(tally.total),\"byRole\":{\(roles)},\"acknowledged\":\(acknowledged),"
            + "\"resubmitted\":\(resubmitted),\"runs\":\(runs),"
            + "\"longestRecoveryMs\":\(decimal(tally.longestRecovery.inSeconds * 1000, 0)),"
            + "\"violations\":\(violations.count)}"
    }

    func words(seed: UInt64) -> String {
        let roles = byRole.map { "\($0) \($1)" }.joined(separator: ", ")
        let verdict =
            violations.isEmpty
            ? "Every acknowledged payment is there once; every run is whole or absent; "
                + "linli check and linli audit verify hold."
            : violations.joined(separator: "\n")
        return """
            \(tally.total) kills (\(roles)), seed \(seed).
            \(acknowledged) payments acknowledged, \(resubmitted) sent again; \(runs) runs over \
            all compounds; longest recovery \(decimal(tally.longestRecovery.inSeconds, 1)) s.
            \(verdict)
            """
    }
}
