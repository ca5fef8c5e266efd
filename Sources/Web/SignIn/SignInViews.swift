/// `/login`.
struct SignInView: Sendable {
    let failure: String?
    /// Why somebody comes here who was here before.
    let notice: String?
    /// Where to go on to; empty for the first page.
    let next: String
    let name: FieldView
    let password: FieldView

    init(_ entries: Entries, _ next: LocalPath?, because reason: String) {
        failure = entries.failure
        notice = SignInView.words(for: reason)
        self.next = next?.description ?? ""
        name = entries.field("name", "登录名", .text(autocomplete: "username"))
        password = entries.field(
            "password", "密码", .text("password", longest: 200, autocomplete: "current-password"))
    }

    /// The reasons are ours; whatever else an address says is not repeated.
    private static func words(for reason: String) -> String? {
        switch reason {
        case "ended": "登录已过期，请重新登录。登录后会回到刚才的页面；没有办完的，请再提交一次。"
        case "late": "登录已超时，请重新输入登录名和密码。"
        case "out": "已退出登录。"
        case "everywhere": "已在所有设备上退出登录。"
        default: nil
        }
    }
}

/// `/login/code`.
struct CodeView: Sendable {
    let failure: String?
    let next: String
    let code: FieldView

    init(_ entries: Entries, _ next: LocalPath?) {
        failure = entries.failure
        self.next = next?.description ?? ""
        code = FieldView(
            "code", "动态口令", .text(longest: 40, autocomplete: "one-time-code"),
            hint: "手机验证器上的 6 位数字；手机不在身边的，可填一个恢复码。", error: entries.problems["code"])
    }
}
