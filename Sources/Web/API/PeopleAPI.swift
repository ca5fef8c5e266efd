import Access
import Accounts
import Core

/// Accounts and appointments. Passwords and tokens are given out on pages only: an answer here is
/// kept under its key.
enum PeopleAPI {
    static let routes = accounts + appointments

    private static let tag = "账号与任职"

    private static let account = Schema.named(
        "Account",
        .record([
            ("account", .number), ("name", .string), ("displayName", .string),
            ("appointments", .all(.string)), ("disabledAt", .nullable(.moment)),
            ("disabledReason", .nullable(.string)), ("lastSignedInAt", .nullable(.moment)),
            ("mustChangePassword", .flag),
        ]))

    private static let heading = Schema.named(
        "AccountHeading",
        .record([("account", .number), ("name", .string), ("displayName", .string)]))

    private static let accounts: [APIRoute] = [
        .get(
            "/accounts", needs: .manageAccounts, in: .installation, tag, "列出账号",
            query: APIPage.parameters + [.optional("search", .text(0...100))],
            answers: .page(of: account)
        ) { call in
            let search = call.query.text("search") ?? ""
            let found = try await ListAccounts(database: call.database).perform(
                ListAccounts.Input(
                    search: search.isEmpty ? nil : search, limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor, on: call.today)
            return call.page.json(total: found.count, found.rows.map(\.json))
        },
        .post(
            "/accounts/{account}/disable", needs: .manageAccounts, in: .installation, tag,
            "停用账号", body: [.required("reason", .words(500))], answers: heading
        ) { call in
            try await DisableAccount(database: call.database).perform(
                DisableAccount.Input(
                    account: call.number("account"), reason: call.body.text("reason") ?? ""),
                by: call.actor, at: call.now
            ).json
        },
    ]

    private static let appointment = Schema.named(
        "Appointment",
        .record([
            ("appointment", .number), ("account", .number), ("name", .string),
            ("displayName", .string), ("role", .words(of: Role.self)), ("roleTitle", .string),
            ("body", .number), ("bodyName", .string), ("from", .date),
            ("until", .nullable(.date)), ("state", .words(of: AppointmentRecord.State.self)),
            ("proposedBy", .string), ("proposedAt", .moment),
            ("confirmedBy", .nullable(.string)), ("confirmedAt", .nullable(.moment)),
            ("endedOn", .nullable(.date)), ("endedBy", .nullable(.string)),
        ]))

    private static let appointments: [APIRoute] = [
        .get(
            "/appointments", needs: .appoint, in: .anywhere, tag, "列出任职",
            query: APIPage.parameters + [
                .optional("search", .text(0...100)), .optional("body", .number),
                .optional("state", .words(of: AppointmentRecord.State.self)),
            ], answers: .page(of: appointment)
        ) { call in
            let search = call.query.text("search") ?? ""
            let found = try await ListAppointments(database: call.database).perform(
                ListAppointments.Input(
                    body: call.query.number("body"), state: call.query.word("state"),
                    search: search.isEmpty ? nil : search, limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor, on: call.today)
            return call.page.json(
                total: found.count, found.appointments.map { $0.json(on: found.today) })
        },
        .post(
            "/appointments", needs: .appoint, in: .anywhere, tag, "提名任职，由另一人确认后生效",
            body: [
                .required("account", .words(40)), .required("role", .words(of: Role.self)),
                .required("body", .number), .required("from", .date),
                .optional("until", .nullable(.date)),
            ], answers: appointment
        ) { call in
            let body = call.body
            return try await ProposeAppointment(database: call.database).perform(
                ProposeAppointment.Input(
                    account: body.text("account") ?? "", role: body.word("role") ?? .gridWorker,
                    body: try body.required("body", body.number("body")),
                    from: try body.required("from", body.date("from")),
                    until: body.date("until")),
                by: call.actor, on: call.today
            ).json(on: call.today)
        },
        .post(
            "/appointments/{appointment}/confirm", needs: .appoint, in: .anywhere, tag,
            "确认任职", answers: appointment
        ) { call in
            try await ConfirmAppointment(database: call.database).perform(
                call.number("appointment"), by: call.actor, at: call.now, on: call.today
            ).json(on: call.today)
        },
        .post(
            "/appointments/{appointment}/end", needs: .appoint, in: .anywhere, tag, "免职或撤回提名",
            body: [.required("reason", .words(500))], answers: appointment
        ) { call in
            try await EndAppointment(database: call.database).perform(
                EndAppointment.Input(
                    appointment: call.number("appointment"),
                    reason: call.body.text("reason") ?? ""),
                by: call.actor, on: call.today
            ).json(on: call.today)
        },
    ]
}
