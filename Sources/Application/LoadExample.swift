import Access
import Core
import Fees
import Glibc
import Postgres
import Registry
import Resolutions

/// 文宴雅居 as the source has it: after its renovation the owners' committee asked everybody and
/// agreed 50 yuan a household and 30 yuan a stall a month. Loaded again it changes nothing, because
/// each of its operations is idempotent.
public struct LoadExample: Sendable {
    public struct Outcome: Sendable {
        public let compound: String
        /// What was new this time.
        public let households: Int
        public let stalls: Int
        public let month: BillingMonth
        public let charges: Int
        public let payments: Int
        public let link: IssueResidentLinks.Link
        /// Who can log in, with the passwords of those that are new.
        public let people: [ExamplePerson]
    }

    static let steps = 9
    static let name = "文宴雅居"

    let installation: Installation
    private var database: Database { installation.database }

    public init(installation: Installation) {
        self.installation = installation
    }

    /// - Parameters:
    ///   - folder: where the two tables are put for the moment that their import takes.
    ///   - progress: told how many steps are done, of how many.
    /// - Throws: what the operations throw.
    public func perform(
        by actor: Actor, at now: Timestamp, folder: String,
        progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let today = now.dayInShanghai
        var done = 0
        func step() {
            done += 1
            progress(done, LoadExample.steps)
        }
        let scope = try await compound(by: actor)
        step()
        let households = try await importTable("households.csv", in: folder) { path in
            try await ImportHouseholds(
                database: database, idNumberKey: installation.keys.idNumbers
            ).perform(request(path, scope), by: actor)
        }
        step()
        let stalls = try await importTable("stalls.csv", in: folder) { path in
            try await ImportStalls(database: database).perform(request(path, scope), by: actor)
        }
        step()
        let month = BillingMonth(containing: LoadExample.billedOn)
        try await schedules(from: month, in: scope, by: actor, on: today)
        step()
        let bills = try await IssueBills(database: database).perform(
            IssueBills.Input(month: month, scope: scope), by: actor, on: today)
        step()
        let payments = try await takePayments(in: scope, by: actor, on: today)
        step()
        let links = try await IssueResidentLinks(
            database: database, signer: installation.keys.residentLinks
        ).perform(
            IssueResidentLinks.Input(scope: scope, household: LoadExample.household), by: actor)
        step()
        guard let link = links.first else { throw Missing.link }
        let company = try await companyWithContract(for: scope, by: actor, on: today)
        step()
        let people = try await people(company: company, compound: scope, by: actor, at: now)
        step()
        return Outcome(
            compound: LoadExample.name, households: households.added, stalls: stalls.added,
            month: month, charges: bills.charges, payments: payments, link: link,
            people: people)
    }

    enum Missing: Error {
        case table(String)
        case link
    }

    private func compound(by actor: Actor) async throws -> ScopeID {
        do {
            // one loaded by an earlier version lies in 魏都区 itself
            return try await database.withConnection {
                try await CompoundStore.find("魏都区/\(LoadExample.name)", on: $0).scope
            }
        } catch CompoundRefusal.unknownCompound {
            return try await AddCompound(database: database).perform(
                AddCompound.Input(
                    name: LoadExample.name, city: "许昌市", county: "魏都区",
                    street: LoadExample.street, community: LoadExample.community),
                by: actor
            ).scope
        }
    }

    private func request(_ path: String, _ scope: ScopeID) -> ImportRequest {
        // without the number that tells two at the same moment apart
        ImportRequest(
            path: path, fileName: path.split(separator: "-").last.map(String.init), scope: scope,
            mode: .apply(refusalsTo: nil))
    }

    /// Imports read files: the table carried inside the executable becomes one for the moment.
    private func importTable(
        _ name: String, in folder: String, _ body: (String) async throws -> ImportOutcome
    ) async throws -> ImportOutcome {
        guard let table = EmbeddedFiles.files.first(where: { $0.path == name }) else {
            throw Missing.table(name)
        }
        let path = "\(folder)/example-\(getpid())-\(name)"
        try write(table.text, to: path)
        defer { unlink(path) }
        return try await body(path)
    }

    private func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "we") else { throw Missing.table(path) }
        let written = fputs(text, file)
        guard fclose(file) == 0, written >= 0 else { throw Missing.table(path) }
    }
}
