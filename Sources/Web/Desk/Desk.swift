import Access
import Application
import Core
import Hummingbird

/// What a page for people at work is made with: who is there, in which capacity, what they sent.
/// The shell has looked at all of it before the page runs.
struct Desk: Sendable {
    let context: WebContext
    let session: DeskSession
    /// The same person acting in the appointment that permits this route; what the operation that
    /// the page is about is given.
    let actor: Actor
    /// The scope that the route's permission was looked at in: the address's `{scope}`, or the
    /// installation.
    let scope: ScopeID
    let now: Timestamp
    /// The fields of a POST; empty for a GET.
    let form: Form
    /// Files of a POST to a route that takes them. They are gone when the page has answered.
    let uploads: [Upload]
    /// The query of the address.
    let query: Form
    /// The path asked for, without its query.
    let path: String
    /// What the page before left to be said.
    let notice: Notice?
    private let parameters: Parameters

    init(
        _ context: WebContext, _ session: DeskSession, _ request: Request, _ travel: WebRequest,
        now: Timestamp
    ) {
        self.init(
            context: context, session: session, actor: session.actor, scope: .installation,
            now: now, form: .empty, uploads: [], query: Form(queryOf: request),
            path: request.uri.path,
            notice: Notice(in: request, under: session.csrfSeed, context.sessionCookie),
            parameters: travel.parameters)
    }

    init(
        context: WebContext, session: DeskSession, actor: Actor, scope: ScopeID, now: Timestamp,
        form: Form, uploads: [Upload], query: Form, path: String, notice: Notice?,
        parameters: Parameters
    ) {
        self.context = context
        self.session = session
        self.actor = actor
        self.scope = scope
        self.now = now
        self.form = form
        self.uploads = uploads
        self.query = query
        self.path = path
        self.notice = notice
        self.parameters = parameters
    }

    func acting(_ actor: Actor, in scope: ScopeID) -> Desk {
        Desk(
            context: context, session: session, actor: actor, scope: scope, now: now, form: form,
            uploads: uploads, query: query, path: path, notice: notice, parameters: parameters)
    }

    func receiving(_ form: Form, _ uploads: [Upload]) -> Desk {
        Desk(
            context: context, session: session, actor: actor, scope: scope, now: now, form: form,
            uploads: uploads, query: query, path: path, notice: notice, parameters: parameters)
    }

    var account: AccountID { session.account }
    var database: Installation.Database { context.installation.database }
    /// Today in Asia/Shanghai.
    var today: CivilDate { now.dayInShanghai }
    /// The token of the hidden field `_csrf`; templates have it as `{{csrf}}`.
    var csrf: String { FormToken(seed: session.csrfSeed).make() }

    // MARK: What else this person may do

    /// Whether a permission is held there, in whichever appointment: for what a page offers.
    func may(_ permission: Permission, in scope: ScopeID) -> Bool {
        session.actor.grants.contains { $0.permits(permission, in: scope) }
    }

    /// Whether a permission is held anywhere.
    func may(_ permission: Permission) -> Bool {
        session.actor.grants.contains { $0.permissions.contains(permission) }
    }

    /// The same person acting on another permission in this scope, for a page that is about
    /// several operations.
    func actor(for permission: Permission) -> Actor {
        session.actor.acting(on: permission, in: scope)
    }

    // MARK: What the address says

    /// A part of the path, decoded.
    ///
    /// - Throws: `WebError.notFound` where it is not valid.
    func parameter(_ name: String) throws -> String {
        guard let text = parameters.get(name),
            let decoded = Form.decode(text.utf8, plusIsBlank: false)
        else { throw WebError.notFound }
        return decoded
    }

    /// A row's number in the path.
    ///
    /// - Throws: `WebError.notFound` where it is none.
    func number<Subject>(_ name: String) throws -> Identifier<Subject> {
        guard let number = try Desk.number(parameter(name)) else { throw WebError.notFound }
        return Identifier(number)
    }

    /// Digits only: `Int64` alone would take a sign.
    static func number(_ text: String) -> Int64? {
        guard let number = Int64(text), number > 0, text.first != "+" else { return nil }
        return number
    }

    // MARK: Answers

    /// A page in the desk's layout.
    func page(
        _ template: String, _ view: some Sendable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var response = try context.templates.page(
            template, view, desk: DeskView(self), status: status)
        if notice != nil {
            response.headers.append(
                .init(name: .setCookie, value: Notice.clearing(context.sessionCookie)))
        }
        return response
    }

    /// Sends the browser on after a POST, so that reloading does nothing twice.
    ///
    /// - Parameter notice: said once on the page that it comes to.
    func redirect(to path: String, notice: Notice? = nil) -> Response {
        var headers: HTTPFields = [.location: path]
        if let notice {
            headers[.setCookie] = notice.setting(
                under: session.csrfSeed, context.sessionCookie)
        }
        return Response(status: .seeOther, headers: headers)
    }

    func redirect(to path: String, notice: String) -> Response {
        redirect(to: path, notice: Notice(notice))
    }
}
