import Core
import Hummingbird
import Registry

/// The link and access code of a household: issued, shown to be printed, renewed, taken back.
struct LinkPages {
    func add(to site: inout Site) {
        let path = "/compounds/{scope}/households/{code}/link"
        site.page(.get, path, needs: .manageRegister, in: .path) { _, desk in
            try await show(desk)
        }
        site.page(.post, path, needs: .manageRegister, in: .path) { _, desk in
            try await answer(desk)
        }
    }

    private func show(_ desk: Desk) async throws -> Response {
        let code = try desk.householdCode()
        let found = try await ReadHousehold(database: desk.database).perform(
            code, in: desk.scope, by: desk.actor(for: .readRegister))
        let link = try await ReadResidentLink(
            database: desk.database, signer: desk.context.links
        ).perform(household: code, in: desk.scope, by: desk.actor)
        return try desk.page("register/link", LinkView(found, link, desk))
    }

    private func answer(_ desk: Desk) async throws -> Response {
        let code = try desk.householdCode()
        let issue = IssueResidentLinks(database: desk.database, signer: desk.context.links)
        let notice: String
        switch desk.form["do"] {
        case "renew":
            _ = try await issue.perform(
                .init(scope: desk.scope, household: code, renew: true), by: desk.actor)
            notice = "已换新的链接和查询码，旧的已作废。"
        case "revoke":
            try await RevokeResidentLink(database: desk.database).perform(
                household: code, tenure: Desk.number(desk.form["tenure"]).map { TenureID($0) },
                in: desk.scope, by: desk.actor)
            notice = "查询链接已作废。"
        default:
            let links = try await issue.perform(
                .init(scope: desk.scope, household: code), by: desk.actor)
            notice = links.contains(where: \.isNew) ? "已签发查询链接和查询码。" : "链接早已签发，没有改动。"
        }
        return desk.redirect(to: "\(desk.compound.household(code))/link", notice: notice)
    }
}

struct LinkView: Sendable {
    let frame: CompoundFrame
    let address: String
    let owners: String
    let back: String
    let action: String
    let link: Link?
    /// Who answered for it before and still has a link, to see what was theirs.
    let former: [Former]
    let hasFormer: Bool

    struct Former: Sendable {
        let tenure: String
        let owners: String
        /// 2021年11月15日, from which somebody else answers for it.
        let until: String
    }

    struct Link: Sendable {
        let url: String
        let code: String
        let generation: String
        let issued: String?
        /// Where the access code is typed.
        let start: String
    }

    init(_ found: ReadHousehold.Outcome, _ link: IssueResidentLinks.Link?, _ desk: Desk) {
        frame = CompoundFrame(desk, name: found.compound)
        address = found.household.code.chinese
        owners = found.current?.ownerNames ?? ""
        back = desk.compound.household(found.household.code)
        action = "\(back)/link"
        former = found.tenures.filter { tenure in
            tenure.until != nil && found.links.contains { $0.tenure == tenure.id }
        }.map { tenure in
            Former(
                tenure: tenure.id.description, owners: tenure.ownerNames,
                until: tenure.until?.chinese ?? "")
        }
        hasFormer = !former.isEmpty
        let root = desk.context.options.address
        let issued = found.links.first { $0.tenure == found.current?.id }?.issuedAt
        self.link = link.map { link in
            Link(
                url: "\(root)/r/\(link.token.text)", code: LinkView.grouped(link.accessCode),
                generation: String(link.generation), issued: issued?.dayInShanghai.chinese,
                start: root)
        }
    }

    /// In groups of four, as one types it off.
    static func grouped(_ code: String) -> String {
        stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }
            .joined(separator: " ")
    }
}

extension WebOptions {
    /// What links begin with.
    var address: String {
        if let publicURL { return publicURL.description }
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
