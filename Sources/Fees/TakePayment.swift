import Access
import Core
import Postgres
import Registry

/// 收款: takes a household's money, settles what it owes, and numbers the receipt.
public struct TakePayment: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let payer: Payer
        public let amount: Money
        public let channel: PaymentChannel
        /// The day the money came; nil is the day of entry.
        public let receivedOn: CivilDate?
        /// The day on the receipt, whose year numbers it; nil is the day of entry.
        public let receiptOn: CivilDate?
        /// The same key with the same request is the same payment, for ever.
        public let key: String
        /// Months and items that the payer chose; empty for oldest first over everything.
        public let months: [BillingMonth]
        public let items: [FeeItemCode]
        public let note: String?
        /// What would be left as credit, as whoever confirmed it saw it; nil where nobody looked.
        public let expectedCredit: Money?

        public init(
            scope: ScopeID, payer: Payer, amount: Money, channel: PaymentChannel,
            receivedOn: CivilDate? = nil, receiptOn: CivilDate? = nil, key: String,
            months: [BillingMonth] = [], items: [FeeItemCode] = [], note: String? = nil,
            expectedCredit: Money? = nil
        ) {
            self.scope = scope
            self.payer = payer
            self.amount = amount
            self.channel = channel
            self.receivedOn = receivedOn
            self.receiptOn = receiptOn
            self.key = key
            self.months = months
            self.items = items
            self.note = note
            self.expectedCredit = expectedCredit
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let payment: PaymentID
        public let receipt: ReceiptNumber
        public let household: HouseholdCode
        public let tenure: TenureID
        public let amount: Money
        public let channel: PaymentChannel
        public let receivedOn: CivilDate
        public let receiptOn: CivilDate
        public let allocations: [SettledLine]
        /// What was left for later charges when the payment was taken.
        public let credit: Money
        /// True where the payment had been taken before under the same key.
        public let repeated: Bool
        /// True where it has been reversed since.
        public let reversed: Bool
        /// Chosen months for which nothing was owed; their money became credit.
        public let monthsWithoutDebt: [BillingMonth]
    }

    /// The earliest day on which money may have been received: what the compounds in the source
    /// were built after. An earlier one is a slip of the pen.
    static let earliestDay = CivilDate(daysSinceEpoch: 7305)
    /// Months or items named in one payment: ten years of months.
    static let mostChosen = 120

    public enum Failure: Refusal, Equatable {
        case channelNotForTaking
        case receivedTooEarly(CivilDate)
        case receivedInFuture(CivilDate)
        case receiptInFuture(CivilDate)
        case receiptBeforeReceived(CivilDate)
        case tooManyChosen
        case debtChanged

        public var code: String {
            switch self {
            case .channelNotForTaking: "channelNotForTaking"
            case .receivedTooEarly: "receivedTooEarly"
            case .receivedInFuture: "receivedInFuture"
            case .receiptInFuture: "receiptInFuture"
            case .receiptBeforeReceived: "receiptBeforeReceived"
            case .tooManyChosen: "tooManyChosen"
            case .debtChanged: "debtChanged"
            }
        }

        public var sentence: String {
            switch self {
            case .channelNotForTaking: "“原系统结转”只用于期初导入，不能用于收款。"
            case .receivedTooEarly(let day): "收款日期 \(day) 早于 \(TakePayment.earliestDay)，请核对。"
            case .receivedInFuture(let day): "收款日期 \(day) 晚于今天：还没有收到的钱不能入账。"
            case .receiptInFuture(let day): "收据日期 \(day) 晚于今天，请核对。"
            case .receiptBeforeReceived(let day): "收据日期 \(day) 早于收款日期，请核对。"
            case .tooManyChosen: "一次最多指定 \(TakePayment.mostChosen) 个账期或收费项目。"
            case .debtChanged: "核对之后这户的欠费有变化，还没有收款：请按现在的欠费再核对一次。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Looks at what was asked without looking at the register: what is refused here is refused
    /// before a person confirms it.
    ///
    /// - Throws: `Failure`, `PaymentRefusal`.
    public static func check(_ input: Input, on today: CivilDate) throws {
        _ = try Request(input, today: today)
    }

    /// - Throws: `Failure`, `PaymentRefusal`, `HouseholdRefusal`, `CompoundRefusal`,
    ///   `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.takePayment, in: input.scope)
        let request = try Request(input, today: today)
        return try await database.withTransaction { connection in
            let found = try await PaymentStore.lockAndRead(request, on: connection)
            if let known = found.known {
                guard known.digest == request.digest else {
                    throw PaymentRefusal.keyReused(request.key)
                }
                return try await PaymentStore.taken(known.payment, request, on: connection)
            }
            let tenure = try await found.tenure(for: request, on: connection)
            let (shares, credit) = PaymentRules.allocate(
                request.amount, receivedOn: request.receivedOn, over: found.open,
                months: Set(request.months), items: Set(request.items))
            guard input.expectedCredit.map({ $0 == credit }) ?? true else {
                throw Failure.debtChanged
            }
            let receipt = ReceiptNumber(year: request.year, number: found.nextNumber)
            let payment = try await PaymentStore.write(
                request, tenure: tenure, receipt: receipt, shares: shares, credit: credit,
                entry: found.entry, by: actor, on: connection)
            return Outcome(
                payment: payment, receipt: receipt, household: request.payer.household,
                tenure: tenure, amount: request.amount, channel: request.channel,
                receivedOn: request.receivedOn, receiptOn: request.receiptOn,
                allocations: shares.map {
                    SettledLine(month: $0.key.month, item: $0.key.item, amount: $0.amount)
                },
                credit: credit, repeated: false, reversed: false,
                monthsWithoutDebt: PaymentRules.monthsWithoutDebt(
                    request.months, items: Set(request.items), open: found.open))
        }
    }
}

extension TakePayment {
    /// What was asked, checked, with its defaults filled in.
    struct Request: Sendable {
        let scope: ScopeID
        let payer: Payer
        let amount: Money
        let channel: PaymentChannel
        let receivedOn: CivilDate
        let receiptOn: CivilDate
        let key: String
        let months: [BillingMonth]
        let items: [FeeItemCode]
        let note: String?
        let today: CivilDate
        let digest: [UInt8]

        /// The year that numbers the receipt.
        var year: Int16 { Int16(receiptOn.parts.year) }

        /// - Throws: `Failure`, `PaymentRefusal`.
        init(_ input: Input, today: CivilDate) throws {
            amount = try PaymentRules.checked(input.amount)
            guard PaymentChannel.choices.contains(input.channel) else {
                throw Failure.channelNotForTaking
            }
            receivedOn = input.receivedOn ?? today
            guard receivedOn >= TakePayment.earliestDay else {
                throw Failure.receivedTooEarly(receivedOn)
            }
            guard receivedOn <= today else { throw Failure.receivedInFuture(receivedOn) }
            receiptOn = input.receiptOn ?? today
            guard receiptOn <= today else { throw Failure.receiptInFuture(receiptOn) }
            guard receiptOn >= receivedOn else { throw Failure.receiptBeforeReceived(receiptOn) }
            guard input.months.count <= TakePayment.mostChosen,
                input.items.count <= TakePayment.mostChosen
            else { throw Failure.tooManyChosen }
            key = try PaymentText.key(input.key)
            note = try PaymentText.note(input.note)
            months = Set(input.months).sorted()
            items = Set(input.items).sorted()
            scope = input.scope
            payer = input.payer
            channel = input.channel
            self.today = today
            digest = PaymentRules.digest(of: [
                "operation": "TakePayment", "household": JSON(input.payer.household),
                "tenure": JSON(input.payer.tenure), "amountFen": JSON(amount),
                "channel": JSON(channel), "receivedOn": JSON(input.receivedOn),
                "receiptOn": JSON(input.receiptOn), "months": JSON(months), "items": JSON(items),
                "note": JSON(note),
            ])
        }
    }
}

extension TakePayment.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "payment": JSON(payment), "receipt": JSON(receipt), "amountFen": JSON(amount),
            "allocations": JSON(allocations), "creditFen": JSON(credit),
            "repeated": .bool(repeated), "reversed": .bool(reversed),
            "household": JSON(household), "tenure": JSON(tenure), "channel": JSON(channel),
            "receivedOn": JSON(receivedOn), "receiptOn": JSON(receiptOn),
            "capitals": .string(ChineseCapitals.of(amount)),
            "monthsWithoutDebt": JSON(monthsWithoutDebt),
        ]
    }
}
