import Access
import Application
import Core
import Hummingbird
import Registry

/// What an operation of the JSON interface is called with: who, where, and values that are as the
/// route declares them.
struct APICall: Sendable {
    let context: WebContext
    /// Acting in the appointment that permits this route.
    let actor: Actor
    /// The `{scope}` of the path, or the installation.
    let scope: ScopeID
    let now: Timestamp
    /// Of a POST; empty otherwise.
    let key: String
    let query: APIValues
    let body: APIValues
    let parameters: [String: String]

    var database: Installation.Database { context.installation.database }
    /// Today in Asia/Shanghai.
    var today: CivilDate { now.dayInShanghai }

    var page: APIPage {
        APIPage(
            page: Int(query.integer("page") ?? 1),
            size: Int(query.integer("size") ?? APIPage.usual))
    }

    /// A part of the path, decoded.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A row's number in the path.
    ///
    /// - Throws: `WebError.notFound` where it is none.
    func number<Subject>(_ name: String) throws(WebError) -> Identifier<Subject> {
        guard let number = Desk.number(parameter(name)) else { throw .notFound }
        return Identifier(number)
    }

    /// The household in the path.
    ///
    /// - Throws: `WebError.notFound` where it cannot be one.
    func household() throws(WebError) -> HouseholdCode {
        guard let code = HouseholdCode(spoken: parameter("household")) else { throw .notFound }
        return code
    }

    func month() throws(WebError) -> BillingMonth {
        guard let month = BillingMonth(parameter("month")) else { throw .notFound }
        return month
    }
}

/// The members of an object that was sent, or the parameters of an address.
struct APIValues: Sendable {
    let json: JSON

    static let none = APIValues(json: .object([]))

    /// Nil where it was not sent, or is null.
    func text(_ name: String) -> String? { json[name]?.string }

    func integer(_ name: String) -> Int64? { json[name]?.integer }

    func number<Subject>(_ name: String) -> Identifier<Subject>? {
        integer(name).map { Identifier($0) }
    }

    func flag(_ name: String) -> Bool? {
        if case .bool(let flag) = json[name] { flag } else { nil }
    }

    func date(_ name: String) -> CivilDate? { text(name).flatMap { CivilDate($0) } }

    func month(_ name: String) -> BillingMonth? { text(name).flatMap { BillingMonth($0) } }

    func money(_ name: String) -> Money? { integer(name).map { Money(fen: $0) } }

    func word<Value: RawRepresentable<String>>(_ name: String) -> Value? {
        text(name).flatMap { Value(rawValue: $0) }
    }

    func door(_ name: String) throws -> HouseholdCode? {
        guard let text = text(name) else { return nil }
        guard let code = HouseholdCode(spoken: text) else {
            throw HouseholdRefusal.malformedCode(text)
        }
        return code
    }

    func texts(_ name: String) -> [String] { json[name]?.array?.compactMap(\.string) ?? [] }

    func objects(_ name: String) -> [APIValues] {
        json[name]?.array?.map { APIValues(json: $0) } ?? []
    }

    /// A member that the route's declaration requires, so that it is there.
    func required<Value>(_ name: String, _ value: Value?) throws(Schema.Fault) -> Value {
        guard let value else { throw Schema.Fault(pointer: "/\(name)", wanted: "缺少这一项") }
        return value
    }
}
