import Testing

@testable import Web

@Suite struct ListStateTests {
    static let plan = ListState.Plan(
        path: "/payments", sorts: ["day", "amount"], direction: .descending,
        filters: ["channel", "q"])

    static func state(_ query: String) -> ListState {
        ListState(Form(encoded: Array(query.utf8)) ?? .empty, plan)
    }

    @Test func whatIsInTheAddressIsTaken() {
        let state = ListStateTests.state(
            "page=3&size=20&sort=amount&direction=up&channel=cash&q=%E7%8E%8B%20%E8%8A%B3&other=1")
        #expect(state.page == 3 && state.size == 20 && state.offset == 40)
        #expect(state.sort == "amount" && state.direction == .ascending)
        #expect(state.filter("channel") == "cash" && state.filter("q") == "王 芳")
        #expect(state.filter("other").isEmpty && state.isFiltered)
    }

    @Test(arguments: [
        "", "page=0", "page=-1", "page=x", "page=2001", "page=99999999999999999999",
        "size=7", "size=1000000", "sort=name;drop", "direction=sideways", "q=", "%", "page=%2B2",
        "q=a%E2%80%AEb", "q=a%0Ab",
    ])
    func rubbishCountsAsNotThere(_ query: String) {
        let state = ListStateTests.state(query)
        #expect(state.page == 1 && state.size == 50 && state.sort == "day")
        #expect(state.direction == .descending && !state.isFiltered)
        #expect(state.path == "/payments")
    }

    @Test(arguments: [(100, true), (101, false)])
    func aFilterHasItsLimit(length: Int, isTaken: Bool) {
        let state = ListStateTests.state("q=" + String(repeating: "a", count: length))
        #expect(state.isFiltered == isTaken)
    }

    @Test func linksKeepTheRest() {
        let state = ListStateTests.state("page=3&size=20&sort=amount&direction=up&q=%26%3D")
        #expect(
            state.at(page: 4)
                == "/payments?q=%26%3D&sort=amount&direction=up&size=20&page=4")
        #expect(
            state.sorted(by: "amount") == "/payments?q=%26%3D&sort=amount&direction=down&size=20")
        #expect(state.sorted(by: "day") == "/payments?q=%26%3D&size=20")
        #expect(ListStateTests.state("").sorted(by: "day") == "/payments?sort=day&direction=up")
    }

    @Test(arguments: [
        (1, 1, "1"), (1, 2, "1 2"), (1, 4, "1 2 3 4"), (1, 9, "1 2 … 9"), (5, 9, "1 … 4 5 6 … 9"),
        (4, 9, "1 2 3 4 5 … 9"), (3, 9, "1 2 3 4 … 9"), (9, 9, "1 … 8 9"), (12, 9, "1 … 9"),
    ])
    func thePagesNamed(current: Int, last: Int, expected: String) {
        let numbers = PagerView.numbers(current: current, last: last)
        #expect(numbers.map { $0.map(String.init) ?? "…" }.joined(separator: " ") == expected)
    }

    @Test(arguments: [
        ("", 0, "共 0 户", false), ("", 50, "共 50 户", false),
        ("", 51, "第 1–50 户，共 51 户", true), ("page=2", 51, "第 51 户，共 51 户", true),
        ("page=3", 51, "这一页没有内容，共 51 户", true),
    ])
    func whatThePagerSays(_ query: String, total: Int, _ shown: String, hasPages: Bool) {
        let pager = PagerView(ListStateTests.state(query), total: total, unit: "户")
        #expect(pager.shown == shown && pager.hasPages == hasPages)
        #expect(pager.isNeeded == (total > 0))
    }

    @Test func beyondTheEndTheWayBackLeadsToTheLastPage() {
        let pager = PagerView(ListStateTests.state("page=9"), total: 51)
        #expect(pager.previous == "/payments?page=2" && pager.next == nil)
    }
}
