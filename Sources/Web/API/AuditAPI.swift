import Access
import Application
import Core

/// The log, for auditors.
enum AuditAPI {
    private static let entry = Schema.named(
        "AuditEntry",
        .record([
            ("scope", .number), ("scopeName", .string), ("entry", .number), ("at", .moment),
            ("actorKind", .words(of: Actor.Kind.self)), ("actorName", .string),
            ("account", .nullable(.number)), ("accountName", .nullable(.string)),
            ("appointment", .nullable(.string)), ("action", .string), ("subject", .string),
            ("detail", .string), ("facts", .count), ("position", .nullable(.number)),
        ]))

    static let routes: [APIRoute] = [
        .get(
            "/audit", needs: .readAudit, in: .anywhere, "操作日志", "列出日志，新的在前；detail 是一个 JSON 文档",
            query: APIPage.parameters + [
                .optional("scope", .number), .optional("actor", .text(1...100)),
                .optional("action", .text(1...100)), .optional("from", .date),
                .optional("until", .date),
            ], answers: .page(of: entry, with: [.required("isCapped", .flag)])
        ) { call in
            let found = try await ListAudit(database: call.database).perform(
                ListAudit.Input(
                    scope: call.query.number("scope"), actor: call.query.text("actor"),
                    action: call.query.text("action"), from: call.query.date("from"),
                    until: call.query.date("until"), limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(
                total: found.count,
                with: [("isCapped", .bool(found.count == ListAudit.mostCounted))],
                found.rows.map(\.json))
        }
    ]
}
