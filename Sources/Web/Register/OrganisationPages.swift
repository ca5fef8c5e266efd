import Access
import Core
import Hummingbird
import Registry

/// 单位与小区: what there is, for whoever registers it. What is in a compound is on other pages,
/// which are not open to them.
struct OrganisationPages {
    static let path = "/organisations"
    static let compounds = "\(path)/compounds"
    static let region = [RegionKind.city, .county, .street, .community]

    func add(to site: inout Site) {
        let path = OrganisationPages.path
        site.page(.get, path, needs: .manageInstallation, in: .installation) { _, desk in
            try await list(desk)
        }
        site.page(.get, "\(path)/add", needs: .manageInstallation, in: .installation) { _, desk in
            try desk.page("desk/form", OrganisationViews.adding(Entries()))
        }
        site.page(.post, "\(path)/add", needs: .manageInstallation, in: .installation) { _, desk in
            try await make(desk)
        }
        let compounds = OrganisationPages.compounds
        site.page(.get, compounds, needs: .manageInstallation, in: .installation) { _, desk in
            try await listCompounds(desk)
        }
        site.page(.get, "\(compounds)/add", needs: .manageInstallation, in: .installation) {
            _, desk in
            try desk.page("desk/form", OrganisationViews.addingCompound(Entries()))
        }
        site.page(.post, "\(compounds)/add", needs: .manageInstallation, in: .installation) {
            _, desk in
            try await makeCompound(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: OrganisationPages.path, sorts: ["name"], filters: ["search", "kind"]))
        let found = try await ListOrganisations(database: desk.database).perform(
            ListOrganisations.Input(
                search: state.filter("search"),
                kind: Organisation.Kind(rawValue: state.filter("kind")),
                descending: state.direction == .descending, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page("desk/list", OrganisationViews.list(found, state))
    }

    private func make(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let kinds = Dictionary(
            uniqueKeysWithValues: Organisation.Kind.allCases.map { ($0.rawValue, $0) })
        let kind = entries.choice("kind", missing: "请选择种类。", among: kinds)
        let name = entries.text("name", missing: "请填写名称。", longest: 200)
        let parts = OrganisationPages.region.map { ($0, entries.text($0.rawValue, longest: 100)) }
        let named = parts.prefix { !$0.1.isEmpty }
        let rest = parts.dropFirst(named.count)
        if let gap = rest.first, rest.contains(where: { !$0.1.isEmpty }) {
            entries.refuse(gap.0.rawValue, AddOrganisation.Failure.regionIncomplete.sentence)
        }
        if entries.areFine, let kind {
            do {
                let made = try await AddOrganisation(database: desk.database).perform(
                    kind: kind, name: name, region: named.map(\.1), by: desk.actor)
                let known = made.organisation.name
                return desk.redirect(
                    to: OrganisationPages.path + URLText.query([("search", known)]),
                    notice: made.added ? "已登记“\(known)”。" : "“\(known)”早已登记，没有重复。")
            } catch let refusal as AddOrganisation.Failure {
                entries.refuse(refusal, fields: ["organisationNameInvalid": "name"])
            } catch let refusal as AddCompound.Failure {
                entries.refuse(refusal)
            }
        }
        return try desk.page(
            "desk/form", OrganisationViews.adding(entries), status: .unprocessableContent)
    }

    // MARK: Compounds

    private func listCompounds(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: OrganisationPages.compounds,
                sorts: ListCompounds.Sort.allCases.map(\.rawValue), filters: ["search"]))
        let found = try await ListAllCompounds(database: desk.database).perform(
            ListCompounds.Input(
                search: state.filter("search"),
                sort: ListCompounds.Sort(rawValue: state.sort) ?? .name,
                descending: state.direction == .descending, limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page("desk/list", OrganisationViews.compounds(found, state))
    }

    private func makeCompound(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let name = entries.text("name", missing: "请填写小区名称。", longest: 100)
        let city = entries.text("city", missing: "请填写市。", longest: 100)
        let county = entries.text("county", missing: "请填写县（市、区）。", longest: 100)
        let street = entries.text("street", longest: 100)
        let community = entries.text("community", longest: 100)
        if entries.areFine {
            do {
                let made = try await AddCompound(database: desk.database).perform(
                    AddCompound.Input(
                        name: name, city: city, county: county,
                        street: street.isEmpty ? nil : street,
                        community: community.isEmpty ? nil : community),
                    by: desk.actor)
                return desk.redirect(
                    to: OrganisationPages.compounds + URLText.query([("search", made.name)]),
                    notice: "已登记小区“\(made.name)”。")
            } catch let refusal as AddCompound.Failure {
                entries.refuse(
                    refusal,
                    fields: ["communityWithoutStreet": "street", "alreadyRegistered": "name"])
            }
        }
        return try desk.page(
            "desk/form", OrganisationViews.addingCompound(entries),
            status: .unprocessableContent)
    }
}
