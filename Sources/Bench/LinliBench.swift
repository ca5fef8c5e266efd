import ArgumentParser

/// Measures and torments `linli`; called by `deploy/bench` and `deploy/soak`. Not part of what is
/// installed.
@main
struct LinliBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linli-bench", abstract: "Measures and torments linli.",
        subcommands: [MeasureCommand.self, SoakCommand.self, WorkCommand.self])
}
