import Access
import Core
import Postgres
import Secrets
import TestSupport
import Testing

@testable import Registry

@Suite struct ReadHouseholdTests {
    @Test func readsAllThatHangsOnIt() async throws {
        try await withDatabase { database in
            let compound = try await makeFullRegister(database)
            let found = try await ReadHousehold(database: database).perform(
                compound.households[0], in: compound.scope, by: testActor)
            #expect(found.compound == "文宴雅居")
            #expect(found.household.code == compound.households[0])
            #expect(found.tenures.map(\.ownerNames) == ["业主101", "王芳、李强"])
            #expect(found.tenures.first?.owners.first?.phone == "139****0101")
            #expect(found.current?.ownerNames == "王芳、李强")
            // the lease of the old tenure ended with November, the new one goes on
            #expect(
                found.leases.map { "\($0.stall) \($0.from) \($0.until?.description ?? "")" }
                    == ["A-001 2021-12 ", "A-001 2021-09 2021-11"])
            #expect(found.currentLeases.map(\.stall) == ["A-001"])
            #expect(found.links.map(\.tenure) == [found.tenures[0].id])
        }
    }

    @Test func whoIsNotThereIsToldSo() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 1)
            let other = try await makeCompound(database, name: "别处", households: 0)
            for scope in [other.scope, ScopeID(999)] {
                let code = try await refusal {
                    _ = try await ReadHousehold(database: database).perform(
                        compound.households[0], in: scope, by: testActor)
                }
                #expect(code == "unknownHousehold")
            }
        }
    }

    @Test func aPreviewOfATransferWritesNothing() async throws {
        try await withDatabase { database in
            let compound = try await makeFullRegister(database)
            let preview = PreviewTransfer(database: database)
            func input(_ on: String, _ owner: String = "赵云") -> TransferHousehold.Input {
                TransferHousehold.Input(
                    scope: compound.scope, household: compound.households[0], day: day(on),
                    owners: [.init(name: owner, phone: "13912345678")], keepsStalls: true)
            }
            let found = try await preview.perform(
                input("2021-12-10"), by: testActor, on: day("2021-12-01"))
            #expect(found.until?.ownerNames == "王芳、李强")
            #expect(found.stalls == ["A-001"] && found.changes)
            let after = try await ReadHousehold(database: database).perform(
                compound.households[0], in: compound.scope, by: testActor)
            #expect(after.tenures.count == 2 && after.current?.ownerNames == "王芳、李强")
            for (on, owner, code) in [
                ("2021-11-15", "赵云", "transferNotAfterStart"),
                ("2023-12-10", "赵云", "transferTooLate"), ("2021-12-10", " ", "ownerNameInvalid"),
            ] {
                let refused = try await refusal {
                    _ = try await preview.perform(
                        input(on, owner), by: testActor, on: day("2021-12-01"))
                }
                #expect(refused == code)
            }
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func theLinkThatIsReadIsTheOneThatWasIssued() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let signer = LinkSigner(key: SecretKey())
            let read = ReadResidentLink(database: database, signer: signer)
            let issue = IssueResidentLinks(database: database, signer: signer)
            let code = compound.households[0]
            func link() async throws -> IssueResidentLinks.Link? {
                try await read.perform(household: code, in: compound.scope, by: testActor)
            }
            #expect(try await link() == nil)
            for renew in [false, true] {
                let issued = try await issue.perform(
                    .init(scope: compound.scope, household: code, renew: renew), by: testActor
                ).first
                let found = try await link()
                #expect(found?.token == issued?.token && found?.accessCode == issued?.accessCode)
                #expect(found?.isNew == false)
            }
            try await RevokeResidentLink(database: database).perform(
                household: code, in: compound.scope, by: testActor)
            #expect(try await link() == nil)
            let refused = try await refusal {
                _ = try await read.perform(
                    household: HouseholdCode(building: "9", room: "9"), in: compound.scope,
                    by: testActor)
            }
            #expect(refused == "unknownHousehold")
        }
    }

    @Test func importsAreListedWithWhoMadeThem() async throws {
        try await withDatabase { database in
            let compound = try await makeFullRegister(database)
            let list = ListImports(database: database)
            let batches = try await list.perform(compound.scope, by: testActor)
            #expect(batches.map(\.fileName) == ["户.csv"])
            #expect(batches.first?.by == "测试" && batches.first?.kindChinese == "房屋业主表")
            #expect(batches.first?.at != nil)
        }
    }
}
