import Access
import Application
import Core
import Hummingbird

/// 操作日志: for auditors, who read it, verify it, and take its head away.
struct AuditPages {
    static let path = "/audit"

    static func path(of row: ListAudit.Row) -> String {
        "\(path)/entries/\(row.scope)/\(row.entry)"
    }

    func add(to site: inout Site) {
        let path = AuditPages.path
        site.page(.get, path, needs: .readAudit, in: .anywhere) { _, desk in try await list(desk) }
        site.page(
            .get, "\(path)/entries/{place}/{entry}", needs: .readAudit, in: .anywhere
        ) { _, desk in
            try await show(desk)
        }
        site.page(.get, "\(path)/verify", needs: .readAudit, in: .installation) { _, desk in
            try desk.page("oversight/verify", AuditVerifyView(Entries()))
        }
        site.page(
            .post, "\(path)/verify", needs: .readAudit, in: .installation, body: .files
        ) { _, desk in
            try await verify(desk)
        }
        site.page(.get, "\(path)/head", needs: .readAudit, in: .installation) { _, desk in
            try await head(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: AuditPages.path, sorts: ["at"], direction: .descending,
                filters: ["from", "until", "actor", "action", "place", "subject"]))
        var entries = Entries(desk.query)
        let from = entries.value("from") { try CivilDate(entry: $0) }
        let until = entries.value("until") { try CivilDate(entry: $0) }
        if let from, let until, until < from { entries.refuse("until", "不能早于起始日期。") }
        guard entries.areFine else {
            return try desk.page(
                "desk/list", AuditViews.list(nil, entries, state),
                status: .unprocessableContent)
        }
        func said(_ name: String) -> String? {
            state.filter(name).isEmpty ? nil : state.filter(name)
        }
        let found = try await ListAudit(database: desk.database).perform(
            ListAudit.Input(
                actor: said("actor"), action: said("action"), from: from, until: until,
                limit: state.size, offset: state.offset, subject: said("subject"),
                place: said("place")),
            by: desk.actor)
        return try desk.page("desk/list", AuditViews.list(found, entries, state))
    }

    private func show(_ desk: Desk) async throws -> Response {
        do {
            let found = try await ReadAuditEntry(database: desk.database).perform(
                try desk.number("entry"), in: try desk.number("place"), by: desk.actor)
            return try desk.page("desk/record", AuditViews.record(found))
        } catch is ReadAuditEntry.Failure {
            throw WebError.notFound
        }
    }

    /// Everything is recomputed, which for a large installation is a matter of minutes: then the
    /// page gives up, and the same is done at the terminal.
    private func verify(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let installation = desk.context.installation
        var head: AuditHead?
        if let upload = desk.uploads.first(where: { $0.field == "file" && $0.isChosen }) {
            guard let content = ImportAttempt.content(of: upload.path) else {
                throw WebError.malformedBody
            }
            do {
                head = try await ReadAuditHead(database: desk.database).perform(
                    String(decoding: content, as: UTF8.self),
                    signedUnder: installation.keys.auditHeads.publicKey, by: desk.actor)
            } catch let failure as AuditHead.Failure {
                entries.refuse("file", PageWords.plain(failure.sentence))
                return try desk.page(
                    "oversight/verify", AuditVerifyView(entries), status: .unprocessableContent)
            }
        }
        _ = try await SealAudit(database: desk.database).perform()
        let outcome = try await VerifyAudit(installation).perform(by: desk.actor, head: head)
        return try desk.page(
            "oversight/verify", AuditVerifyView(entries, outcome, against: head, at: desk.now))
    }

    private func head(_ desk: Desk) async throws -> Response {
        let head = try await ExportAuditHead(database: desk.database).perform(
            by: desk.actor, at: desk.now)
        return Download.response(
            head.signed(by: desk.context.installation.keys.auditHeads).bytes,
            mediaType: "application/json", name: "日志链头-\(desk.today).json")
    }
}
