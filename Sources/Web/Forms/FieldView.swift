/// One field of a form as the partial `parts/field` shows it: the label, what was typed, the hint,
/// and what is wrong with it.
struct FieldView: Sendable, Equatable {
    let name: String
    /// The element's id: the name, unless a page has several forms.
    let id: String
    let label: String
    let value: String
    let hint: String?
    let error: String?
    let isWrong: Bool
    let isRequired: Bool
    let control: Control
    /// The ids that describe it, for `aria-describedby`; nil where there are none.
    let describedBy: String?

    /// Exactly one of the four is set, which is what a template can ask for.
    struct Control: Sendable, Equatable {
        var input: Input?
        var area: Area?
        var select: Select?
        var file: File?

        struct Input: Sendable, Equatable {
            /// `text`, `password`, `date`, `month`, `search`, `tel`.
            let type: String
            let longest: Int
            let inputMode: String?
            let autocomplete: String
        }

        struct Area: Sendable, Equatable {
            let rows: Int
            let longest: Int
        }

        struct Select: Sendable, Equatable {
            let options: [Option]
        }

        struct File: Sendable, Equatable {
            /// Media types and endings.
            let accept: String
        }

        /// - Parameters:
        ///   - longest: characters; the operation itself looks at it too.
        ///   - inputMode: which keys a phone shows: `decimal`, `numeric`.
        static func text(
            _ type: String = "text", longest: Int = 100, inputMode: String? = nil,
            autocomplete: String = "off"
        ) -> Control {
            Control(
                input: Input(
                    type: type, longest: longest, inputMode: inputMode,
                    autocomplete: autocomplete))
        }

        static let money = Control.text(longest: 20, inputMode: "decimal")
        static let date = Control.text("date", longest: 10)
        static let month = Control.text("month", longest: 7)

        static func area(rows: Int = 4, longest: Int = 2_000) -> Control {
            Control(area: Area(rows: rows, longest: longest))
        }

        /// - Parameter options: value and title, in order.
        static func select(_ options: [(value: String, title: String)], chosen: String) -> Control {
            Control(
                select: Select(
                    options: options.map {
                        Option(value: $0.value, title: $0.title, isChosen: $0.value == chosen)
                    }))
        }

        static func file(accept: String) -> Control { Control(file: File(accept: accept)) }
    }

    struct Option: Sendable, Equatable {
        let value: String
        let title: String
        let isChosen: Bool
    }

    init(
        _ name: String, _ label: String, value: String = "", _ control: Control = .text(),
        hint: String? = nil, error: String? = nil, isRequired: Bool = true, id: String? = nil
    ) {
        self.name = name
        let id = id ?? name
        self.id = id
        self.label = label
        // A password is never sent back.
        self.value = control.input?.type == "password" ? "" : value
        self.hint = hint
        self.error = error
        isWrong = error != nil
        self.isRequired = isRequired
        self.control = control
        let ids = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }]
            .compactMap(\.self)
        describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}
