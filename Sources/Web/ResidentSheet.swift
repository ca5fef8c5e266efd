import Core
import Fees
import Registry
import Secrets

// From figures to the words of the page: pure functions of the statement and of today.

extension ResidentView {
    /// Months listed without asking for a year.
    static let monthsAtOnce = 12

    /// - Parameter year: the year asked for; without one, or where there is nothing of it, the
    ///   newest.
    init(
        _ status: ResidentStatus, _ disputes: [Dispute] = [], on today: CivilDate, year: Int?
    ) {
        let statement = status.statement
        let all = statement.lines
        let shown = ResidentView.period(of: all, statement.payments, asked: year)
        let terms = Terms(of: all, in: statement)
        compound = statement.compound
        address = ResidentView.address(statement.household)
        owners = statement.obligor
        asOf = today.chinese
        owed = Owed(status, on: today)
        clear = all.isEmpty ? "目前还没有出过账单。" : "截至今日，到期应缴的费用均已结清。"
        credit = ResidentView.shownIfAny(statement.account.credit)
        payees = Payee.all(of: all, terms)
        years = shown.years.map { found in
            Year(
                name: String(found), isShown: found == shown.year,
                hasOpen: all.contains { $0.month.year == found && $0.open > .zero })
        }
        hasYears = !years.isEmpty
        let listed = all.filter { shown.year == nil || $0.month.year == shown.year }
        months = ResidentView.months(of: listed, terms, disputes, on: today)
        hasMonths = !months.isEmpty
        let received = statement.payments.filter { payment in
            shown.year == nil || payment.receivedOn.parts.year == shown.year
        }
        payments = received.reversed().map { Payment($0) }
        hasPayments = !payments.isEmpty
        noPayments = shown.year.map { "\($0) 年没有缴费记录。" } ?? "还没有缴费记录。"
        decisions = Decision.all(of: all, terms)
        hasDecisions = !decisions.isEmpty
        opening = ResidentView.opening(statement.account.opening)
        others = disputes.filter { dispute in !listed.contains { dispute.isAbout($0) } }
            .map { Question($0) }
        hasOthers = !others.isEmpty
    }

    /// `1号楼1单元101室`; parts that are words already stay as they are.
    static func address(_ code: HouseholdCode) -> String {
        func named(_ part: String, _ word: String) -> String {
            part.utf8.allSatisfy { $0 < 0x80 } ? part + word : part
        }
        return named(code.building, "号楼")
            + (code.entrance.isEmpty ? "" : named(code.entrance, "单元"))
            + named(code.room, "室")
    }

    /// What the lines rest on, and where on the page each decision stands.
    fileprivate struct Terms {
        private let known: [FeeOrigin: FeeTerms]
        private var anchors: [[UInt8]: String] = [:]

        init(of lines: [Statement.Line], in statement: Statement) {
            known = statement.terms
            for line in lines {
                guard let digest = self[line]?.basis.digest, anchors[digest] == nil else {
                    continue
                }
                anchors[digest] = "basis-\(anchors.count + 1)"
            }
        }

        subscript(line: Statement.Line) -> FeeTerms? { known[line.origin] }

        func anchor(of line: Statement.Line) -> String? {
            self[line].flatMap { anchors[$0.basis.digest] }
        }
    }

    private static func period(
        of lines: [Statement.Line], _ payments: [Statement.Payment], asked: Int?
    ) -> (years: [Int], year: Int?) {
        let months = Set(lines.map(\.month))
        guard months.count > monthsAtOnce else { return ([], nil) }
        let years = Set(months.map(\.year)).union(payments.map { $0.receivedOn.parts.year })
            .sorted(by: >)
        return (years, years.first { $0 == asked } ?? years.first)
    }

    fileprivate static func shownIfAny(_ amount: Money) -> String? {
        amount > .zero ? amount.grouped : nil
    }

    private static func opening(_ amount: Money) -> String? {
        if amount == .zero { return nil }
        return amount > .zero
            ? "其中 \(amount.grouped) 元为原系统结转的欠费，已列入以下各月。"
            : "原系统结转预存 \((-amount).grouped) 元。"
    }

