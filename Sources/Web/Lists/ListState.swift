/// Which part of a list is shown, in which order, under which filters: all of it in the address,
/// so that a list can be bookmarked, sent on, and come back to.
///
/// What stands in the address is somebody's input: what is none of the values that the list knows
/// counts as not there.
struct ListState: Sendable {
    enum Direction: String, Sendable {
        case ascending = "up"
        case descending = "down"

        var opposite: Direction { self == .ascending ? .descending : .ascending }
    }

    /// What a list knows: its address, its sortable columns, its filters.
    struct Plan: Sendable {
        let path: String
        /// Columns that it can be sorted by; the first is what it is sorted by when nothing is said.
        let sorts: [String]
        let direction: Direction
        /// Columns of which the largest comes first when they are asked for first.
        let falling: Set<String>
        /// Names of the filters, in the order in which they stand in the address.
        let filters: [String]

        init(
            path: String, sorts: [String], direction: Direction = .ascending,
            falling: Set<String> = [], filters: [String] = []
        ) {
            self.path = path
            self.sorts = sorts
            self.direction = direction
            self.falling = falling
            self.filters = filters
        }

        /// Which way a column is sorted when it is asked for first.
        func direction(of column: String) -> Direction {
            if falling.contains(column) { return .descending }
            return falling.isEmpty || column == sorts.first ? direction : .ascending
        }
    }

    /// Rows on a page.
    static let sizes = [50, 20, 100]
    /// The last page that can be asked for: nobody leafs further, and each page is a longer way
    /// for the database.
    static let lastPage = 2_000
    /// Characters of one filter.
    static let longestFilter = 100

    let plan: Plan
    /// From 1.
    let page: Int
    let size: Int
    let sort: String
    let direction: Direction
    private let filters: [String: String]

    init(_ query: Form, _ plan: Plan) {
        self.plan = plan
        page =
            Desk.number(query["page"]).map { Int(clamping: $0) }
            .flatMap { (1...ListState.lastPage).contains($0) ? $0 : nil } ?? 1
        size = ListState.sizes.first { String($0) == query["size"] } ?? ListState.sizes[0]
        let asked = plan.sorts.first { $0 == query["sort"] }
        sort = asked ?? plan.sorts.first ?? ""
        direction = Direction(rawValue: query["direction"]) ?? plan.direction
        filters = plan.filters.reduce(into: [:]) { kept, name in
            let value = query[name]
            if PlainText.isPlain(value), value.count <= ListState.longestFilter, !value.isEmpty {
                kept[name] = value
            }
        }
    }

    private init(_ other: ListState, page: Int, sort: String, direction: Direction) {
        plan = other.plan
        self.page = page
        size = other.size
        self.sort = sort
        self.direction = direction
        filters = other.filters
    }

    var offset: Int { (page - 1) * size }

    /// What a filter is set to; empty where it is not.
    func filter(_ name: String) -> String { filters[name] ?? "" }

    /// Whether the list is narrowed at all: an empty one then says something else.
    var isFiltered: Bool { !filters.isEmpty }

    // MARK: Addresses that keep the rest

    /// The address of this state.
    var path: String { plan.path + URLText.query(pairs) }

    func at(page: Int) -> String {
        ListState(self, page: page, sort: sort, direction: direction).path
    }

    /// Sorted by a column: the other way round where it is sorted by it already. From page 1.
    func sorted(by column: String) -> String {
        ListState(
            self, page: 1, sort: column,
            direction: column == sort ? direction.opposite : plan.direction(of: column)
        ).path
    }

    private var pairs: [(name: String, value: String)] {
        var pairs = plan.filters.map { (name: $0, value: filter($0)) }
        let isPlanned = sort == plan.sorts.first && direction == plan.direction
        if !isPlanned {
            pairs.append(("sort", sort))
            pairs.append(("direction", direction.rawValue))
        }
        if size != ListState.sizes[0] { pairs.append(("size", String(size))) }
        if page != 1 { pairs.append(("page", String(page))) }
        return pairs
    }
}
