import FoundationEssentials
import Glibc

/// The house that is tormented: some compounds with their registers and fees, set up through
/// `linli` as a clerk does it.
struct SoakStage: Sendable {
    /// Fees of 50 and 12 yuan a household and month.
    static let items = [("property-fee", "50.00"), ("public-light", "12.00")]
    static let compounds = ["甲小区", "乙小区", "丙小区", "丁小区"]
    static let households = 120
    /// The first month that is billed.
    static let firstYear = 2021

    let dataFolder: String
    let linli: String
    /// Where PostgreSQL's socket is; made by `linli`, which leaves the folder behind.
    private(set) var socketFolder = ""

    private init(dataFolder: String, linli: String) {
        self.dataFolder = dataFolder
        self.linli = linli
    }

    /// - Throws: `BenchError` where a command is refused.
    static func make(in folder: String, linli: String) async throws -> SoakStage {
        var stage = SoakStage(dataFolder: "\(folder)/data", linli: linli)
        // So that not each of these commands starts PostgreSQL and stops it again.
        stage.socketFolder = try await stage.answer(
            ["database", "start"], as: Started.self
        ).socketFolder
        let register = "\(folder)/register.csv"
        try write(RegisterFile(rows: households).text, to: register)
        for compound in compounds {
            try await stage.done(["compound", "add", compound, "--county", "魏都区"])
            try await stage.done(["household", "import", register, "--compound", compound])
            let resolution = try await stage.answer(
                [
                    "resolution", "record", "--compound", compound, "--kind", "historical",
                    "--body", "owners-committee", "--title", "关于收费标准的决议", "--adopted",
                    "2021-10-08", "--source", "2021年10月8日业主大会会议记录",
                ], as: Numbered.self)
            for (item, rate) in items {
                try await stage.done([
                    "schedule", "add", "--compound", compound, "--item", item, "--item-name", item,
                    "--rate", rate, "--per", "household", "--from", "2021-11", "--due-day", "25",
                    "--fund", "propertyService", "--payee", "许昌恒达物业公司", "--resolution",
                    String(resolution.id),
                ])
            }
        }
        try await stage.done(["database", "stop"])
        return stage
    }

    /// Stops what runs. The folders are the caller's to remove.
    func clear() async {
        _ = try? await Program.run(
            command(["database", "stop", "--force"]), environment: variables)
        rmdir(socketFolder)
    }

    /// `1-2-301`, as the register file numbers them.
    static func household(_ place: Int) -> String {
        let (building, entrance) = (place / 200 + 1, place % 200 / 50 + 1)
        return "\(building)-\(entrance)-\((place % 50 / 2 + 1) * 100 + place % 2 + 1)"
    }

    /// Months from 2021-11 on.
    static func month(_ place: Int) -> String {
        let months = firstYear * 12 + 10 + place
        let number = months % 12 + 1
        return "\(months / 12)-\(number < 10 ? "0" : "")\(number)"
    }

    var variables: [String: String?] {
        ["LINLI_DATA": dataFolder, "LINLI_DATABASE_URL": nil, "LINLI_LISTEN": nil]
    }

    func command(_ arguments: [String]) -> [String] { [linli] + arguments + ["--json"] }

    func payment(_ submission: Submission) -> [String] {
        command([
            "payment", "take", submission.household, "--compound", submission.compound,
            "--amount", decimal(Double(submission.fen) / 100, 2), "--channel", "cash",
            "--key", submission.key,
        ])
    }

    /// Runs a command that must succeed.
    func done(_ arguments: [String]) async throws {
        _ = try await Program.run(command(arguments), environment: variables)
    }

    func answer<Answer: Decodable>(
        _ arguments: [String], as type: Answer.Type
    ) async throws -> Answer {
        let ending = try await Program.run(command(arguments), environment: variables)
        return try read(type, from: ending.output)
    }

    private struct Started: Decodable {
        let socketFolder: String
    }

    private struct Numbered: Decodable {
        let id: Int64
    }
}

/// - Throws: `BenchError` showing what could not be read.
func read<Answer: Decodable>(_ type: Answer.Type, from output: String) throws -> Answer {
    do {
        return try JSONDecoder().decode(type, from: Data(output.utf8))
    } catch {
        throw BenchError("unexpected answer (\(error)): \(output.prefix(500))")
    }
}