    private static func months(
        of lines: [Statement.Line], _ terms: Terms, _ disputes: [Dispute], on today: CivilDate
    ) -> [Month] {
        Dictionary(grouping: lines, by: \.month).sorted { $0.key > $1.key }.enumerated().map {
            Month($1.key, $1.value, terms, disputes, on: today, isNewest: $0 == 0)
        }
    }
}

extension ResidentView.Owed {
    /// Nil where nothing is owed once what was paid ahead is counted.
    fileprivate init?(_ status: ResidentStatus, on today: CivilDate) {
        guard status.owed > .zero else { return nil }
        let open = status.statement.lines.filter { $0.open > .zero }
        let late = open.filter { $0.dueOn < today }.reduce(Money.zero) { $0 + $1.open }
        let parts = status.owed.grouped.split(separator: ".")
        yuan = String(parts[0])
        fen = "." + parts[1]
        overdue = ResidentView.shownIfAny(min(late, status.owed))
        due =
            late >= status.owed
            ? nil : open.map(\.dueOn).filter { $0 >= today }.min()?.chinese
    }
}

extension ResidentView.Payee {
    /// Who receives what is open; where nothing is, who received the newest month.
    fileprivate static func all(
        of lines: [Statement.Line], _ terms: ResidentView.Terms
    ) -> [ResidentView.Payee] {
        let open = lines.filter { $0.open > .zero }
        let newest = lines.map(\.month).max()
        var order: [Receiver] = []
        var fees: [Receiver: [FeeTerms]] = [:]
        var sums: [Receiver: Money] = [:]
        for line in open.isEmpty ? lines.filter({ $0.month == newest }) : open {
            guard let fee = terms[line], let payee = fee.payee else { continue }
            let receiver = Receiver(name: payee.name, account: payee.account)
            if fees[receiver] == nil { order.append(receiver) }
            fees[receiver, default: []].append(fee)
            sums[receiver, default: .zero] += line.open
        }
        return order.map { receiver in
            ResidentView.Payee(
                name: receiver.name, account: receiver.account,
                items: joined(fees[receiver, default: []].map(\.name)),
                fund: joined(fees[receiver, default: []].compactMap { $0.payee?.fund.chinese }),
                amount: order.count > 1 ? ResidentView.shownIfAny(sums[receiver] ?? .zero) : nil)
        }
    }

    private struct Receiver: Hashable {
        let name: String
        let account: String?
    }

    private static func joined(_ words: [String]) -> String {
        words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            .joined(separator: "、")
    }
}

extension ResidentView.Month {
    fileprivate init(
        _ month: BillingMonth, _ lines: [Statement.Line], _ terms: ResidentView.Terms,
        _ disputes: [Dispute], on today: CivilDate, isNewest: Bool
    ) {
        let state = ResidentView.State(lines, on: today)
        let isMixed = lines.contains { $0.open > .zero } && lines.contains { $0.open < $0.amount }
        name = month.chinese
        amount = lines.reduce(Money.zero) { $0 + $1.amount }.grouped
        self.state = state
        let own = disputes.filter { dispute in lines.contains { dispute.isAbout($0) } }
        isOpen =
            isNewest || !(state == .settled || state == .waived)
            || own.contains { $0.answer == nil }
        due = lines.map(\.dueOn).max().map { "应于 \($0.chinese) 前缴纳" } ?? ""
        self.lines = lines.map { line in
            let asked = own.filter { $0.isAbout(line) }
            return ResidentView.Line(
                item: terms[line]?.name ?? line.item.text, subject: line.stall.map { "车位 \($0)" },
                amount: line.amount.grouped,
                settled: isMixed ? ResidentView.shownIfAny(line.settled) : nil,
                waived: ResidentView.shownIfAny(line.waived),
                left: isMixed ? ResidentView.shownIfAny(line.open) : nil,
                basis: terms.anchor(of: line),
                ask: asked.contains { $0.answer == nil } ? nil : ResidentDisputeView.path(line),
                questions: asked.map { ResidentView.Question($0) })
        }
    }
}

