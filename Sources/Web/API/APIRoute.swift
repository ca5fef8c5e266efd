import Access
import Core
import Hummingbird

/// One operation of the JSON interface, declared once: who may, what may be sent, what is answered,
/// what is done. The document at /api/v1/openapi.json is printed from the same declarations.
struct APIRoute: Sendable {
    typealias Work = @Sendable (APICall) async throws -> JSON

    let method: HTTPRequest.Method
    /// Below /api/v1.
    let path: String
    let access: RouteAccess
    /// The heading under which the document lists it.
    let tag: String
    let summary: String
    let query: [Schema.Member]
    /// Of a POST; without members none needs to be sent.
    let body: [Schema.Member]
    let answer: Schema
    let work: Work

    static let root = "/api/v1"

    /// A reading one.
    static func get(
        _ path: String, needs permission: Permission, in place: RouteAccess.Place, _ tag: String,
        _ summary: String, query: [Schema.Member] = [], answers answer: Schema,
        _ work: @escaping Work
    ) -> APIRoute {
        APIRoute(
            method: .get, path: root + path, access: .needs(permission, in: place), tag: tag,
            summary: summary, query: query, body: [], answer: answer, work: work)
    }

    /// A writing one, done once under its Idempotency-Key.
    static func post(
        _ path: String, needs permission: Permission, in place: RouteAccess.Place, _ tag: String,
        _ summary: String, body: [Schema.Member] = [], answers answer: Schema,
        _ work: @escaping Work
    ) -> APIRoute {
        APIRoute(
            method: .post, path: root + path, access: .needs(permission, in: place), tag: tag,
            summary: summary, query: [], body: body, answer: answer, work: work)
    }

    /// Names in braces, in the order of the path.
    var parameters: [String] {
        path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
    }

    /// What a part of the path may be: a row's number, but for those that people gave a name.
    static func schema(ofParameter name: String) -> Schema {
        switch name {
        case "household": .door
        case "stall": .text(1...30)
        case "month": .month
        case "receipt": .text(1...40)
        default: .number
        }
    }
}
