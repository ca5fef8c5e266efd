import Core
import Hummingbird
import Registry

/// Upload, look, apply: a table comes in, what it would change is shown, and the very same file is
/// taken whole, or but for the rows that are refused.
struct ImportPages {
    func add(to site: inout Site) {
        site.page(.get, "/compounds/{scope}/imports", needs: .readRegister, in: .path) { _, desk in
            try await start(desk)
        }
        for subject in ImportSubject.allCases {
            add(subject, to: &site)
        }
    }

    private func add(_ subject: ImportSubject, to site: inout Site) {
        let path = "/compounds/{scope}/imports/\(subject.rawValue)"
        site.page(.post, path, needs: subject.permission, in: .path, body: .files) { _, desk in
            try await receive(subject, desk)
        }
        let one = "\(path)/{digest}"
        site.page(.get, one, needs: subject.permission, in: .path) { _, desk in
            try await look(subject, desk)
        }
        site.page(.post, one, needs: subject.permission, in: .path) { _, desk in
            try await apply(subject, desk)
        }
        site.page(.get, "\(one)/refused", needs: subject.permission, in: .path) { _, desk in
            try await refused(subject, desk)
        }
    }

    // MARK: Upload

    private func start(
        _ desk: Desk, refused: (ImportSubject, Entries)? = nil
    ) async throws -> Response {
        let batches = try await ListImports(database: desk.database).perform(
            desk.scope, by: desk.actor(for: .readRegister))
        return try desk.page(
            "imports/start",
            ImportStartView(batches, try await desk.frame(), refused: refused, desk),
            status: refused == nil ? .ok : .unprocessableContent)
    }

    private func receive(_ subject: ImportSubject, _ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        _ = ImportExtras(&entries, for: subject)
        let upload = desk.uploads.first { $0.field == "file" && $0.isChosen }
        if upload == nil { entries.refuse("file", "请选择要导入的 CSV 文件。") }
        if let upload, upload.size == 0 { entries.refuse("file", "“\(upload.name)”是空文件。") }
        guard entries.areFine, let upload else {
            return try await start(desk, refused: (subject, entries))
        }
        let digest = try desk.context.shelf.put(
            upload.path, of: desk.account, in: desk.scope)
        let query = URLText.query(
            [("name", upload.name)] + subject.extras.map { ($0, desk.form[$0]) })
        return desk.redirect(
            to: "\(desk.compound.imports)/\(subject.rawValue)/\(digest)\(query)")
    }

    // MARK: Look

    private func look(_ subject: ImportSubject, _ desk: Desk) async throws -> Response {
        let attempt = try ImportAttempt(subject, desk.query, desk)
        return try await show(attempt, desk)
    }

    /// - Parameter said: what was wrong with an attempt to apply it.
    private func show(
        _ attempt: ImportAttempt, _ desk: Desk, said: String? = nil
    ) async throws -> Response {
        var finding: ImportFinding?
        var failure = said
        do {
            finding = try await attempt.run(.preview, desk)
        } catch let refusal as any Refusal where ImportAttempt.isAboutTheFile(refusal) {
            failure = PageWords.plain(refusal.sentence)
        }
        let view = ImportPreviewView(
            attempt, finding, failure: failure, try await desk.frame(), desk)
        return try desk.page(
            "imports/preview", view, status: failure == nil ? .ok : .unprocessableContent)
    }

    // MARK: Apply

    private func apply(_ subject: ImportSubject, _ desk: Desk) async throws -> Response {
        let attempt = try ImportAttempt(subject, desk.form, desk)
        let accepts = desk.form["do"] == "accept"
        let aside = accepts ? try desk.context.shelf.unused() : nil
        defer { if let aside { ImportAttempt.remove(aside) } }
        let finding: ImportFinding
        do {
            finding = try await attempt.run(.apply(refusalsTo: aside), desk)
        } catch let refusal as any Refusal where ImportAttempt.isAboutTheFile(refusal) {
            return try await show(attempt, desk, said: PageWords.plain(refusal.sentence))
        }
        let table = finding.table
        guard table.applied else {
            return try await show(
                attempt, desk,
                said: "有 \(table.refusedRows) 行不合格，没有导入任何内容：登记可能在预览之后有了变化，请再核对一次。")
        }
        let counts =
            "新增 \(table.added) \(subject.unit)，变更 \(table.changed)，不变 \(table.unchanged)"
        guard table.refusedRows > 0 else {
            let done = table.added + table.changed > 0
            return desk.redirect(
                to: desk.compound.imports,
                notice: done ? "已导入\(subject.title)：\(counts)。" : "登记的就是这样，没有改动：\(counts)。")
        }
        return desk.redirect(
            to: attempt.path(desk),
            notice: "已导入合格的行：\(counts)。还有 \(table.refusedRows) 行不合格没有导入，请下载改正后再导入。")
    }

    /// The refused rows as the company wrote them, for correction.
    private func refused(_ subject: ImportSubject, _ desk: Desk) async throws -> Response {
        let attempt = try ImportAttempt(subject, desk.query, desk)
        let aside = try desk.context.shelf.unused()
        defer { ImportAttempt.remove(aside) }
        let finding = try await attempt.run(.refusals(to: aside), desk)
        guard finding.table.refusedRows > 0, let content = ImportAttempt.content(of: aside) else {
            throw WebError.notFound
        }
        return Download.response(
            content, mediaType: "text/csv; charset=utf-8", name: "不合格-\(attempt.bareName).csv")
    }
}
