import Access
import Core
import Postgres
import Resolutions
import TestSupport
import Testing

@testable import Contracts

@Suite struct ServiceContractTests {
    private struct Fixture {
        let database: Database
        let compound: ScopeID
        let company: ScopeID
        let other: ScopeID
        let resolution: ResolutionID
        let committees: ResolutionID

        init(_ database: Database) async throws {
            self.database = database
            compound = try await makeCompound(database).scope
            company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            other = try await makeOrganisation(database, .propertyCompany, "别家物业")
            func record(_ kind: Resolution.Kind, in scope: ScopeID) async throws -> ResolutionID {
                try await RecordResolution(database: database).perform(
                    .init(
                        scope: scope, kind: kind, body: .ownersCommittee, title: "选聘物业",
                        adoptedOn: day("2020-12-01"), source: "会议记录", text: "选聘恒达物业"),
                    by: testActor, on: day("2026-03-02")
                ).resolution.id
            }
            resolution = try await record(.historical, in: compound)
            committees = try await record(.committee, in: compound)
        }

        func record(
            _ company: ScopeID? = nil, from: String = "2021-01-01", until: String? = nil,
            compound: ScopeID? = nil, resolution: ResolutionID? = nil, by actor: Actor = testActor
        ) async throws -> ServiceContract {
            try await RecordServiceContract(database: database).perform(
                .init(
                    compound: compound ?? self.compound, company: company ?? self.company,
                    from: day(from), until: until.map { day($0) },
                    resolution: resolution ?? self.resolution),
                by: actor)
        }

        func end(
            _ contract: ServiceContract, _ lastDay: String, reason: String = "业主另聘"
        ) async throws -> ServiceContract {
            try await EndServiceContract(database: database).perform(
                .init(
                    compound: contract.compound, contract: contract.id, lastDay: day(lastDay),
                    reason: reason),
                by: testActor)
        }
    }

