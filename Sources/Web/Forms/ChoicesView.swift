/// Boxes of which several may be ticked, as the part `parts/choices` shows them.
struct ChoicesView: Sendable, Equatable {
    let name: String
    let legend: String
    let hint: String?
    let error: String?
    let options: [Option]

    struct Option: Sendable, Equatable {
        let id: String
        let value: String
        let title: String
        let isChosen: Bool
    }

    init(
        _ name: String, _ legend: String, _ options: [(value: String, title: String)],
        _ entries: Entries, hint: String? = nil
    ) {
        self.name = name
        self.legend = legend
        self.hint = hint
        error = entries.problems[name]
        let chosen = Set(entries.form.all(name))
        self.options = options.map {
            Option(
                id: "\(name)-\($0.value)", value: $0.value, title: $0.title,
                isChosen: chosen.contains($0.value))
        }
    }
}
