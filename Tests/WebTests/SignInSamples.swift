import Core
import Registry

@testable import Access
@testable import Accounts
@testable import Fees
@testable import Web

extension TemplateSamples {
    static let signIn: [String: any Sendable] = (try? signInViews()) ?? [:]

    private static let at = Timestamp(microseconds: 1_638_928_000_000_000)

    private static func signInViews() throws -> [String: any Sendable] {
        var entries = Entries()
        for name in ["name", "password", "code", "current", "new", "again"] {
            entries.refuse(name, "请核对。")
        }
        entries.refuse(WebError.notFound)
        let next = LocalPath("/compounds")
        let desk = try sampleDesk(at: "/desk")
        let session = ListSessions.Row(
            id: SessionID(1), address: "192.0.2.1", createdAt: at, seenAt: at, isOpen: true,
            isCurrent: false)
        let made = EnrolSecondFactor.Outcome(secret: "ABCDEFGH", uri: "otpauth://totp/a")
        return [
            "sign-in/enter": SignInView(entries, next, because: "ended"),
            "sign-in/code": CodeView(entries, next),
            "sign-in/password": PasswordView(entries, desk),
            "sign-in/account": OwnAccountView(
                desk, sessions: [session],
                factor: ReadSecondFactor.Outcome(since: at, recoveryCodesLeft: 3)),
            "sign-in/factor": EnrolView(entries),
            "sign-in/factor-confirm": ConfirmView(entries, made),
            "sign-in/recovery-codes": RecoveryCodesView(codes: ["ABCD-EFGH"]),
            "sign-in/factor-end": EndView(entries),
            "home/home": [true, false].map { HomeView(facts(desk, isIdle: $0, session), desk) },
        ]
    }

    private static func facts(
        _ desk: Desk, isIdle: Bool, _ session: ListSessions.Row
    ) -> HomeFacts {
        var facts = HomeFacts(lastSession: session)
        let nothing = CollectionReport.Sum(
            charged: .zero, waived: .zero, settled: .zero, households: 0, householdsPaid: 0)
        let asked = CollectionReport.Sum(
            charged: Money(fen: 100), waived: .zero, settled: .zero, households: 1,
            householdsPaid: 0)
        let row = CollectionOverview.Row(
            scope: desk.scope, compound: "文宴雅居", region: ["许昌市"],
            sum: isIdle ? asked : nothing, open: Money(fen: 100))
        facts.overview = CollectionOverview(
            month: Samples.month("2021-12"), count: 20, total: asked, open: Money(fen: 100),
            months: [], rows: [row], behind: 0)
        facts.standings = [
            HomeFacts.Standing(row: row, disputes: isIdle ? 0 : 2, today: CashierDay.Figures())
        ]
        return facts
    }
}
