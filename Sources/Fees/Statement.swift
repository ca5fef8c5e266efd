import Core
import Registry

/// What was charged and paid over a period of days: the identity that holds for each tenure, each
/// compound and every period.
public struct Account: Sendable, Equatable {
    /// Taken over from the old system, and all that moved before the period.
    public let opening: Money
    public let charged: Money
    public let withdrawn: Money
    public let waived: Money
    /// Received less reversed.
    public let paid: Money
    public let refunded: Money
    /// Paid and not allocated, at the end.
    public let credit: Money

    public init(
        opening: Money, charged: Money, withdrawn: Money, waived: Money, paid: Money,
        refunded: Money, credit: Money
    ) {
        self.opening = opening
        self.charged = charged
        self.withdrawn = withdrawn
        self.waived = waived
        self.paid = paid
        self.refunded = refunded
        self.credit = credit
    }

    /// Owed at the end; negative when in credit.
    public var closing: Money { opening + charged - withdrawn - waived - paid + refunded }

    var members: [(key: String, value: JSON)] {
        [
            ("openingFen", JSON(opening)), ("chargedFen", JSON(charged)),
            ("withdrawnFen", JSON(withdrawn)), ("waivedFen", JSON(waived)),
            ("paidFen", JSON(paid)), ("refundedFen", JSON(refunded)),
            ("closingFen", JSON(closing)), ("creditFen", JSON(credit)),
        ]
    }
}

/// 对账单: what one tenure was charged and paid, up to a day.
public struct Statement: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let month: BillingMonth
        public let origin: FeeOrigin
        /// The stall's code, for a stall's fee.
        public let stall: String?
        public let amount: Money
        public let settled: Money
        public let waived: Money
        public let chargedOn: CivilDate
        public let dueOn: CivilDate

        public var item: FeeItemCode { origin.item }
        public var open: Money { amount - settled - waived }
    }

    public struct Payment: Sendable, Equatable {
        public let payment: PaymentID
        /// Nil for a credit taken over.
        public let receipt: ReceiptNumber?
        public let receivedOn: CivilDate
        public let amount: Money
        public let channel: PaymentChannel
        public let refunded: Money
        public let reversedOn: CivilDate?
    }

    public let compound: String
    public let household: HouseholdCode
    public let tenure: TenureID
    /// Who answers for the household: the names of its owners.
    public let obligor: String
    /// First day of the period; nil for everything.
    public let from: CivilDate?
    /// Its last day, which is also the day as of which lines are settled.
    public let until: CivilDate
    public let account: Account
    /// In force at the end, oldest first: those of the period, and older ones that were open when it
    /// began.
    public let lines: [Line]
    /// What the lines rest on.
    public let terms: [FeeOrigin: FeeTerms]
    /// Received, reversed or refunded in the period, oldest first.
    public let payments: [Payment]
}

extension Statement {
    /// For the household itself: names are masked, for whoever looks over its shoulder.
    public var masked: Statement {
        Statement(
            compound: compound, household: household, tenure: tenure,
            obligor: obligor.split(separator: "、")
                .map { PersonalData.maskedName(String($0)) }.joined(separator: "、"),
            from: from, until: until, account: account, lines: lines, terms: terms,
            payments: payments)
    }
}

extension Statement.Line {
    func json(_ terms: FeeTerms?) -> JSON {
        [
            "month": JSON(month), "item": JSON(item), "amountFen": JSON(amount),
            "settledFen": JSON(settled), "basis": JSON(terms?.basis), "waivedFen": JSON(waived),
            "openFen": JSON(open), "dueOn": JSON(dueOn), "stall": JSON(stall),
            "name": JSON(terms?.name),
        ]
    }
}

extension Statement.Payment: JSONConvertible {
    public var json: JSON {
        [
            "payment": JSON(payment), "receipt": JSON(receipt), "receivedOn": JSON(receivedOn),
            "amountFen": JSON(amount), "channel": JSON(channel), "refundedFen": JSON(refunded),
            "reversedOn": JSON(reversedOn),
        ]
    }
}

extension Statement: JSONConvertible {
    public var json: JSON {
        .object(
            [("compound", .string(compound)), ("household", JSON(household))]
                + account.members
                + [
                    ("lines", .array(lines.map { $0.json(terms[$0.origin]) })),
                    ("payments", JSON(payments)), ("tenure", JSON(tenure)),
                    ("obligor", .string(obligor)), ("from", JSON(from)), ("until", JSON(until)),
                ])
    }
}
