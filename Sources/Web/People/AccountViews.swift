import Accounts
import Core

/// What the pages of accounts show.
enum AccountViews {
    typealias Cell = TableView.Cell

    static func list(_ found: ListAccounts.Outcome, _ state: ListState) -> ListPageView {
        let rows = found.rows.map { row in
            TableView.Row(
                Cell(row.account.name, href: AccountPages.path(of: row.account.id)),
                [
                    Cell(row.account.displayName, .name),
                    Cell(row.appointments.joined(separator: "；"), .words),
                    Cell(row.lastSignedInAt?.shown ?? "从未"), Cell(chip(row)),
                ])
        }
        let columns: [TableView.Column] = [
            .init(SortView("登录名", by: "name", state)),
            .init(SortView("姓名", by: "displayName", state)), .init("在任"), .init("最近登录"),
            .init("状态"),
        ]
        let states = ListAccounts.State.allCases
        return ListPageView(
            "账号", doors: [Door(title: "新建账号", path: "\(AccountPages.path)/add")],
            filters: [
                FieldView(
                    "search", "登录名或姓名", value: state.filter("search"), .text("search"),
                    isRequired: false),
                FieldView(
                    "state", "状态",
                    .select(
                        [("", "全部状态")] + states.map { ($0.rawValue, $0.chinese) },
                        chosen: state.filter("state")), isRequired: false),
            ],
            TableView("账号列表", columns, rows), state, total: found.count, unit: "个账号",
            nothing: "还没有账号：请先新建。", unmatched: "没有符合条件的账号：请换几个字，或查看全部。")
    }

    private static func chip(_ row: ListAccounts.Row) -> Chip {
        if row.disabledAt != nil { return Chip("已停用", .bad) }
        return row.mustChangePassword ? Chip("待改密码", .waiting) : Chip("可登录", .good)
    }

    static func adding(_ entries: Entries) -> FormView {
        var form = FormView("新建账号", action: "\(AccountPages.path)/add", verb: "新建")
        form.lead = "初始密码由系统随机生成，只显示一次；能办什么事，由任命决定。"
        form.failure = entries.failure
        form.fields = [
            entries.field(
                "name", "登录名", .text(longest: 40), hint: "2 至 40 个汉字、小写字母、数字或 . _ -，不能更改。"),
            entries.field(
                "displayName", "姓名", .text(longest: 40), hint: "页面和收据上显示的名字，请填真实姓名。"),
        ]
        form.back = AccountPages.path
        return form
    }

    static func made(_ made: AddAccount.Outcome) -> SecretView {
        secret(
            "已新建账号", made.account, made.initialPassword,
            lead: "请现在就把密码交给本人：离开这一页后无法再看到。")
    }

    static func reset(_ made: ResetPassword.Outcome) -> SecretView {
        secret(
            "已重设密码", made.account, made.initialPassword,
            lead: "旧密码已作废，登录已全部退出，访问令牌已吊销。新密码离开这一页后无法再看到。")
    }

    private static func secret(
        _ title: String, _ account: Account, _ password: String, lead: String
    ) -> SecretView {
        SecretView(
            title: title, lead: lead,
            facts: [
                RecordView.Fact("登录名", account.name), RecordView.Fact("姓名", account.displayName),
            ],
            name: "初始密码", secret: password, next: "首次登录须修改密码。账号还须经任命，才能办事。",
            doors: [
                Door(title: "查看账号", path: AccountPages.path(of: account.id)),
                Door(title: "账号列表", path: AccountPages.path),
            ])
    }

    // MARK: One of them

    static func record(
        _ found: ReadAccount.Outcome, _ attempt: AccountAttempt, _ desk: Desk
    ) -> RecordView {
        let row = found.row
        let isOwn = desk.account == row.account.id
        var view = RecordView(
            "\(row.account.displayName)（\(row.account.name)）",
            back: Door(title: "账号", path: AccountPages.path))
        view.chip = chip(row)
        view.warning = attempt.act == nil ? nil : attempt.entries.failure
        view.facts = [
            RecordView.Fact("登录名", row.account.name),
            RecordView.Fact("最近登录", row.lastSignedInAt?.shown ?? "从未登录"),
            RecordView.Fact("密码", row.mustChangePassword ? "初始密码，下次登录须修改" : "本人已设定"),
            RecordView.Fact("动态口令", found.secondFactorSince.map { "已启用，\($0.shown)" } ?? "未启用"),
        ]
        if let day = row.disabledAt {
            view.facts.append(RecordView.Fact("停用", day.shown))
            view.facts.append(RecordView.Fact("停用原因", row.disabledReason ?? ""))
        }
        view.sections = [
            RecordView.Section("任职", appointments(found, desk), nothing: "还没有任职：由其单位的两个人提名、确认。"),
            RecordView.Section("登录记录", visits(found), nothing: "还没有登录过。"),
        ]
        view.forms = isOwn ? [] : forms(found, attempt)
        if isOwn { view.lead = "这是您自己的账号：停用、重设密码须由另一位系统管理员办理。" }
        return view
    }

    private static func appointments(_ found: ReadAccount.Outcome, _ desk: Desk) -> TableView {
        TableView(
            "任职", ["单位或小区", "职务", "任期", "状态"].map { TableView.Column($0) },
            found.appointments.map { record in
                TableView.Row(
                    Cell(record.bodyName, .name),
                    [
                        Cell(record.role.title), Cell(AppointmentViews.term(record)),
                        Cell(AppointmentViews.chip(record, on: desk.today)),
                    ])
            })
    }

    private static func visits(_ found: ReadAccount.Outcome) -> TableView {
        TableView(
            "登录记录", ["登录", "最后使用", "状态"].map { TableView.Column($0) },
            found.visits.map { visit in
                TableView.Row(
                    Cell(visit.signedInAt.shown),
                    [
                        Cell(visit.seenAt.shown),
                        Cell(visit.isOpen ? Chip("未退出", .good) : Chip("已结束")),
                    ])
            })
    }

    private static func forms(
        _ found: ReadAccount.Outcome, _ attempt: AccountAttempt
    ) -> [FormView] {
        let path = AccountPages.path(of: found.row.account.id)
        var forms: [FormView] = []
        if found.row.disabledAt == nil {
            var password = FormView("重设密码", action: "\(path)/password", verb: "重设密码")
            password.lead = "生成新的随机密码，只显示一次；其登录全部退出，访问令牌全部吊销。"
            forms.append(password)
        }
        if found.secondFactorSince != nil {
            var factor = FormView("停用动态口令", action: "\(path)/second-factor", verb: "停用动态口令")
            factor.lead = "手机和恢复码都丢失时使用：先当面核对本人。密码不变，本人登录后可重新启用。"
            factor.tone = "danger"
            forms.append(factor)
        }
        if found.row.disabledAt == nil {
            let entries = attempt.entries(of: .disabling)
            var disabling = FormView("停用账号", action: "\(path)/disable", verb: "停用")
            disabling.lead = "停用后不能登录，已有的登录立即退出；任职和办过的事照旧留存，可以恢复。"
            disabling.tone = "danger"
            disabling.isOpen = attempt.act == .disabling
            disabling.fields = [entries.field("reason", "原因", .text(longest: 500))]
            forms.append(disabling)
        } else {
            var enabling = FormView("恢复账号", action: "\(path)/enable", verb: "恢复")
            enabling.lead = "恢复后可用原来的密码登录。"
            enabling.isOpen = true
            forms.append(enabling)
        }
        return forms
    }
}
