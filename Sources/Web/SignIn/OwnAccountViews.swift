import Accounts
import Papers

/// `/account`.
struct OwnAccountView: Sendable {
    let person: String
    let name: String
    let appointments: [DeskView.Capacity]
    let hasNone: Bool
    /// `2026-11-23 09:00:00 起启用，还有 10 个恢复码没有用过`; nil where there is none.
    let factor: String?
    let sessions: [Row]

    struct Row: Sendable {
        let address: String
        let since: String
        let seen: String
        let state: String
        let isOpen: Bool
    }

    init(_ desk: Desk, sessions: [ListSessions.Row], factor: ReadSecondFactor.Outcome) {
        person = desk.session.displayName
        name = desk.session.name
        appointments = desk.session.actor.grants.map {
            DeskView.Capacity(role: $0.role.title, body: $0.body)
        }
        hasNone = appointments.isEmpty
        self.factor = factor.since.map {
            "\($0.shown) 起启用，还有 \(factor.recoveryCodesLeft) 个恢复码没有用过。"
        }
        self.sessions = sessions.map { row in
            Row(
                address: row.address, since: row.createdAt.shown, seen: row.seenAt.shown,
                state: row.isCurrent ? "当前" : row.isOpen ? "仍在登录" : "已退出",
                isOpen: row.isOpen)
        }
    }
}

/// `/account/second-factor`.
struct EnrolView: Sendable {
    let failure: String?
    let action = SecondFactorPages.path
    let password: FieldView

    init(_ entries: Entries) {
        failure = entries.failure
        password = entries.field(
            "password", "现在的密码",
            .text("password", longest: 200, autocomplete: "current-password"))
    }
}

/// What the phone is to read, and the form for its first code.
struct ConfirmView: Sendable {
    let failure: String?
    let action = SecondFactorPages.confirmPath
    let again = SecondFactorPages.path
    /// Nil after the first time: a secret is shown once.
    let secret: Secret?
    let code: FieldView

    struct Secret: Sendable {
        /// Nil where the address is longer than a code holds.
        let code: Code?
        /// In groups of four.
        let text: String
    }

    struct Code: Sendable {
        let viewBox: String
        let path: String
    }

    init(_ entries: Entries, _ made: EnrolSecondFactor.Outcome?) {
        failure = entries.failure
        secret = made.map { made in
            Secret(
                code: QRCode(made.uri).map { Code(viewBox: $0.viewBox, path: $0.path) },
                text: ConfirmView.grouped(made.secret))
        }
        code = FieldView(
            "code", "手机上显示的 6 位口令",
            .text(longest: 20, inputMode: "numeric", autocomplete: "one-time-code"),
            error: entries.problems["code"])
    }

    private static func grouped(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }
            .joined(separator: " ")
    }
}

/// Shown once.
struct RecoveryCodesView: Sendable {
    let codes: [String]
    let back = OwnAccountPages.path
}

/// `/account/second-factor/end`.
struct EndView: Sendable {
    let failure: String?
    let action = SecondFactorPages.endPath
    let code: FieldView

    init(_ entries: Entries) {
        failure = entries.failure
        code = FieldView(
            "code", "动态口令或恢复码", .text(longest: 40, autocomplete: "one-time-code"),
            error: entries.problems["code"])
    }
}
