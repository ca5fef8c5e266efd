/// A table of words, as the part `parts/table` shows it.
struct TableView: Sendable, Equatable {
    /// What it is, for those who hear it.
    let label: String
    let columns: [Column]
    let rows: [Row]

    struct Column: Sendable, Equatable {
        let title: String
        /// Where the list can be sorted by it.
        let sort: SortView?

        init(_ title: String) {
            self.title = title
            sort = nil
        }

        init(_ sort: SortView) {
            title = sort.title
            self.sort = sort
        }
    }

    struct Row: Sendable, Equatable {
        /// What names the row.
        let head: Cell
        let cells: [Cell]

        init(_ head: Cell, _ cells: [Cell]) {
            self.head = head
            self.cells = cells
        }
    }

    struct Cell: Sendable, Equatable {
        enum Style: String, Sendable {
            /// Short, on one line.
            case day
            case name
            /// Sentences.
            case words
        }

        let text: String
        let href: String?
        let small: String?
        let chip: Chip?
        let style: String

        init(
            _ text: String, _ style: Style = .day, href: String? = nil, small: String? = nil,
            chip: Chip? = nil
        ) {
            self.text = text
            self.href = href
            self.small = small
            self.chip = chip
            self.style = style.rawValue
        }

        init(_ chip: Chip) {
            self.init("", chip: chip)
        }
    }

    init(_ label: String, _ columns: [Column], _ rows: [Row]) {
        self.label = label
        self.columns = columns
        self.rows = rows
    }
}

/// A list with its filters and pages: the template `desk/list`.
struct ListPageView: Sendable {
    let title: String
    let lead: String?
    let tabs: Tabs?
    /// What can be done from here.
    let doors: [Door]
    let action: String
    let filters: [FieldView]
    /// What the form of the filters carries on.
    let hidden: [Hidden]
    let table: TableView
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    /// The list without filters; nil where there are none.
    let all: String?

    /// Lists beside each other.
    struct Tabs: Sendable {
        let label: String
        let doors: [Door]
    }

    /// - Parameters:
    ///   - nothing: said where there is nothing at all.
    ///   - unmatched: said where nothing fits the filters.
    init(
        _ title: String, lead: String? = nil, tabs: Tabs? = nil, doors: [Door] = [],
        filters: [FieldView], hidden: [Hidden] = [], _ table: TableView, _ state: ListState,
        total: Int, unit: String, nothing: String, unmatched: String? = nil
    ) {
        self.title = title
        self.lead = lead
        self.tabs = tabs
        self.doors = doors
        self.filters = filters
        self.hidden = hidden
        self.table = table
        action = state.plan.path
        pager = PagerView(state, total: total, unit: unit)
        isEmpty = table.rows.isEmpty
        let isNarrowed = state.isFiltered && unmatched != nil
        self.nothing = isNarrowed ? unmatched ?? nothing : nothing
        let kept = hidden.map { (name: $0.name, value: $0.value) }
        all = isNarrowed ? state.plan.path + URLText.query(kept) : nil
    }
}
