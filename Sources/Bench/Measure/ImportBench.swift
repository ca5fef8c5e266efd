import Core
import Postgres

/// The import of a register against `\copy` of the rows that it ends in.
struct ImportBench {
    /// In the order in which the foreign keys want them.
    static let tables = ["household", "owner", "tenure", "ownership"]
    static let compound = "导入测试小区"

    struct Outcome {
        var comparison = Comparison(
            "import", unit: "s", ours: "linli household import",
            baseline: "psql \\copy into the same tables", wanted: "≤ 1.5")
        var peakMegabytes = Series()
    }

    let server: ScratchServer
    let rows: Int
    let rounds: Int

    func measure(report: (String) -> Void) async throws -> Outcome {
        let file = "\(server.dataFolder)/bench-households.csv"
        try write(RegisterFile(rows: rows).text, to: file)
        try await makeTemplate()
        var outcome = Outcome()
        for round in 1...rounds {
            let ours = try await inFreshDatabase { database in
                try await server.linli(
                    ["household", "import", file, "--compound", ImportBench.compound, "--json"],
                    database: database)
            } afterwards: { database in
                try await check(database)
                if round == 1 { try await export(from: database) }
            }
            let theirs = try await inFreshDatabase { database in
                try await server.psql(
                    ["--single-transaction"]
                        + ImportBench.tables.map { "--command=\(copy($0, "from"))" },
                    database: database)
            } afterwards: { database in
                try await check(database)
            }
            outcome.comparison.add(
                ours: ours.duration.inSeconds, baseline: theirs.duration.inSeconds)
            outcome.peakMegabytes.add(Double(ours.peakKilobytes) / 1024)
            report(
                "import \(round)/\(rounds): \(decimal(ours.duration.inSeconds, 2)) s, "
                    + "\(ours.peakKilobytes / 1024) MB, "
                    + "\\copy \(decimal(theirs.duration.inSeconds, 2)) s")
        }
        try await server.asSuperuser("postgres") { try await $0.execute("drop database bare") }
        return outcome
    }

    /// A migrated database with one compound and nothing in it.
    private func makeTemplate() async throws {
        try await server.make("bare")
        _ = try await server.linli(
            ["compound", "add", ImportBench.compound, "--county", "魏都区", "--json"],
            database: "bare")
    }

    private func inFreshDatabase(
        _ body: (String) async throws -> Program.Ending,
        afterwards: (String) async throws -> Void
    ) async throws -> Program.Ending {
        try await server.asSuperuser("postgres") {
            try await $0.execute("create database fresh template bare")
        }
        try await server.checkpoint()
        let ending = try await body("fresh")
        try await afterwards("fresh")
        try await server.asSuperuser("postgres") {
            try await $0.execute("drop database fresh with (force)")
        }
        return ending
    }

    private func check(_ database: String) async throws {
        for table in ["household", "tenure"] {
            let count = try await server.number(
                "select count(*) from registry.\(unescaped: table)", in: database)
            guard count == rows else {
                throw BenchError("\(rows) rows were to be imported, \(table) has \(count)")
            }
        }
    }

    private func export(from database: String) async throws {
        _ = try await server.psql(
            ImportBench.tables.map { "--command=\(copy($0, "to"))" }, database: database)
    }

    private func copy(_ table: String, _ direction: String) -> String {
        "\\copy registry.\(table) \(direction) '\(server.dataFolder)/bench-\(table).copy'"
    }
}

/// A register as a company keeps it, with 200 rooms a building; every fiftieth owner has a second
/// household next door.
struct RegisterFile {
    let rows: Int

    var text: String {
        var lines = "楼栋,单元,房号,建筑面积,业主姓名,联系电话,备注\n"
        lines.reserveCapacity(rows * 64)
        let surnames = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
        let names = Array("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂")
        for n in 0..<rows {
            let owner = n % 50 == 49 ? n - 1 : n
            let (building, entrance) = (n / 200 + 1, n % 200 / 50 + 1)
            let room = (n % 50 / 2 + 1) * 100 + n % 2 + 1
            let area = decimal(50 + Double(n % 9000) / 100, 2)
            let name =
                String(surnames[owner % surnames.count])
                + String(names[owner / 20 % names.count])
                + String(names[owner / 480 % names.count])
            lines += "\(building)号楼,\(entrance)单元,\(room),\(area),\(name),"
            lines += "\(13_000_000_000 + owner),\n"
        }
        return lines
    }
}
