import Access
import Core
import Foundation
import Hummingbird

@testable import Web

/// Who may use which route: every route × nobody and every role × own and foreign scope, held
/// against access.csv. `yes` is that the page runs, `login` that one is sent to log in (`401` for
/// programs), `403` that no appointment of that role permits it, `404` that it is not permitted
/// there. Programs hold tokens of the same people.
enum AccessTable {
    /// Nobody first.
    static let people: [Role?] = [nil] + Role.allCases

    static let header = (["method", "path", "scope", "nobody"] + Role.allCases.map(\.rawValue))
        .joined(separator: ",")

    /// The table, as it lies beside this file.
    static func written() throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("access.csv")
        return try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    struct Case: Sendable {
        let route: Site.Route
        /// `own`, `foreign`, or `-` where the address names no scope.
        let place: String
        /// With a scope, and 1 for whatever else it names.
        let address: String

        var name: String { "\(route.method.rawValue),\(route.path),\(place)" }
        var isForPrograms: Bool { AccessTable.isForPrograms(route) }
    }

    static func cases(of routes: [Site.Route], own: ScopeID, foreign: ScopeID) -> [Case] {
        let ordered = routes.sorted {
            ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue)
        }
        return ordered.flatMap { route -> [Case] in
            let places: [(String, ScopeID)] =
                route.path.contains("{scope}")
                ? [("own", own), ("foreign", foreign)] : [("-", own)]
            return places.map { place, scope in
                Case(
                    route: route, place: place,
                    address: route.path.replacingOccurrences(of: "{scope}", with: "\(scope)")
                        .replacing(/\{\w+\}/, with: "1"))
            }
        }
    }

    /// Each route again, with the same access and a page that only says that it ran: what the
    /// table is made from.
    @Sendable static func shadow(_ routes: [Site.Route], in context: WebContext) -> Site {
        var site = Site(context, around: [ErrorPages(templates: context.templates)])
        let ran = Response(status: .noContent)
        for route in routes {
            switch route.access {
            case .open: site.add(route.method, route.path, for: .anybody) { _, _ in ran }
            case .resident: site.add(route.method, route.path, for: .resident) { _, _ in ran }
            case .signedIn: site.signedIn(route.method, route.path) { _, _ in ran }
            case .needs where isForPrograms(route):
                site.api(
                    APIRoute(
                        method: route.method, path: route.path, access: route.access, tag: "",
                        summary: "", query: [], body: [], answer: .flag
                    ) { _ in ["ran": true] })
            case .needs(let permission, let place):
                site.page(route.method, route.path, needs: permission, in: place) { _, _ in ran }
            }
        }
        return site
    }

    static func isForPrograms(_ route: Site.Route) -> Bool {
        if case .needs = route.access { return route.path.hasPrefix("\(APIRoute.root)/") }
        return false
    }

    /// What a program sends: its token, and a key of its own for each request.
    static func fields(of role: Role?) -> [String: String] {
        (role.map(Staff.bearer) ?? [:]).merging(["Idempotency-Key": UUID().uuidString]) { $1 }
    }

    static func ask(_ server: TestServer, _ one: Case, as role: Role?) async throws -> Answer {
        let cookie = role.map(Staff.cookie) ?? [:]
        guard !one.isForPrograms else {
            return try await server.client.send(
                one.route.method.rawValue, one.address, fields(of: role))
        }
        guard one.route.method == .post else {
            return try await server.client.send(one.route.method.rawValue, one.address, cookie)
        }
        let token = role.map { Staff.csrf($0.rawValue) } ?? ""
        return try await server.client.post(one.address, [("_csrf", token)], cookie)
    }

    static func verdict(_ answer: Answer) -> String {
        switch answer.status {
        case 204: "yes"
        case 200 where answer.text == "{\"ran\":true}": "yes"
        case 303 where answer["location"]?.hasPrefix("/login") == true: "login"
        default: String(answer.status)
        }
    }
}
