import Access
import Accounts
import Core
import Hummingbird

/// 任职: proposed by one person of the appointing body, confirmed by another, ended by one.
struct AppointmentPages {
    static let path = "/appointments"
    static let fields = [
        "unknownAccount": "account", "ownAppointment": "account", "accountDisabled": "account",
        "unknownBody": "body", "roleDoesNotFit": "role", "roleNotYours": "role",
        "untilBeforeFrom": "until", "untilInPast": "until", "appointedAlready": "role",
        "dutiesTogether": "role",
    ]

    static func path(of appointment: AppointmentID) -> String { "\(path)/\(appointment)" }

    func add(to site: inout Site) {
        let path = AppointmentPages.path
        site.page(.get, path, needs: .appoint, in: .anywhere) { _, desk in try await list(desk) }
        site.page(.get, "\(path)/propose", needs: .appoint, in: .anywhere) { _, desk in
            try await form(
                Entries(beginning: [
                    "from": desk.today.description, "account": desk.query["account"],
                ]), desk)
        }
        site.page(.post, "\(path)/propose", needs: .appoint, in: .anywhere) { _, desk in
            try await propose(desk)
        }
        let one = "\(path)/{appointment}"
        site.page(.get, one, needs: .appoint, in: .anywhere) { _, desk in
            try await show(Entries(), desk)
        }
        site.page(.post, "\(one)/confirm", needs: .appoint, in: .anywhere) { _, desk in
            try await confirm(desk)
        }
        site.page(.post, "\(one)/end", needs: .appoint, in: .anywhere) { _, desk in
            try await end(desk)
        }
    }

    private func list(_ desk: Desk) async throws -> Response {
        let state = ListState(
            desk.query,
            ListState.Plan(
                path: AppointmentPages.path, sorts: ["proposed"], direction: .descending,
                filters: ["search", "body", "role", "state"]))
        let bodies = try await ListBodies(database: desk.database).perform(by: desk.actor)
        let body = Desk.number(state.filter("body")).map { ScopeID($0) }
        let search = state.filter("search")
        let found = try await ListAppointments(database: desk.database).perform(
            ListAppointments.Input(
                // one that is not theirs counts as none
                body: body.flatMap { body in bodies.first { $0.scope == body }?.scope },
                state: AppointmentRecord.State(rawValue: state.filter("state")),
                search: search.isEmpty ? nil : search, limit: state.size, offset: state.offset,
                role: Role(rawValue: state.filter("role"))),
            by: desk.actor, on: desk.today)
        return try desk.page("desk/list", AppointmentViews.list(found, bodies, state))
    }

    // MARK: A new one

    private func form(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let bodies = try await ListBodies(database: desk.database).perform(by: desk.actor)
        return try desk.page(
            "desk/form", AppointmentViews.proposing(entries, bodies), status: status)
    }

    private func propose(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let account = entries.text("account", missing: "请填写登录名。", longest: 40)
        let roles = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, $0) })
        let body = Desk.number(desk.form["body"]).map { ScopeID($0) }
        if body == nil { entries.refuse("body", "请选择单位或小区。") }
        let role = entries.choice("role", missing: "请选择职务。", among: roles)
        let from = entries.value("from", missing: "请填写任期的第一天。") { try CivilDate(entry: $0) }
        let until = entries.value("until") { try CivilDate(entry: $0) }
        if entries.areFine, let body, let role, let from {
            do {
                let made = try await ProposeAppointment(database: desk.database).perform(
                    ProposeAppointment.Input(
                        account: account, role: role, body: body, from: from, until: until),
                    by: desk.actor, on: desk.today)
                return desk.redirect(
                    to: AppointmentPages.path(of: made.id),
                    notice: "已提名\(made.account.displayName)任\(made.role.title)：须由另一人确认后生效。")
            } catch let refusal as AppointmentRefusal {
                entries.refuse(refusal, fields: AppointmentPages.fields)
            } catch let refusal as AccountRefusal {
                entries.refuse(refusal, fields: AppointmentPages.fields)
            } catch is PermissionRefusal {
                entries.refuse("body", "您不能在这个单位或小区任命，请重新选择。")
            }
        }
        return try await form(entries, desk, status: .unprocessableContent)
    }

    // MARK: One of them

    private func find(_ desk: Desk) async throws -> AppointmentRecord {
        let found = try await ListAppointments(database: desk.database).perform(
            ListAppointments.Input(limit: 1, appointment: try desk.number("appointment")),
            by: desk.actor, on: desk.today)
        guard let record = found.appointments.first else { throw WebError.notFound }
        return record
    }

    private func show(
        _ entries: Entries, _ desk: Desk, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await find(desk)
        return try desk.page(
            "desk/record", AppointmentViews.record(record, entries, desk), status: status)
    }

    private func confirm(_ desk: Desk) async throws -> Response {
        var entries = Entries()
        do {
            let record = try await ConfirmAppointment(database: desk.database).perform(
                try desk.number("appointment"), by: desk.actor, at: desk.now, on: desk.today)
            return desk.redirect(
                to: AppointmentPages.path(of: record.id),
                notice: "已确认：\(record.account.displayName)任\(record.bodyName)\(record.role.title)。")
        } catch AppointmentRefusal.unknownAppointment {
            throw WebError.notFound
        } catch let refusal as AppointmentRefusal {
            entries.refuse(refusal)
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }

    private func end(_ desk: Desk) async throws -> Response {
        var entries = Entries(desk.form)
        let reason = entries.text("reason", missing: "请写明原因。", longest: 500)
        if entries.areFine {
            do {
                let record = try await EndAppointment(database: desk.database).perform(
                    EndAppointment.Input(
                        appointment: try desk.number("appointment"), reason: reason),
                    by: desk.actor, on: desk.today)
                return desk.redirect(
                    to: AppointmentPages.path(of: record.id),
                    notice: record.confirmedAt == nil ? "已撤回提名。" : "已免职，即日起不再有此职务的权限。")
            } catch AppointmentRefusal.unknownAppointment {
                throw WebError.notFound
            } catch let refusal as AppointmentRefusal {
                entries.refuse(refusal)
            } catch let refusal as AccountRefusal {
                entries.refuse(refusal, fields: ["reasonInvalid": "reason"])
            }
        }
        return try await show(entries, desk, status: .unprocessableContent)
    }
}