extension ResidentView.State {
    fileprivate init(_ lines: [Statement.Line], on today: CivilDate) {
        let open = lines.filter { $0.open > .zero }
        if open.isEmpty {
            self = lines.allSatisfy { $0.settled == .zero } ? .waived : .settled
        } else if open.contains(where: { $0.dueOn < today }) {
            self = .overdue
        } else {
            self = lines.contains { $0.settled > .zero } ? .partly : .open
        }
    }
}

extension ResidentView.Payment {
    fileprivate init(_ payment: Statement.Payment) {
        day = payment.receivedOn.chinese
        channel = payment.channel.chinese
        amount = payment.amount.grouped
        receipt = payment.receipt?.description
        reversed = payment.reversedOn?.chinese
        refunded = ResidentView.shownIfAny(payment.refunded)
    }
}

extension ResidentView.Decision {
    /// Digits of a digest that are shown: enough to compare by eye; the whole stands behind them.
    private static let shownDigits = 16

    fileprivate static func all(
        of lines: [Statement.Line], _ terms: ResidentView.Terms
    ) -> [ResidentView.Decision] {
        var order: [[UInt8]] = []
        var standing: [[UInt8]: [(line: Statement.Line, fee: FeeTerms)]] = [:]
        for line in lines {
            guard let fee = terms[line] else { continue }
            if standing[fee.basis.digest] == nil { order.append(fee.basis.digest) }
            standing[fee.basis.digest, default: []].append((line, fee))
        }
        return order.reversed().compactMap { digest in
            guard let on = standing[digest], let first = on.first else { return nil }
            return ResidentView.Decision(
                first.fee.basis, anchor: terms.anchor(of: first.line) ?? "", on)
        }
    }

    private init(
        _ basis: FeeBasis, anchor: String, _ standing: [(line: Statement.Line, fee: FeeTerms)]
    ) {
        let digest = Hex.encode(basis.digest)
        let isTakenOver = standing.allSatisfy { $0.fee.rate == nil }
        self.anchor = anchor
        title = isTakenOver ? "原系统结转：\(basis.title)" : "《\(basis.title)》"
        decided =
            basis.adoptedOn.chinese
            + (isTakenOver ? "，自原收费系统转入" : "，由\(basis.bodyChinese)\(Self.manner(basis))")
        words = basis.words
        isHistorical = basis.isHistorical && !isTakenOver
        source = basis.source
        self.digest = stride(from: 0, to: min(Self.shownDigits, digest.count), by: 4)
            .map { digest.dropFirst($0).prefix(4) }.joined(separator: " ")
        wholeDigest = digest
        fees = Self.fees(standing)
    }

    static func manner(_ basis: FeeBasis) -> String {
        basis.isHistorical ? "决定" : "作出，属\(basis.kindChinese)"
    }

    /// What stands on the decision, each with its rate and the months that it was charged for.
    private static func fees(
        _ standing: [(line: Statement.Line, fee: FeeTerms)]
    ) -> [ResidentView.Fee] {
        var order: [FeeTerms] = []
        for (_, fee) in standing where !order.contains(fee) { order.append(fee) }
        return order.map { fee in
            let months = standing.filter { $0.fee == fee }.map(\.line.month)
            return ResidentView.Fee(
                item: fee.name,
                rate: fee.rate.map { "\($0) 元／\(unit(fee.per))·月" },
                period: span(from: months.min(), through: months.max()))
        }
    }

    static func unit(_ per: FeeSchedule.Basis?) -> String {
        switch per {
        case .stall: "车位"
        case .area: "平方米"
        case .household, nil: "户"
        }
    }

    private static func span(from first: BillingMonth?, through last: BillingMonth?) -> String {
        guard let first, let last else { return "" }
        return first == last
            ? "已计 \(first.chinese)" : "已计 \(first.chinese) 至 \(last.chinese)"
    }
}
