import Core
import Fees
import Registry

extension HouseholdView {
    /// The period of a statement, as the address asks for it.
    struct Period: Sendable, Equatable {
        /// Nil for everything.
        let from: CivilDate?
        let until: CivilDate?

        static let everything = Period(from: nil, until: nil)

        /// This year.
        static func usual(on today: CivilDate) -> Period {
            Period(
                from: CivilDate(year: today.parts.year, month: 1, day: 1), until: nil)
        }

        init(from: CivilDate?, until: CivilDate?) {
            self.from = from
            self.until = until
        }

        /// What is refused is said beside the field, and counts as not there.
        init(_ entries: inout Entries, on today: CivilDate) {
            let from = entries.value("from") { try CivilDate(entry: $0) }
            let until = entries.value("until") { try CivilDate(entry: $0) }
            self =
                Period.isAsked(entries.form)
                ? Period(from: from, until: until) : .usual(on: today)
        }

        /// Whether an address says anything of a period.
        static func isAsked(_ form: Form) -> Bool { form.has("from") || form.has("until") }
    }

    /// The statement of one tenure: what was owed at the start, what moved, what is owed at the end.
    struct Account: Sendable {
        let tenure: TenureID
        let owners: String
        let from: FieldView
        let until: FieldView
        /// `2021-01-01 至 2021-12-08`.
        let period: String
        let shortcuts: [Shortcut]
        let sums: [Sum]
        let closing: Sum
        let lines: [Line]
        let hasLines: Bool
        let mayWaive: Bool
        let payments: [Payment]
        let hasPayments: Bool

        struct Shortcut: Sendable {
            let title: String
            let path: String
            let isCurrent: Bool
        }

        struct Sum: Sendable {
            let title: String
            let amount: String
        }

        struct Line: Sendable {
            let month: String
            let item: String
            let amount: String
            let settled: String
            let waived: String
            let open: String
            let isOpen: Bool
            let isLate: Bool
            let due: String
            /// Who decided it.
            let basis: String
            /// Where it is waived; nil where nothing is open.
            let waiving: String?
        }

        struct Payment: Sendable {
            let day: String
            let receipt: String?
            let path: String?
            let channel: String
            let amount: String
            /// 已冲正, 已退 … ; nil where it stands as it was taken.
            let state: String?
            let isVoid: Bool
        }
    }
}

extension HouseholdView.Account {
    init(
        _ statement: Statement, _ tenure: Tenure, _ period: HouseholdView.Period,
        _ entries: Entries, _ desk: Desk
    ) {
        let account = statement.account
        self.tenure = tenure.id
        owners = statement.obligor
        let shown = Entries(beginning: [
            "from": period.from?.description ?? "", "until": period.until?.description ?? "",
        ])
        let source = entries.areFine ? shown : entries
        from = source.field("from", "起始日", .date, isRequired: false)
        until = source.field("until", "截止日", .date, isRequired: false)
        self.period =
            "\(statement.from?.description ?? "系统启用") 至 \(statement.until)"
        shortcuts = Self.shortcuts(tenure, period, desk)
        var sums = [
            Sum(of: account.opening, at: "期初"),
            Sum(title: "应收", amount: account.charged.grouped),
        ]
        for (title, amount) in [
            ("撤回", account.withdrawn), ("减免", account.waived), ("已缴", account.paid),
        ] where amount != .zero || title == "已缴" {
            sums.append(Sum(title: title, amount: (-amount).grouped))
        }
        if account.refunded != .zero {
            sums.append(Sum(title: "退款", amount: account.refunded.grouped))
        }
        self.sums = sums
        closing = Sum(of: account.closing, at: "期末")
        lines = statement.lines.reversed().map { line in
            Line(line, statement.terms[line.origin], of: tenure, desk)
        }
        mayWaive = desk.may(.correctFees, in: desk.scope)
        hasLines = !lines.isEmpty
        payments = statement.payments.reversed().map { Payment($0, desk.compound) }
        hasPayments = !payments.isEmpty
    }

    private static func shortcuts(
        _ tenure: Tenure, _ period: HouseholdView.Period, _ desk: Desk
    ) -> [Shortcut] {
        let year = desk.today.parts.year
        func link(_ title: String, _ from: String, _ until: String) -> Shortcut {
            let number = tenure.until == nil ? "" : tenure.id.description
            // an empty first day asks for everything, where none at all asks for this year
            let query =
                "?" + (number.isEmpty ? "" : "tenure=\(number)&") + "from=\(from)"
                + (until.isEmpty ? "" : "&until=\(until)")
            return Shortcut(
                title: title, path: "\(desk.path)\(query)#statement",
                isCurrent: period.from?.description ?? "" == from
                    && period.until?.description ?? "" == until)
        }
        return [
            link("今年", "\(year)-01-01", ""), link("去年", "\(year - 1)-01-01", "\(year - 1)-12-31"),
            link("全部", "", ""),
        ]
    }
}

extension HouseholdView.Account.Sum {
    /// What was owed, or was there in advance: said in words, as nobody reads a sign as that.
    fileprivate init(of balance: Money, at moment: String) {
        title = balance == .zero ? moment : moment + (balance < .zero ? "预存" : "欠费")
        amount = (balance < .zero ? -balance : balance).grouped
    }
}

extension HouseholdView.Account.Line {
    fileprivate init(
        _ line: Statement.Line, _ terms: FeeTerms?, of tenure: Tenure, _ desk: Desk
    ) {
        month = line.month.description
        item = (terms?.name ?? line.item.text) + (line.stall.map { " \($0)" } ?? "")
        amount = line.amount.grouped
        settled = line.settled > .zero ? line.settled.grouped : ""
        waived = line.waived > .zero ? line.waived.grouped : ""
        isOpen = line.open > .zero
        open = isOpen ? line.open.grouped : "已清"
        isLate = isOpen && line.dueOn < desk.today
        due = line.dueOn.description
        basis = terms.map { "\($0.basis.adoptedOn) \($0.basis.title)" } ?? ""
        let query = URLText.query([
            ("tenure", tenure.id.description), ("month", month), ("item", line.item.text),
            ("stall", line.stall ?? ""),
        ])
        waiving = isOpen ? "\(desk.path)/waiver\(query)" : nil
    }
}

extension HouseholdView.Account.Payment {
    fileprivate init(_ payment: Statement.Payment, _ compound: CompoundPath) {
        day = payment.receivedOn.description
        receipt = payment.receipt?.description
        path = payment.receipt.map { compound.receipt($0) }
        channel = payment.channel.chinese
        amount = payment.amount.grouped
        isVoid = payment.reversedOn != nil
        if let day = payment.reversedOn {
            state = "\(day) 冲正"
        } else {
            state = payment.refunded > .zero ? "已退 \(payment.refunded.grouped)" : nil
        }
    }
}
