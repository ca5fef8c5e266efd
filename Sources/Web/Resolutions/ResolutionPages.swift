import Core
import Files
import Hummingbird
import Resolutions

/// What bodies adopted: a list, one with its words and file, and the form for what was decided
/// before the system came.
struct ResolutionPages {
    static let fields = [
        "titleMissing": "title", "titleTooLong": "title", "adoptedInFuture": "adopted",
        "sourceMissing": "source", "sourceTooLong": "source", "wordsMissing": "text",
        "textTooLong": "text", "attachmentEmpty": "file", "attachmentTooLarge": "file",
        "attachmentTypeNotAllowed": "file", "kindHasItsOwnProcedure": "kind",
    ]

    func add(to site: inout Site) {
        let path = "/compounds/{scope}/resolutions"
        site.page(.get, path, needs: .readRegister, in: .path) { _, desk in try await list(desk) }
        site.page(.get, "\(path)/record", needs: .recordResolution, in: .path) { _, desk in
            try await form(Entries(beginning: ["kind": "historical"]), desk)
        }
        site.page(
            .post, "\(path)/record", needs: .recordResolution, in: .path, body: .files
        ) { _, desk in
            try await record(desk)
        }
        site.page(.get, "\(path)/{resolution}", needs: .readRegister, in: .path) { _, desk in
            let found = try await ReadResolution(database: desk.database).perform(
                try desk.number("resolution"), in: desk.scope, by: desk.actor)
            return try desk.page(
                "resolutions/show", ResolutionView(found, try await desk.frame(), desk))
        }
        site.page(.get, "\(path)/{resolution}/text", needs: .readRegister, in: .path) { _, desk in
            try await words(desk)
        }
        site.page(.get, "\(path)/{resolution}/file", needs: .readRegister, in: .path) { _, desk in
            let file = try await ReadResolutionFile(database: desk.database).perform(
                try desk.number("resolution"), in: desk.scope, by: desk.actor)
            return Download.response(file.content, mediaType: file.mediaType, name: file.name)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: desk.compound.resolutions, sorts: ["adopted"], direction: .descending,
                filters: ["search", "kind"]))
        let found = try await ListResolutions(database: desk.database).perform(
            ListResolutions.Input(
                scope: desk.scope, search: state.filter("search"),
                kind: Resolution.Kind(rawValue: state.filter("kind")), limit: state.size,
                offset: state.offset),
            by: desk.actor)
        return try desk.page(
            "resolutions/list", ResolutionListView(found, try await desk.frame(), state, desk))
    }

    private func words(_ desk: Desk) async throws -> Response {
        let found = try await ReadResolution(database: desk.database).perform(
            try desk.number("resolution"), in: desk.scope, by: desk.actor)
        guard let text = found.resolution.text else { throw WebError.notFound }
        return Download.response(
            Array(text.utf8), mediaType: "text/plain; charset=utf-8",
            name: "\(found.resolution.title).txt")
    }

    private func record(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let upload = desk.uploads.first { $0.field == "file" && $0.isChosen }
        do {
            if let input = try ResolutionEntry.read(&entries, upload, desk) {
                let outcome = try await RecordResolution(database: desk.database).perform(
                    input, by: desk.actor, on: desk.today)
                return desk.redirect(
                    to: desk.compound.resolution(outcome.resolution.id),
                    notice: outcome.repeated ? "这份决议早已登记，没有重复登记。" : "已登记决议。")
            }
        } catch let failure as RecordResolution.Failure {
            entries.refuse(failure, fields: ResolutionPages.fields)
        } catch let refusal as AttachmentRefusal {
            entries.refuse(refusal, fields: ResolutionPages.fields)
        }
        return try await form(entries, desk, status: .unprocessableContent)
    }

    private func form(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try desk.page(
            "resolutions/record", ResolutionFormView(entries, try await desk.frame(), desk),
            status: status)
    }
}

/// What the form of a resolution says.
enum ResolutionEntry {
    /// What may be typed in; the others come out of their own procedures.
    static let kinds = [Resolution.Kind.historical, .committee]

    static func read(
        _ entries: inout Entries, _ upload: Upload?, _ desk: Desk
    ) throws -> RecordResolution.Input? {
        let kinds = Dictionary(uniqueKeysWithValues: kinds.map { ($0.rawValue, $0) })
        let bodies = Dictionary(
            uniqueKeysWithValues: Resolution.Body.allCases.map { ($0.rawValue, $0) })
        let kind = entries.choice("kind", missing: "请选择种类。", among: kinds)
        let body = entries.choice("body", missing: "请选择作出决定的机构。", among: bodies)
        let title = entries.text("title", missing: "请填写标题。", longest: 200)
        let adopted = entries.value("adopted", missing: "请填写通过日期。") {
            try CivilDate(entry: $0)
        }
        let source = entries.text("source", longest: 500)
        let text = entries.lines("text", longest: 100_000)
        if kind == .historical, source.isEmpty {
            entries.refuse("source", "据原记录登记的，须写明在哪里找到，例如“2021年10月8日业主大会会议记录”。")
        }
        guard entries.areFine, let kind, let body, let adopted else { return nil }
        var file: Attachment?
        if let upload {
            guard let content = ImportAttempt.content(of: upload.path) else {
                throw WebError.malformedBody
            }
            file = try Attachment(name: upload.name, content: content)
        }
        return RecordResolution.Input(
            scope: desk.scope, kind: kind, body: body, title: title, adoptedOn: adopted,
            source: source, text: text, file: file)
    }
}
