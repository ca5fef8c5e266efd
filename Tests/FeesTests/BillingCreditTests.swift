import Core
import Postgres
import TestSupport
import Testing

@testable import Fees

/// Money paid ahead settles what is billed later.
@Suite struct BillingCreditTests {
    @Test func creditSettlesTheNextMonths() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(database, stalls: 1, leased: 1)
            // 12 000 fen ahead for a household that owes 8 000 a month, in two payments.
            try await fixture.take(9_000, key: "a", on: "2021-10-28")
            try await fixture.take(3_000, key: "b", on: "2021-10-29")
            try await fixture.bill()
            #expect(try await fixture.charges().map(\.settled) == [3_000, 5_000, 0, 0, 0])
            try await fixture.bill("2021-12", on: "2021-11-20")
            // The rest goes to the first item of the month.
            #expect(try await fixture.charges("2021-12").map(\.settled) == [3_000, 1_000, 0, 0, 0])
            let rows = try await database.withConnection { connection in
                try await connection.query(
                    """
                    select to_char(month, 'MM') || ' ' || item || ' ' || kind || ' ' || amount_fen
                        || ' ' || applied_on
                    from fees.allocation order by allocation_id
                    """
                ).map { try $0.decode(String.self) }
            }
            #expect(
                rows == [
                    "11 parking credit 3000 2021-11-01", "11 property-fee credit 5000 2021-11-01",
                    "12 parking credit 1000 2021-11-20", "12 parking credit 2000 2021-11-20",
                    "12 property-fee credit 1000 2021-11-20",
                ])
            #expect(
                try await fixture.count(
                    "select coalesce(sum(unallocated_fen), 0)::bigint from fees.payment") == 0)
            #expect(try await fixture.problems() == [])
        }
    }

    @Test func creditOfManyHouseholdsStaysApart() async throws {
        try await withDatabase { database in
            let fixture = try await BillingFixture.make(
                database, households: 12, stalls: 0, leased: 0)
            for household in 0..<12 {
                try await fixture.take(
                    Int64(household + 1) * 1_000, from: household, key: "k\(household)",
                    on: "2021-10-28")
            }
            try await fixture.bill()
            #expect(
                try await fixture.charges().map(\.settled)
                    == (1...12).map { min(Int64($0) * 1_000, 5_000) })
            try await fixture.bill("2021-12", on: "2021-11-20")
            #expect(
                try await fixture.charges("2021-12").map(\.settled)
                    == (1...12).map { min(max(Int64($0) * 1_000 - 5_000, 0), 5_000) })
            #expect(try await fixture.problems() == [])
        }
    }
}
