/// One thing with what is known of it and what can be done to it: the template `desk/record`.
struct RecordView: Sendable {
    let title: String
    var chip: Chip?
    var lead: String?
    /// What must not be overlooked.
    var warning: String?
    var facts: [Fact] = []
    var sections: [Section] = []
    var forms: [FormView] = []
    let back: Door

    init(_ title: String, back: Door) {
        self.title = title
        self.back = back
    }

    struct Fact: Sendable, Equatable {
        let name: String
        let value: String
        let href: String?
        /// A digest or a document, in type of one width.
        let isCode: Bool

        init(_ name: String, _ value: String, href: String? = nil, isCode: Bool = false) {
            self.name = name
            self.value = value
            self.href = href
            self.isCode = isCode
        }
    }

    struct Section: Sendable {
        let title: String
        let table: TableView
        let isEmpty: Bool
        let nothing: String

        init(_ title: String, _ table: TableView, nothing: String) {
            self.title = title
            self.table = table
            isEmpty = table.rows.isEmpty
            self.nothing = nothing
        }
    }
}

/// A form: a page of its own by the template `desk/form`, or one of several on a record's page.
struct FormView: Sendable {
    let title: String
    var lead: String?
    let action: String
    var failure: String?
    var hidden: [Hidden] = []
    var fields: [FieldView] = []
    let verb: String
    /// `danger`, or nothing.
    var tone = ""
    /// On a record's page: whether it is unfolded.
    var isOpen = false
    var back: String?

    init(_ title: String, action: String, verb: String) {
        self.title = title
        self.action = action
        self.verb = verb
    }
}

/// A secret that is shown once: the template `desk/secret`.
struct SecretView: Sendable {
    let title: String
    let lead: String
    let facts: [RecordView.Fact]
    let name: String
    let secret: String
    let next: String
    let doors: [Door]
}
