import Access
import Core
import Fees
import Hummingbird
import Registry

/// A household's own question about one of its charges.
struct ResidentDisputePages {
    static let fields = [
        "wordsMissing": "words", "wordsTooLong": "words", "wordsWithControls": "words",
        "wordsWithDirections": "words", "wordsWithInvisibles": "words",
        "wordsWithPictures": "words", "wordsWithMarkup": "words",
    ]

    private let context: WebContext
    private let residents: ResidentReader
    private let cookie: ResidentCookie

    init(_ context: WebContext, _ residents: ResidentReader) {
        self.context = context
        self.residents = residents
        cookie = ResidentCookie(isSecure: context.options.isSecure)
    }

    func add(to site: inout Site) {
        site.get("/me/dispute", for: .resident) { request, travel in
            let (_, status) = try await household(request, travel)
            return try form(Form(queryOf: request), Entries(), status)
        }
        site.post("/me/dispute", for: .resident) { request, travel in
            try SameSite.require(request, context.options)
            let (token, status) = try await household(request, travel)
            return try await raise(try await Form(of: request), token, status)
        }
    }

    /// Whose link it is; the same answer to every wrong one.
    private func household(
        _ request: Request, _ travel: WebRequest
    ) async throws -> (ResidentToken, ResidentStatus) {
        guard let token = cookie.token(in: request),
            let status = try await residents.status(of: token)
        else { throw residents.unknown(request, travel) }
        return (token, status)
    }

    private func raise(
        _ form: Form, _ token: ResidentToken, _ status: ResidentStatus
    ) async throws -> Response {
        var entries = Entries(form)
        if form["words"].isEmpty { entries.refuse("words", "请写明您的疑问。") }
        guard entries.areFine, let line = ResidentDisputePages.line(form, in: status) else {
            return try self.form(form, entries, status, isRefused: true)
        }
        if case .wait(let seconds) = context.throttle.question(
            from: token.sha256, now: context.clock.now)
        {
            throw WebError.tooManyAttempts(seconds: seconds)
        }
        do {
            let outcome = try await RaiseDispute(
                database: context.installation.database
            ).perform(
                RaiseDispute.Input(
                    scope: token.scope, complainant: .link(tokenSHA256: token.sha256),
                    month: line.month, item: line.item, stall: line.stall, words: form["words"]),
                by: Actor(kind: .resident, name: status.statement.household.description),
                on: context.clock.today)
            return Response(
                status: .seeOther,
                headers: [.location: "/me?year=\(line.month.year)#dispute-\(outcome.dispute)"])
        } catch let refusal as DisputeRefusal {
            entries.refuse(refusal)
        } catch let refusal as MalformedValue {
            entries.refuse(refusal, fields: ResidentDisputePages.fields)
        }
        return try self.form(form, entries, status, isRefused: true)
    }

    /// The charge that the address or the form names: one of the household's own.
    private static func line(_ form: Form, in status: ResidentStatus) -> Statement.Line? {
        status.statement.lines.first { line in
            line.month.description == form["month"] && line.item.text == form["item"]
                && (line.stall ?? "") == form["stall"]
        }
    }

    private func form(
        _ form: Form, _ entries: Entries, _ status: ResidentStatus, isRefused: Bool = false
    ) throws -> Response {
        guard let line = ResidentDisputePages.line(form, in: status) else {
            throw WebError.refused(
                code: "noSuchCharge", sentence: "没有这笔费用，或账单已经撤回：请从“逐月账单”里重新选择。")
        }
        return try context.templates.page(
            "resident/dispute", ResidentDisputeView(line, entries, status),
            status: isRefused ? .unprocessableContent : .ok)
    }
}

/// `/me/dispute`.
struct ResidentDisputeView: Sendable {
    let compound: String
    let address: String
    /// `2021年11月 停车费 A-001`.
    let charge: String
    let amount: String
    let hidden: [Hidden]
    let words: FieldView
    let failure: String?
    let back: String

    init(_ line: Statement.Line, _ entries: Entries, _ status: ResidentStatus) {
        let statement = status.statement
        compound = statement.compound
        address = ResidentView.address(statement.household)
        charge =
            "\(line.month.chinese) \(statement.terms[line.origin]?.name ?? line.item.text)"
            + (line.stall.map { " \($0)" } ?? "")
        amount = line.amount.grouped
        hidden =
            [
                Hidden(name: "month", value: line.month.description),
                Hidden(name: "item", value: line.item.text),
            ]
            + (line.stall.map { [Hidden(name: "stall", value: $0)] } ?? [])
        words = entries.field(
            "words", "您的疑问", .area(rows: 5, longest: Dispute.longestWords),
            hint: "最多 \(Dispute.longestWords) 个字。物业和业主委员会会看到，答复显示在您的账单上。")
        failure = entries.failure
        back = "/me?year=\(line.month.year)"
    }

    /// Where a question about a line is asked.
    static func path(_ line: Statement.Line) -> String {
        "/me/dispute"
            + URLText.query([
                ("month", line.month.description), ("item", line.item.text),
                ("stall", line.stall ?? ""),
            ])
    }
}
