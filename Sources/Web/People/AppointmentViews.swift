import Access
import Accounts
import Core

/// What the pages of appointments show.
enum AppointmentViews {
    typealias Cell = TableView.Cell

    static func chip(_ record: AppointmentRecord, on today: CivilDate) -> Chip {
        let state = record.state(on: today)
        switch state {
        case .proposed: return Chip(state.chinese, .waiting)
        case .inForce: return Chip(state.chinese, .good)
        case .upcoming, .ended: return Chip(state.chinese)
        }
    }

    /// `2026-03-01 起`, `2026-03-01 至 2028-02-29`.
    static func term(_ record: AppointmentRecord) -> String {
        record.until.map { "\(record.from) 至 \($0)" } ?? "\(record.from) 起"
    }

    static func list(
        _ found: ListAppointments.Outcome, _ bodies: [ListBodies.Row], _ state: ListState
    ) -> ListPageView {
        let rows = found.appointments.map { record in
            TableView.Row(
                Cell(
                    record.account.displayName, .name, href: AppointmentPages.path(of: record.id),
                    small: record.account.name),
                [
                    Cell(record.role.title), Cell(record.bodyName, .name), Cell(term(record)),
                    Cell(record.proposedBy, .name), Cell(chip(record, on: found.today)),
                ])
        }
        let columns = ["姓名", "职务", "单位或小区", "任期", "提名", "状态"].map { TableView.Column($0) }
        return ListPageView(
            "任职", lead: "由同一单位的两个人办理：一人提名，另一人确认。",
            doors: [Door(title: "提名任职", path: "\(AppointmentPages.path)/propose")],
            filters: filters(bodies, state), TableView("任职列表", columns, rows), state,
            total: found.count, unit: "项任职", nothing: "还没有任职：请先提名。",
            unmatched: "没有符合条件的任职：请换个条件，或查看全部。")
    }

    private static func filters(_ bodies: [ListBodies.Row], _ state: ListState) -> [FieldView] {
        let roles = Role.allCases.filter { role in bodies.contains { $0.roles.contains(role) } }
        let states = AppointmentRecord.State.allCases
        return [
            FieldView(
                "search", "登录名或姓名", value: state.filter("search"), .text("search"),
                isRequired: false),
            FieldView(
                "body", "单位或小区",
                .select(
                    [("", "全部")] + bodies.map { ($0.scope.description, $0.name) },
                    chosen: state.filter("body")), isRequired: false),
            FieldView(
                "role", "职务",
                .select(
                    [("", "全部职务")] + roles.map { ($0.rawValue, $0.title) },
                    chosen: state.filter("role")), isRequired: false),
            FieldView(
                "state", "状态",
                .select(
                    [("", "全部状态")] + states.map { ($0.rawValue, $0.chinese) },
                    chosen: state.filter("state")), isRequired: false),
        ]
    }

    static func proposing(_ entries: Entries, _ bodies: [ListBodies.Row]) -> FormView {
        let roles = Role.allCases.filter { role in bodies.contains { $0.roles.contains(role) } }
        var form = FormView("提名任职", action: "\(AppointmentPages.path)/propose", verb: "提名")
        form.lead = "提名后须由同一单位的另一人确认才生效；不能提名自己，也不能确认自己的提名。"
        form.failure = entries.failure
        form.fields = [
            entries.field(
                "account", "登录名", .text(longest: 40), hint: "由系统管理员新建账号后告知。"),
            entries.select(
                "body", "单位或小区",
                [("", "请选择")] + bodies.map { ($0.scope.description, $0.name) }),
            entries.select("role", "职务", [("", "请选择")] + roles.map { ($0.rawValue, $0.title) }),
            entries.field("from", "任期第一天", .date),
            entries.field("until", "任期最后一天", .date, hint: "不填为没有期限。", isRequired: false),
        ]
        form.back = AppointmentPages.path
        return form
    }

    // MARK: One of them

    static func record(
        _ record: AppointmentRecord, _ entries: Entries, _ desk: Desk
    ) -> RecordView {
        let state = record.state(on: desk.today)
        var view = RecordView(
            "\(record.account.displayName) · \(record.role.title)",
            back: Door(title: "任职", path: AppointmentPages.path))
        view.chip = chip(record, on: desk.today)
        view.lead = record.bodyName
        view.warning = entries.failure
        view.facts = [
            RecordView.Fact("登录名", record.account.name),
            RecordView.Fact("单位或小区", record.bodyName),
            RecordView.Fact("任期", term(record)),
            RecordView.Fact("提名", "\(record.proposedBy)，\(record.proposedAt.shown)"),
        ]
        if let by = record.confirmedBy {
            let at = record.confirmedAt.map { "，\($0.shown)" } ?? ""
            view.facts.append(RecordView.Fact("确认", by + at))
        }
        if let day = record.endedOn {
            view.facts.append(
                RecordView.Fact(
                    record.confirmedAt == nil ? "撤回" : "免职",
                    "\(day)" + (record.endedBy.map { "，\($0)" } ?? "")))
        }
        view.forms = forms(record, state, entries, desk)
        if state == .proposed, let why = own(record, desk) { view.lead = why }
        return view
    }

    /// Why this person is not the one who confirms; nil where they may be.
    private static func own(_ record: AppointmentRecord, _ desk: Desk) -> String? {
        if record.account.id == desk.account { return "这是对您本人的提名：须由同一单位的另一人确认。" }
        if record.proposedByAccount == desk.account { return "这是您提名的：须由同一单位的另一人确认。" }
        return nil
    }

    private static func forms(
        _ record: AppointmentRecord, _ state: AppointmentRecord.State, _ entries: Entries,
        _ desk: Desk
    ) -> [FormView] {
        guard state != .ended else { return [] }
        let path = AppointmentPages.path(of: record.id)
        var forms: [FormView] = []
        if state == .proposed, own(record, desk) == nil {
            var confirming = FormView("确认任职", action: "\(path)/confirm", verb: "确认任职")
            confirming.lead =
                "确认后，\(record.account.displayName)在任期内以\(record.role.title)的身份办事。"
            confirming.isOpen = true
            forms.append(confirming)
        }
        let title = record.confirmedAt == nil ? "撤回提名" : "免职"
        var ending = FormView(title, action: "\(path)/end", verb: title)
        ending.lead = record.confirmedAt == nil ? "撤回后须重新提名。" : "立即生效，一人即可办理。"
        ending.tone = "danger"
        ending.isOpen = !entries.areFine && entries.form.has("reason")
        ending.fields = [entries.field("reason", "原因", .text(longest: 500))]
        forms.append(ending)
        return forms
    }
}
