import Access
import Core
import Fees
import Registry
import Resolutions

// What 文宴雅居 decided and paid, as the example has it.

extension LoadExample {
    /// November 2021, the first month after the decision.
    static let billedOn = CivilDate(daysSinceEpoch: 18_932)
    /// 2021-10-08.
    static let adoptedOn = CivilDate(daysSinceEpoch: 18_908)
    static let household = HouseholdCode(building: "1", entrance: "1", room: "101")

    private static let source = "许建政协〔2021〕13号《对市政协七届五次会议第021号提案的答复》"
    private static let words = """
        改造后成立了以小区党员为主的业委会，广泛征求居民意见，议定每户每月缴纳物业费50元，\
        小区车位每月30元，用于实施物业管理。
        """

    /// The resolution, and the two fees on it.
    func schedules(
        from month: BillingMonth, in scope: ScopeID, by actor: Actor, on today: CivilDate
    ) async throws {
        let database = installation.database
        let resolution = try await RecordResolution(database: database).perform(
            RecordResolution.Input(
                scope: scope, kind: .historical, body: .ownersCommittee,
                title: "关于物业费和车位费收费标准的决定", adoptedOn: LoadExample.adoptedOn,
                source: LoadExample.source, text: LoadExample.words),
            by: actor, on: today
        ).resolution.id
        let fees: [(FeeItemCode, Int64, FeeSchedule.Basis)] = [
            (.propertyFee, 500_000, .household), (.parking, 300_000, .stall),
        ]
        for (item, rate, basis) in fees {
            _ = try await AddSchedule(database: database).perform(
                AddSchedule.Input(
                    scope: scope, item: item, rate: Rate(tenThousandths: rate), basis: basis,
                    from: month, dueDay: 25, payeeName: "文宴雅居业主委员会",
                    payeeAccount: "41050000000000000000", resolution: resolution),
                by: actor, on: today)
        }
    }

    private struct Example {
        let room: String
        let yuan: Int64
        let channel: PaymentChannel
        let day: Int
    }

    /// A few of each kind: exact, in part, two months ahead, over.
    private static let payments = [
        Example(room: "101", yuan: 50, channel: .wechat, day: 8),
        Example(room: "102", yuan: 30, channel: .cash, day: 8),
        Example(room: "201", yuan: 150, channel: .bankTransfer, day: 9),
        Example(room: "202", yuan: 100, channel: .alipay, day: 12),
        Example(room: "302", yuan: 80, channel: .cash, day: 20),
    ]

    /// - Returns: how many were new.
    func takePayments(
        in scope: ScopeID, by actor: Actor, on today: CivilDate
    ) async throws -> Int {
        var new = 0
        for payment in LoadExample.payments {
            let day = LoadExample.billedOn.adding(days: payment.day - 1)
            let outcome = try await TakePayment(database: installation.database).perform(
                TakePayment.Input(
                    scope: scope,
                    payer: Payer(
                        household: HouseholdCode(
                            building: "1", entrance: "1", room: payment.room)),
                    amount: Money(fen: payment.yuan * 100), channel: payment.channel,
                    receivedOn: day, receiptOn: day,
                    key: "example-2021-11-1-1-\(payment.room)"),
                by: actor, on: today)
            if !outcome.repeated { new += 1 }
        }
        return new
    }
}
