/// The row below a list: how many there are, and the ways to the other pages.
struct PagerView: Sendable, Equatable {
    /// `共 216 户` is said by the list itself; here `第 51–100 条，共 216 条`.
    let shown: String
    let previous: String?
    let next: String?
    let pages: [Page]
    /// An empty list says by itself that it is empty.
    let isNeeded: Bool
    /// Whether there is more than one page.
    let hasPages: Bool

    struct Page: Sendable, Equatable {
        let number: String
        /// Nil for a gap between numbers.
        let path: String?
        let isCurrent: Bool
    }

    /// - Parameter total: rows over all pages.
    init(_ state: ListState, total: Int, unit: String = "条") {
        let last = min(max(1, (total + state.size - 1) / state.size), ListState.lastPage)
        let first = state.offset + 1
        let final = min(total, state.offset + state.size)
        if total == 0 {
            shown = "共 0 \(unit)"
        } else if first > total {
            shown = "这一页没有内容，共 \(total) \(unit)"
        } else {
            let rows = first == final ? "\(first)" : "\(first)–\(final)"
            shown =
                last == 1 ? "共 \(total) \(unit)" : "第 \(rows) \(unit)，共 \(total) \(unit)"
        }
        previous = state.page > 1 ? state.at(page: min(state.page - 1, last)) : nil
        next = state.page < last ? state.at(page: state.page + 1) : nil
        pages = PagerView.numbers(current: state.page, last: last).map { number in
            Page(
                number: number.map(String.init) ?? "…", path: number.map(state.at(page:)),
                isCurrent: number == state.page)
        }
        isNeeded = total > 0 || state.page > 1
        hasPages = last > 1 || state.page > 1
    }

    /// The first, the last, and those around the current one; nil for a gap.
    static func numbers(current: Int, last: Int) -> [Int?] {
        let shown = Set([1, last, current - 1, current, current + 1]).filter {
            (1...last).contains($0)
        }
        var numbers: [Int?] = []
        var previous = 0
        for number in shown.sorted() {
            if number == previous + 2 { numbers.append(number - 1) }
            if number > previous + 2 { numbers.append(nil) }
            numbers.append(number)
            previous = number
        }
        return numbers
    }
}

/// The head of a column that sorts the list.
struct SortView: Sendable, Equatable {
    let title: String
    let path: String
    /// For `aria-sort`: `ascending`, `descending` or `none`.
    let order: String
    let isSorted: Bool
    let mark: String
    /// Over figures, which stand to the right.
    let isAmount: Bool

    init(_ title: String, by column: String, _ state: ListState, isAmount: Bool = false) {
        self.isAmount = isAmount
        self.title = title
        path = state.sorted(by: column)
        isSorted = state.sort == column
        let isUp = state.direction == .ascending
        order = isSorted ? (isUp ? "ascending" : "descending") : "none"
        mark = isSorted ? (isUp ? "↑" : "↓") : ""
    }
}
