import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Registry

@Suite struct ListOrganisationsTests {
    @Test func organisationsAreSearchedAndPaged() async throws {
        try await withDatabase { database in
            let list = ListOrganisations(database: database)
            #expect(try await list.perform(by: testActor).total == 0)
            let region = ["许昌市", "魏都区", "西大街道"]
            for (name, kind, region) in [
                ("恒达物业", Organisation.Kind.propertyCompany, []), ("建安物业", .propertyCompany, []),
                ("西大街道党工委", .partyOrganisation, region),
            ] {
                _ = try await makeOrganisation(database, kind, name, region: region)
            }
            for (input, names) in [
                (ListOrganisations.Input(search: "物业"), ["恒达物业", "建安物业"]),
                (.init(search: "物业", descending: true), ["建安物业", "恒达物业"]),
                (.init(kind: .partyOrganisation), ["西大街道党工委"]), (.init(search: "%"), []),
                (.init(kind: .other), []),
            ] {
                let found = try await list.perform(input, by: testActor)
                #expect(found.organisations.map(\.name) == names)
                #expect(found.total == names.count)
            }
            let page = try await list.perform(.init(limit: 1, offset: 2), by: testActor)
            #expect(page.total == 3 && page.organisations.map(\.region) == [region])
        }
    }

    @Test func onlyTheInstallationListsThemAll() async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database)
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            let wang = try await makePerson(
                database, "wang", as: .propertyManager, at: company)
            let guan = try await makePerson(
                database, "guan", as: .administrator, at: .installation)
            let compounds = ListAllCompounds(database: database)
            let found = try await compounds.perform(ListCompounds.Input(), by: guan)
            #expect(found.rows.map(\.compound.scope) == [compound.scope])
            for said in [
                try await refusal { _ = try await compounds.perform(.init(), by: wang) },
                try await refusal {
                    _ = try await ListOrganisations(database: database).perform(by: wang)
                },
            ] {
                #expect(said == "notPermitted")
            }
        }
    }
}
