import Core

@testable import Access
@testable import Accounts
@testable import Web

extension TemplateSamples {
    /// The templates that several rooms fill.
    static let people: [String: any Sendable] = [
        "desk/list": listPage, "desk/record": record, "desk/form": form, "desk/secret": secret,
        "people/tokens": tokens,
        "oversight/verify": verify,
    ]

    static let table = TableView(
        "账号列表", [.init(SortView("登录名", by: "name", listState)), .init("姓名")],
        [
            .init(
                .init("lijing", href: "/accounts/8", small: "王芳"),
                [
                    .init("李静", .name, href: "/accounts/8", small: "x", chip: Chip("在任", .good)),
                    .init(Chip("已停用", .bad)),
                ])
        ])

    private static let listState = ListState(
        Form(fields: ["search": ["a"]]),
        ListState.Plan(path: "/accounts", sorts: ["name"], filters: ["search"]))

    private static let field = FieldView(
        "search", "姓名", value: "a", hint: "提示", error: "请核对。", isRequired: false)

    private static let listPage = ListPageView(
        "账号", lead: "说明",
        tabs: .init(
            label: "各项", doors: [Door(title: "甲", path: "/a", isCurrent: true)]),
        doors: [Door(title: "新建", path: "/accounts/add")], filters: [field],
        hidden: [Hidden(name: "part", value: "mine")], table, listState, total: 200, unit: "个",
        nothing: "没有。", unmatched: "没有符合条件的。")

    static let form: FormView = {
        var form = FormView("停用", action: "/accounts/8/disable", verb: "停用")
        form.lead = "说明"
        form.failure = "请核对。"
        form.hidden = [Hidden(name: "compound", value: "2")]
        form.fields = [field]
        form.tone = "danger"
        form.isOpen = true
        form.back = "/accounts"
        return form
    }()

    private static let record: RecordView = {
        var view = RecordView("李静", back: Door(title: "账号", path: "/accounts"))
        view.chip = Chip("在任", .good)
        view.lead = "说明"
        view.warning = "请核对。"
        view.facts = [
            RecordView.Fact("小区", "文宴雅居", href: "/compounds/2"),
            RecordView.Fact("摘要", "ab", isCode: true),
        ]
        view.sections = [
            RecordView.Section("任职", table, nothing: "没有。"),
            RecordView.Section("登录", TableView("登录", [], []), nothing: "没有。"),
        ]
        view.forms = [form]
        return view
    }()

    private static let secret = SecretView(
        title: "已新建账号", lead: "说明", facts: [RecordView.Fact("登录名", "lijing")], name: "初始密码",
        secret: "abcd-efgh", next: "首次登录须修改。", doors: [Door(title: "账号", path: "/accounts")])

    private static let tokens: [TokensView] = {
        let at = Timestamp(microseconds: 1_638_928_000_000_000)
        let token = AccessToken(
            id: AccessTokenID(1),
            account: Account(id: AccountID(7), name: "wangfang", displayName: "王芳"),
            name: "对账程序", permissions: [.readFees], scopes: nil, issuedAt: at,
            expiresAt: Timestamp(microseconds: at.microseconds + 1), lastUsedAt: nil,
            revokedAt: nil)
        var entries = Entries(Form(fields: ["name": ["对账"], "permission": ["readFees"]]))
        entries.refuse("permission", "请选择。")
        entries.refuse(AccessTokenRefusal.tooManyTokens)
        guard let desk = try? sampleDesk(at: "/tokens") else { return [] }
        return [
            TokensView(ListAccessTokens.Outcome(tokens: [token], now: at), entries, desk)
        ]
    }()

    private static let verify = AuditVerifyView(
        Entries(),
        VerifyAudit.Outcome(
            entries: 3, unsealed: 0,
            problems: [
                VerifyAudit.Problem(
                    scope: ScopeID(2), entry: nil, code: "chainBroken", sentence: "内容被改动过。")
            ]),
        against: AuditHead(at: Timestamp(microseconds: 0), links: []),
        at: Timestamp(microseconds: 0))

    static let choices: ChoicesView = {
        var entries = Entries(Form(fields: ["permission": ["readFees"]]))
        entries.refuse("permission", "请选择。")
        return ChoicesView(
            "permission", "权限", [("readFees", "查阅收费")], entries, hint: "提示")
    }()
}