    @Test func recordedAndEndedItRunsForItsDays() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let contract = try await fixture.record(until: "2026-12-31")
            for (date, state) in [
                ("2020-12-31", ServiceContract.State.upcoming), ("2021-01-01", .inForce),
                ("2026-12-31", .inForce), ("2027-01-01", .ended),
            ] {
                #expect(contract.state(on: day(date)) == state)
            }
            let ended = try await fixture.end(contract, "2026-03-31")
            #expect(ended.until == day("2026-03-31"))
            #expect(ended.declaredUntil == day("2026-12-31"))
            #expect(ended.state(on: day("2026-04-01")) == .ended)
            let next = try await fixture.record(fixture.other, from: "2026-04-01")
            let list = try await ListServiceContracts(database: database).perform(by: testActor)
            #expect(list.count == 2)
            #expect(list.contracts.map(\.id) == [next.id, contract.id])
            let now = try await ListServiceContracts(database: database).perform(
                .init(inForceOn: day("2026-03-31")), by: testActor)
            #expect(now.contracts.map(\.companyName) == ["恒达物业"])
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// Each row takes one fault away from the row before.
    @Test func recordingIsRefused() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let (c, o) = (fixture.compound, fixture.company)
            let unknown = ResolutionID(9999)
            for (compound, company, from, until, resolution, code) in [
                (
                    ScopeID(999), ScopeID(999), "2021-01-02", "2021-01-01", unknown,
                    "unknownCompound"
                ),
                (o, o, "2021-01-02", "2021-01-01", unknown, "unknownCompound"),
                (c, c, "2021-01-02", "2021-01-01", unknown, "notACompany"),
                (c, o, "2021-01-02", "2021-01-01", unknown, "untilBeforeFrom"),
                (c, o, "2021-01-01", "2021-01-01", unknown, "unknownResolution"),
                (c, o, "2021-01-01", "2021-01-01", fixture.committees, "resolutionNotSufficient"),
                (c, o, "2021-01-01", "2021-01-31", fixture.resolution, "none"),
                (c, o, "2021-01-31", nil, fixture.resolution, "contractsOverlap"),
                (
                    c, fixture.other, "2020-01-01", "2021-01-01", fixture.resolution,
                    "contractsOverlap"
                ),
                (c, fixture.other, "2020-01-01", nil, fixture.resolution, "contractsOverlap"),
                (c, fixture.other, "2020-01-01", "2020-12-31", fixture.resolution, "none"),
                (c, fixture.other, "2021-02-01", nil, fixture.resolution, "none"),
            ] {
                let said = try await refusal {
                    _ = try await fixture.record(
                        company, from: from, until: until, compound: compound,
                        resolution: resolution)
                }
                #expect(said == code, "\(from)")
            }
        }
    }

    @Test func twoAtOnceAreOne() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<6 {
                    let company = number.isMultiple(of: 2) ? fixture.company : fixture.other
                    group.addTask {
                        try await refusal { _ = try await fixture.record(company) }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "contractsOverlap" } == 5)
        }
    }

    @Test func endingIsRefused() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let contract = try await fixture.record(until: "2026-12-31")
            let open = try await fixture.record(fixture.other, from: "2027-01-01")
            for (contract, lastDay, reason, code) in [
                (contract, "2026-12-31", "", "reasonInvalid"),
                (contract, "2026-12-31", "x", "endNotEarlier"),
                (contract, "2020-12-30", "x", "endBeforeStart"),
                (contract, "2020-12-31", "x", "none"),
                (contract, "2020-12-31", "x", "contractEnded"),
                (open, "2030-01-01", "x", "none"),
            ] {
                let said = try await refusal {
                    _ = try await fixture.end(contract, lastDay, reason: reason)
                }
                #expect(said == code, "\(lastDay)")
            }
            // it never held: its days are free
            _ = try await fixture.record(fixture.other, from: "2021-01-01", until: "2026-12-31")
            #expect(try await auditProblems(database) == [])
        }
    }

    /// Nobody gives their own company a compound.
    @Test func onlyTheInstallationRecords() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let contract = try await fixture.record()
            let wang = try await makePerson(
                database, "wang", as: .propertyManager, at: fixture.company)
            let admin = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let list = ListServiceContracts(database: database)
            for (actor, code) in [(wang, "notPermitted"), (admin, "contractsOverlap")] {
                let said = try await refusal { _ = try await fixture.record(by: actor) }
                #expect(said == code)
            }
            #expect(try await list.perform(by: wang).contracts.map(\.id) == [contract.id])
            #expect(try await list.perform(by: admin).contracts.map(\.id) == [contract.id])
            let sun = try await makePerson(
                database, "sun", as: .propertyManager, at: fixture.other)
            #expect(try await list.perform(by: sun).contracts.isEmpty)
            let foreign = try await refusal {
                _ = try await list.perform(.init(compound: fixture.compound), by: sun)
            }
            #expect(foreign == "notPermitted")
        }
    }

    @Test func aListIsSearched() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let first = try await fixture.record(until: "2025-12-31")
            let second = try await fixture.record(fixture.other, from: "2026-01-01")
            let list = ListServiceContracts(database: database)
            let on = day("2026-03-02")
            for (input, found) in [
                (ListServiceContracts.Input(search: "别家"), [second.id]),
                (.init(search: "%"), []), (.init(search: " "), [second.id, first.id]),
                (.init(state: (.ended, on)), [first.id]),
                (.init(state: (.inForce, on)), [second.id]),
                (.init(state: (.upcoming, day("2025-12-31"))), [second.id]),
                (.init(state: (.inForce, day("2025-12-31"))), [first.id]),
                (.init(contract: first.id), [first.id]),
            ] {
                #expect(try await list.perform(input, by: testActor).contracts.map(\.id) == found)
            }
        }
    }

    @Test func whatAContractMayBeMadeOf() async throws {
        try await withDatabase { database in
            let fixture = try await Fixture(database)
            let contract = try await fixture.record()
            let prepare = PrepareServiceContract(database: database)
            let found = try await prepare.perform(fixture.compound, by: testActor)
            #expect(Set(found.companies.map(\.scope)) == [fixture.company, fixture.other])
            #expect(found.bases.map(\.id) == [fixture.resolution])
            #expect(found.contracts.map(\.id) == [contract.id])
            let unknown = try await refusal {
                _ = try await prepare.perform(fixture.company, by: testActor)
            }
            #expect(unknown == "unknownCompound")
            let wang = try await makePerson(
                database, "wang", as: .propertyManager, at: fixture.company)
            let foreign = try await refusal {
                _ = try await prepare.perform(fixture.compound, by: wang)
            }
            #expect(foreign == "notPermitted")
        }
    }
}
