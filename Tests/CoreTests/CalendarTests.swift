import Core
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2021-11-08", 18_939),
        ("2100-03-01", 47_541), ("1900-01-01", -25_567),
    ])
    func countsDays(text: String, days: Int32) throws {
        let date = try #require(CivilDate(text))
        #expect(date.daysSinceEpoch == days)
        #expect(CivilDate(daysSinceEpoch: days).description == text)
    }

    @Test(arguments: [
        "2021-02-29", "2100-02-29", "2021-13-01", "2021-00-10", "2021-04-31", "1899-12-31",
        "2200-01-01", "2021-1-1", "2021/11/08", "", "+021-11-08", "2021-11-08 ",
    ])
    func refuses(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func everyDayReadsBack() throws {
        let first = try #require(CivilDate("1990-01-01")).daysSinceEpoch
        let last = try #require(CivilDate("2099-12-31")).daysSinceEpoch
        for day in first...last {
            let date = CivilDate(daysSinceEpoch: day)
            #expect(CivilDate(date.description) == date)
        }
    }
}

@Suite struct BillingMonthTests {
    @Test(arguments: [
        ("2021-11", "2021-11-01", "2021-11-30"), ("2024-02", "2024-02-01", "2024-02-29"),
        ("1990-01", "1990-01-01", "1990-01-31"), ("2099-12", "2099-12-01", "2099-12-31"),
    ])
    func hasItsDays(text: String, first: String, last: String) throws {
        let month = try #require(BillingMonth(text))
        #expect(month.firstDay.description == first)
        #expect(month.lastDay.description == last)
        #expect(month.description == text)
        #expect(BillingMonth(containing: month.lastDay) == month)
    }

    @Test(arguments: [
        "2021-13", "2021-00", "1989-12", "2100-01", "2021-1", "202111", "2021-11-01", "",
    ])
    func refuses(text: String) {
        #expect(BillingMonth(text) == nil)
    }

    @Test func stepsOverTheYear() throws {
        let month = try #require(BillingMonth("2021-11"))
        #expect(month.adding(months: 2).description == "2022-01")
        #expect(month.adding(months: -11).description == "2020-12")
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T08:00:00+08:00"), (1_636_335_000_000_000, "2021-11-08T09:30:00+08:00"),
        (-1, "1970-01-01T07:59:59+08:00"), (1_636_387_199_999_999, "2021-11-08T23:59:59+08:00"),
        (1_636_387_200_000_000, "2021-11-09T00:00:00+08:00"),
        (-28_800_000_001, "1969-12-31T23:59:59+08:00"),
    ])
    func isWrittenInShanghai(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }
}
