/// What was typed on the step before, carried on unseen.
struct Hidden: Sendable, Equatable {
    let name: String
    let value: String

    /// Those fields of a form that have something in them.
    static func all(_ names: [String], of form: Form) -> [Hidden] {
        names.compactMap { name in
            form[name].isEmpty ? nil : Hidden(name: name, value: form[name])
        }
    }
}

/// A key that makes a form which is sent twice do its work once: made with the form.
enum FormKey {
    static let field = "key"
    static let missing = "表单不完整：请从住户页重新打开这张表单。"

    static func make() -> String { "web-\(URLText.random())" }
}
