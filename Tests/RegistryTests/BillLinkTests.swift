import Access
import Core
import Postgres
import Secrets
import TestSupport
import Testing

@testable import Registry

@Suite struct BillLinkTests {
    private let signer = LinkSigner(key: SecretKey())

    private func issue(
        _ database: Database, _ compound: MadeCompound, building: String? = nil
    ) async throws -> Int {
        try await IssueBillLinks(database: database, signer: signer).perform(
            IssueBillLinks.Input(scope: compound.scope, building: building), by: testActor)
    }

    private func links(
        _ database: Database, _ compound: MadeCompound, building: String? = nil
    ) async throws -> [TenureID: ReadBillLinks.Link] {
        try await ReadBillLinks(database: database, signer: signer).perform(
            in: compound.scope, building: building, by: testActor)
    }

    /// The same link as a single household is given, once for each, however often it is asked.
    @Test func makesOnlyWhatIsMissing() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let single = try #require(
                try await IssueResidentLinks(database: database, signer: signer).perform(
                    IssueResidentLinks.Input(
                        scope: compound.scope, household: compound.households[0]), by: testActor
                ).first)
            #expect(try await issue(database, compound, building: "2") == 0)
            #expect(try await issue(database, compound, building: "1") == 3)
            #expect(try await issue(database, compound) == 0)
            let all = try await links(database, compound)
            #expect(all.count == 4)
            #expect(all.values.contains { $0.token == single.token })
            #expect(Set(all.values.map(\.token.text)).count == 4)
            #expect(try await links(database, compound, building: "2").isEmpty)
            let code = try #require(all.values.first { $0.token == single.token }).accessCode
            #expect(code.filter { $0 != " " } == single.accessCode)
            #expect(code.split(separator: " ").map(\.count) == [4, 4, 4])
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database).isEmpty)
        }
    }

    @Test func aRevokedLinkIsFollowedByTheNext() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            #expect(try await issue(database, compound) == 4)
            let before = try await links(database, compound)
            try await RevokeResidentLink(database: database).perform(
                household: compound.households[1], in: compound.scope, by: testActor)
            #expect(try await links(database, compound).count == 3)
            #expect(try await issue(database, compound) == 1)
            let after = try await links(database, compound)
            #expect(after.count == 4)
            #expect(after.filter { before[$0.key] != $0.value }.count == 1)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    /// What a former owner still owes is printed with their own link; none is made for them.
    @Test func aFormerTenureKeepsItsOwn() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            #expect(try await issue(database, compound) == 4)
            try await transferFirst(of: compound, in: database)
            #expect(try await issue(database, compound) == 1)
            let all = try await links(database, compound)
            #expect(all.count == 5)
        }
    }

    @Test func readingAndMakingNeedTheRegister() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let reader = Actor.account(
                AccountID(1), name: "李雷",
                grants: [
                    Grant(
                        appointment: AppointmentID(1), role: .residentsCommittee, body: "居委会",
                        reach: .scopes([compound.scope]))
                ])
            #expect(
                try await refusal {
                    _ = try await IssueBillLinks(database: database, signer: signer).perform(
                        IssueBillLinks.Input(scope: compound.scope), by: reader)
                } == "notPermitted")
            #expect(
                try await refusal {
                    _ = try await ReadBillLinks(database: database, signer: signer).perform(
                        in: compound.scope, building: nil, by: reader)
                } == "notPermitted")
        }
    }
}
