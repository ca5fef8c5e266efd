import Access
import Core
import Foundation
import Hummingbird
import TestSupport
import Testing

@testable import Web

@Suite struct AccessTableTests {
    @Test func everyRouteStandsInTheTable() async throws {
        try await withDatabase { database in
            let own = try await makeCompound(database, name: "甲园").scope
            let foreign = try await makeCompound(database, name: "乙园").scope
            try await withContext(database, sessions: Staff(scope: own)) { made in
                let routes = WebServer.site(made.context).routes
                #expect(Set(routes.map { "\($0.method) \($0.path)" }).count == routes.count)
                let site = AccessTable.shadow(routes, in: made.context)
                try await withServer(made, site: site) { server in
                    var lines = [AccessTable.header]
                    for one in AccessTable.cases(of: routes, own: own, foreign: foreign) {
                        var cells = [one.name]
                        for role in AccessTable.people {
                            cells.append(
                                AccessTable.verdict(
                                    try await AccessTable.ask(server, one, as: role)))
                        }
                        lines.append(cells.joined(separator: ","))
                    }
                    try compare(lines, with: AccessTable.written())
                }
            }
        }
    }

    private func compare(_ lines: [String], with written: [String]) throws {
        for line in Set(lines).subtracting(written).sorted() {
            Issue.record("not in access.csv: \(line)")
        }
        for line in Set(written).subtracting(lines).sorted() {
            Issue.record("no route does so: \(line)")
        }
        guard lines != written else { return }
        let file = "\(NSTemporaryDirectory())/access.csv"
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        Issue.record("the table as it would be: \(file)")
    }

    /// The real pages refuse just those, and never fail on an address that names nothing. Forms
    /// come without their token here, so that none does anything.
    @Test func theRealPagesRefuseAsTheTableSays() async throws {
        try await withDatabase { database in
            let own = try await makeCompound(database, name: "甲园").scope
            let foreign = try await makeCompound(database, name: "乙园").scope
            try await withServer(database, sessions: Staff(scope: own)) { server in
                let table = Dictionary(
                    uniqueKeysWithValues: try AccessTable.written().map { line in
                        let cells = line.split(separator: ",").map(String.init)
                        return (cells[..<3].joined(separator: ","), cells[3...])
                    })
                let routes = WebServer.site(server.context).routes
                for one in AccessTable.cases(of: routes, own: own, foreign: foreign) {
                    let expected = table[one.name] ?? []
                    for (role, cell) in zip(AccessTable.people, expected) {
                        let cookie =
                            one.isForPrograms
                            ? AccessTable.fields(of: role) : role.map(Staff.cookie) ?? [:]
                        let answer = try await server.client.send(
                            one.route.method.rawValue, one.address,
                            one.route.method == .post
                                ? cookie.merging([
                                    "Content-Type": "application/x-www-form-urlencoded"
                                ]) { $1 } : cookie)
                        let comment: Comment = "\(one.name) \(role?.rawValue ?? "nobody")"
                        let isRefused = answer.text.contains("没有办理此事的权限")
                        switch cell {
                        case "yes":
                            #expect(answer.status < 500 && !isRefused, comment)
                            #expect(AccessTable.verdict(answer) != "login", comment)
                        case "403": #expect(answer.status == 403 && isRefused, comment)
                        default: #expect(AccessTable.verdict(answer) == cell, comment)
                        }
                    }
                }
            }
        }
    }
}
