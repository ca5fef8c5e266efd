import Access
import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct CashierDayTests {
    private func clerk(_ name: String, in scope: ScopeID) -> Actor {
        Actor.account(
            AccountID(1), name: name,
            grants: [
                Grant(
                    appointment: AppointmentID(1), role: .propertyClerk, body: "许昌恒达物业公司",
                    reach: .scopes([scope]))
            ])
    }

    @Test func addsUpByClerkAndChannel() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let (wang, li) = (clerk("王芳", in: fees.scope), clerk("李强", in: fees.scope))
            func take(
                _ fen: Int64, _ channel: PaymentChannel, _ key: String, by actor: Actor,
                household: Int = 0, received: String? = nil, on today: String
            ) async throws -> PaymentID {
                try await TakePayment(database: database).perform(
                    TakePayment.Input(
                        scope: fees.scope,
                        payer: Payer(household: fees.compound.households[household]),
                        amount: Money(fen: fen), channel: channel,
                        receivedOn: received.map { day($0) }, key: key),
                    by: actor, on: day(today)
                ).payment
            }
            let early = try await take(7000, .cash, "a", by: wang, on: "2021-12-01")
            _ = try await take(1000, .cash, "b", by: wang, on: "2021-12-02")
            _ = try await take(2000, .wechat, "c", by: wang, household: 1, on: "2021-12-02")
            _ = try await take(
                3000, .bankTransfer, "d", by: li, received: "2021-11-30", on: "2021-12-02")
            let wrong = try await take(4000, .cash, "e", by: li, on: "2021-12-02")
            for payment in [early, wrong] {
                _ = try await ReversePayment(database: database).perform(
                    ReversePayment.Input(
                        scope: fees.scope, payment: .payment(payment), reason: "记错了户"),
                    by: approved(li, in: fees.scope), on: day("2021-12-02"))
            }
            // out of two payments at once
            _ = try await RefundPayment(database: database).perform(
                RefundPayment.Input(
                    scope: fees.scope, payer: Payer(household: fees.first),
                    amount: Money(fen: 3500), channel: .wechat, reason: "搬走", key: "r"),
                by: approved(wang, in: fees.scope), on: day("2021-12-02"))
            func read(
                _ text: String, limit: Int = 10, offset: Int = 0
            ) async throws -> CashierDay {
                try await ReadCashierDay(database: database).perform(
                    ReadCashierDay.Input(
                        scope: fees.scope, day: day(text), limit: limit, offset: offset),
                    by: testActor)
            }
            let report = try await read("2021-12-02")
            #expect(report.total.payments == 4)
            #expect(report.total.received == Money(fen: 10_000))
            #expect(report.total.reversals == 2)
            #expect(report.total.reversed == Money(fen: 11_000))
            #expect(report.total.refunds == 1)
            #expect(report.total.refunded == Money(fen: 3500))
            #expect(report.total.net == Money(fen: -4500))
            #expect(
                report.parts.map { "\($0.clerk) \($0.channel.word) \($0.figures.net)" } == [
                    "李强 cash -70.00", "李强 bank-transfer 30.00", "王芳 cash 10.00",
                    "王芳 wechat -15.00",
                ])
            #expect(report.channels.map(\.channel) == [.cash, .wechat, .bankTransfer])
            #expect(report.clerks.map(\.clerk) == ["李强", "王芳"])
            #expect(
                report.channels.reduce(.zero) { $0 + $1.figures.net } == report.total.net)
            #expect(report.clerks.reduce(.zero) { $0 + $1.figures.net } == report.total.net)
            #expect(report.late == 1)
            #expect(report.lateAmount == Money(fen: 3000))
            #expect(report.receipts?.lowerBound.description == "2021-000002")
            #expect(report.receipts?.upperBound.description == "2021-000005")
            #expect(report.entryCount == 8)
            #expect(
                report.entries.map(\.kind) == [
                    .payment, .payment, .payment, .payment, .reversal, .reversal, .refund, .refund,
                ])
            let page = try await read("2021-12-02", limit: 2, offset: 6)
            #expect(page.entries == Array(report.entries[6...]))
            #expect(page.total == report.total)
            #expect(page.entryCount == 8)
            // What was reversed a day later still stands on its own day.
            #expect(try await read("2021-12-01").total.net == Money(fen: 7000))
            #expect(try await read("2021-12-03").total == CashierDay.Figures())
        }
    }

    @Test func aCreditTakenOverIsNoMoney() async throws {
        try await withDatabase { database in
            let fees = try await BillingFixture.make(database)
            _ = try await OpeningBalanceTests.load(
                into: fees.scope, of: database,
                "房屋,账期,欠费金额,预存金额\n1-1-101,2021-09,50.00,12.34\n", owed: "50.00",
                credit: "12.34")
            let entered = try await database.withConnection { connection in
                try await connection.query("select max(entered_on) from fees.payment").only()
                    .decode(CivilDate.self)
            }
            let report = try await ReadCashierDay(database: database).perform(
                ReadCashierDay.Input(scope: fees.scope, day: entered), by: testActor)
            #expect(report.total == CashierDay.Figures())
            #expect(report.entries.isEmpty)
        }
    }
}
