import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct ListPaymentsTests {
    @Test func pagesAndTotalsOverAll() async throws {
        try await withDatabase { database in
            let fees = try await FeesFixture.make(database)
            let other = fees.compound.households[1]
            let first = try await fees.take(1000, receivedOn: day("2021-11-01"), key: "a")
            try await fees.take(2000, from: other, receivedOn: day("2021-11-02"), key: "b")
            try await fees.take(3000, receivedOn: day("2021-11-03"), key: "c")
            try await fees.reverse(first.payment)
            try await fees.refund(500, to: other, key: "r")
            func list(
                payer: Payer? = nil, from: String? = nil, search: String? = nil,
                order: ListPayments.Order = .newest, limit: Int = 10, offset: Int = 0
            ) async throws -> ListPayments.Outcome {
                try await ListPayments(database: database).perform(
                    ListPayments.Input(
                        scope: fees.scope, payer: payer, from: from.map { day($0) },
                        search: search, order: order, limit: limit, offset: offset),
                    by: testActor, on: day("2021-12-01"))
            }
            let all = try await list()
            #expect(all.count == 3)
            #expect(all.paid == Money(fen: 5000))
            #expect(all.refunded == Money(fen: 500))
            #expect(all.rows.map(\.payment.amount.fen) == [3000, 2000, 1000])
            #expect(all.rows[1].obligor == "业主102")
            #expect(all.rows[2].payment.reversedOn == day("2021-12-01"))
            let page = try await list(limit: 1, offset: 1)
            #expect(page.rows == [all.rows[1]])
            #expect(page.count == 3)
            #expect(try await list(payer: Payer(household: other)).rows == [all.rows[1]])
            #expect(try await list(from: "2021-11-03").count == 1)
            #expect(try await list(order: .oldest).rows == all.rows.reversed())
            #expect(
                try await list(order: .largest).rows.map(\.payment.amount.fen) == [
                    3000, 2000, 1000,
                ])
            #expect(try await list(order: .smallest, limit: 1, offset: 1).rows == [all.rows[1]])
            #expect(try await list(search: "业主102").rows == [all.rows[1]])
            #expect(try await list(search: "1-1-101").count == 2)
            #expect(try await list(search: "2021-000003").rows == [all.rows[0]])
            #expect(try await list(search: "%").count == 0)
        }
    }
}
