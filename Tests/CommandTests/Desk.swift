import Glibc
import TestSupport
import Testing

/// A clerk's desk: the commands on a database and a data folder of its own.
struct Desk: Sendable {
    let folder = TemporaryFolder()
    let database: String
    let environment: [String: String]

    static let compound = "文宴雅居"

    /// - Parameter isPrivate: with a private cluster in the data folder instead of a database on the
    ///   tests' server.
    fileprivate init(isPrivate: Bool) async throws {
        var environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
        ]
        if let home = getenv("HOME") { environment["HOME"] = String(cString: home) }
        // The account that a cluster runs as must reach its data folder.
        chmod(folder.root, 0o755)
        mkdir(folder.path("data"), 0o755)
        environment["LINLI_DATA"] = folder.path("data")
        database = isPrivate ? "" : try await TestDatabase.create()
        if !isPrivate {
            environment["LINLI_DATABASE_URL"] = try TestDatabase.url(database: database)
        }
        self.environment = environment
    }

    /// Runs a command: its words are parted by blanks, those after them are taken as they are.
    func linli(
        _ line: String, _ more: [String] = [], through shell: String? = nil,
        environment others: [String: String] = [:]
    ) async -> Command {
        await Command.run(
            words(line) + more, environment: environment.merging(others) { $1 }, through: shell)
    }

    func start(_ line: String, _ more: [String] = [], through shell: String? = nil)
        -> Command.Running
    {
        Command.start(words(line) + more, environment: environment, through: shell)
    }

    /// What a command that succeeds says to a person.
    func words(
        of line: String, _ more: [String] = [], at place: SourceLocation = #_sourceLocation
    ) async -> String {
        let ran = await linli(line, more)
        #expect(ran.status == 0, "\(line): \(ran.errors)", sourceLocation: place)
        #expect(ran.errors.isEmpty, "\(line): \(ran.errors)", sourceLocation: place)
        return ran.out
    }

    /// The one JSON document of a command that succeeds: nothing else on either output.
    func json(
        _ line: String, _ more: [String] = [], at place: SourceLocation = #_sourceLocation
    ) async throws -> Value {
        let ran = await linli(line, more + ["--json"])
        #expect(ran.status == 0, "\(line): \(ran.errors)", sourceLocation: place)
        #expect(ran.errors.isEmpty, "\(line): \(ran.errors)", sourceLocation: place)
        return try #require(Value(ran.out), "\(line): \(ran.out)", sourceLocation: place)
    }

    /// The code of a command's refusal. Whatever it is, it is one Chinese sentence, and says the
    /// same to a person as to a program.
    func refusal(
        _ line: String, _ more: [String] = [], status: Int32 = 1,
        environment others: [String: String] = [:], at place: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let ran = await linli(line, more + ["--json"], environment: others)
        #expect(ran.status == status, "\(line): \(ran.out)", sourceLocation: place)
        let document = try #require(Value(ran.out), "\(line): \(ran.out)", sourceLocation: place)
        #expect(document.keys == ["error"], sourceLocation: place)
        let error = try #require(document["error"], sourceLocation: place)
        #expect(error.keys == ["code", "message"], sourceLocation: place)
        let message = try #require(error["message"]?.text, sourceLocation: place)
        #expect(message.hasSuffix("。"), "\(message)", sourceLocation: place)
        #expect(isChinese(message), "\(message)", sourceLocation: place)
        let said = ran.errors.split(separator: "\n").first.map(String.init)
        #expect(said == message, sourceLocation: place)
        return try #require(error["code"]?.text, sourceLocation: place)
    }

    private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}

/// Runs a body at a desk, and clears the desk away.
func withDesk(_ body: (Desk) async throws -> Void) async throws {
    try await atDesk(isPrivate: false, body) { try await TestDatabase.drop($0.database) }
}

/// Runs a body at a desk with a private cluster, and stops the cluster.
func withPrivateDesk(_ body: (Desk) async throws -> Void) async throws {
    try await atDesk(isPrivate: true, body) { _ = await $0.linli("database stop --force") }
}

private func atDesk(
    isPrivate: Bool, _ body: (Desk) async throws -> Void,
    clearing clear: (Desk) async throws -> Void
) async throws {
    await Places.desks.enter()
    do {
        let desk = try await Desk(isPrivate: isPrivate)
        do {
            try await body(desk)
            try await clear(desk)
        } catch {
            try await clear(desk)
            throw error
        }
        await Places.desks.leave()
    } catch {
        await Places.desks.leave()
        throw error
    }
}

/// Four desks at a time: every command is a process with a dozen connections, beside the other tests.
private actor Places {
    static let desks = Places(free: 4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(free: Int) {
        self.free = free
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
}

/// A file of Tests/Fixtures/wenyanyaju.
func fixture(_ name: String, here: String = #filePath) -> String {
    let folder = here.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(folder)/Fixtures/wenyanyaju/\(name)"
}

extension Desk {
    /// The compound with its 216 households, and stalls where wanted.
    func takeOver(stalls: Bool = false) async throws {
        _ = try await json("compound add 文宴雅居 --county 魏都区")
        _ = try await json("household import --compound 文宴雅居", [fixture("households.csv")])
        if stalls {
            _ = try await json("stall import --compound 文宴雅居", [fixture("stalls.csv")])
        }
    }

    /// A compound of a few households: `1-1-101` and so on, 50 m² each.
    func takeOverSmall(_ rooms: [String] = ["101", "102"]) async throws {
        _ = try await json("compound add 文宴雅居 --county 魏都区")
        let rows = rooms.map { "1,1,\($0),50.00,业主\($0),139000\($0)37" }
        let file = folder.write(
            (["楼栋,单元,房号,建筑面积,业主姓名,联系电话"] + rows).joined(separator: "\n") + "\n",
            as: "small.csv")
        _ = try await json("household import --compound 文宴雅居", [file])
    }

    /// 50 yuan a household and 30 yuan a stall from November 2021, on a historical resolution.
    func decideFees() async throws {
        let resolution = try await json(
            "resolution record --compound 文宴雅居 --kind historical --body owners-committee "
                + "--title 收费决议 --adopted 2021-10-08 --source 会议记录")
        let id = try #require(resolution["id"]?.number)
        _ = try await json(
            "schedule add --compound 文宴雅居 --item property-fee --rate 50.00 --per household "
                + "--from 2021-11 --due-day 25 --resolution \(id)")
        _ = try await json(
            "schedule add --compound 文宴雅居 --item parking --rate 30.00 --per stall "
                + "--from 2021-11 --due-day 25 --resolution \(id)")
    }
}
