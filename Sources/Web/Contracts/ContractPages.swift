import Access
import Contracts
import Core
import Hummingbird
import Registry

/// 物业合同: which company serves which compound. Recorded and ended by whoever registers
/// compounds: a company's reach follows from it.
struct ContractPages {
    static let path = "/contracts"
    static let fields = [
        "notACompany": "company", "untilBeforeFrom": "until", "unknownResolution": "resolution",
        "resolutionNotSufficient": "resolution", "contractsOverlap": "from",
    ]

    static func path(of contract: ServiceContract) -> String {
        "\(path)/\(contract.compound)/\(contract.id)"
    }

    static func recording(_ compound: ScopeID) -> String {
        "\(path)/record" + URLText.query([("compound", compound.description)])
    }

    func add(to site: inout Site) {
        let path = ContractPages.path
        site.page(.get, path, needs: .readContracts, in: .anywhere) { _, desk in
            try await list(desk)
        }
        site.page(.get, "\(path)/record", needs: .manageInstallation, in: .installation) {
            _, desk in
            guard let compound = Desk.number(desk.query["compound"]) else {
                return desk.redirect(
                    to: OrganisationPages.compounds, notice: "请先选择小区，再登记合同。")
            }
            return try await form(
                Entries(beginning: [
                    "compound": compound.description, "from": desk.today.description,
                ]), ScopeID(compound), desk)
        }
        site.page(.post, "\(path)/record", needs: .manageInstallation, in: .installation) {
            _, desk in
            try await record(desk)
        }
        let one = "\(path)/{compound}/{contract}"
        site.page(.get, one, needs: .readContracts, in: .anywhere) { _, desk in
            try await show(Entries(beginning: ["lastDay": desk.today.description]), desk)
        }
        site.page(.post, "\(one)/end", needs: .manageInstallation, in: .installation) { _, desk in
            try await end(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: ContractPages.path, sorts: ["compound"], filters: ["search", "state"]))
        let stands = ServiceContract.State(rawValue: state.filter("state"))
        let found = try await ListServiceContracts(database: desk.database).perform(
            ListServiceContracts.Input(
                limit: state.size, offset: state.offset, search: state.filter("search"),
                state: stands.map { (state: $0, on: desk.today) }),
            by: desk.actor)
        return try desk.page("desk/list", ContractViews.list(found, state, desk))
    }

    // MARK: A new one

    private func form(
        _ entries: Entries, _ compound: ScopeID, _ desk: Desk,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let choices: PrepareServiceContract.Outcome
        do {
            choices = try await PrepareServiceContract(database: desk.database).perform(
                compound, by: desk.actor)
        } catch ContractRefusal.unknownCompound {
            throw WebError.notFound
        }
        return try desk.page(
            "desk/form", ContractViews.recording(entries, choices, on: desk.today),
            status: status)
    }

    private func record(_ desk: Desk) async throws -> Response {
        guard let compound = Desk.number(desk.form["compound"]).map({ ScopeID($0) }) else {
            throw WebError.notFound
        }
        var entries = Entries(desk.form)
        let company = Desk.number(desk.form["company"])
        if company == nil { entries.refuse("company", "请选择物业服务企业。") }
        let from = entries.value("from", missing: "请填写合同的第一天。") { try CivilDate(entry: $0) }
        let until = entries.value("until") { try CivilDate(entry: $0) }
        let resolution = Desk.number(desk.form["resolution"])
        if resolution == nil { entries.refuse("resolution", "请选择作为依据的决议。") }
        if entries.areFine, let company, let from, let resolution {
            do {
                let made = try await RecordServiceContract(database: desk.database).perform(
                    RecordServiceContract.Input(
                        compound: compound, company: ScopeID(company), from: from, until: until,
                        resolution: .init(resolution)),
                    by: desk.actor)
                return desk.redirect(
                    to: ContractPages.path(of: made),
                    notice: "已登记：\(made.companyName)服务\(made.compoundName)。")
            } catch let refusal as ContractRefusal {
                entries.refuse(refusal, fields: ContractPages.fields)
            }
        }
        return try await form(entries, compound, desk, status: .unprocessableContent)
    }

    // MARK: One of them

    private func show(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let compound: ScopeID = try desk.number("compound")
        guard desk.may(.readContracts, in: compound) else { throw WebError.notFound }
        let found = try await ListServiceContracts(database: desk.database).perform(
            ListServiceContracts.Input(
                compound: compound, limit: 1, contract: try desk.number("contract")),
            by: desk.actor)
        guard let contract = found.contracts.first else { throw WebError.notFound }
        return try desk.page(
            "desk/record", ContractViews.record(contract, entries, desk), status: status)
    }

    private func end(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let day = entries.value("lastDay", missing: "请填写最后一天。") { try CivilDate(entry: $0) }
        let reason = entries.text("reason", missing: "请写明原因。", longest: 500)
        if entries.areFine, let day {
            do {
                let ended = try await EndServiceContract(database: desk.database).perform(
                    EndServiceContract.Input(
                        compound: try desk.number("compound"),
                        contract: try desk.number("contract"), lastDay: day, reason: reason),
                    by: desk.actor)
                return desk.redirect(
                    to: ContractPages.path(of: ended), notice: "已终止，最后一天为 \(day.chinese)。")
            } catch ContractRefusal.unknownContract {
                throw WebError.notFound
            } catch let refusal as ContractRefusal {
                entries.refuse(
                    refusal,
                    fields: [
                        "endNotEarlier": "lastDay", "endBeforeStart": "lastDay",
                        "reasonInvalid": "reason",
                    ])
            }
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }
}
