import Core

/// A form that is being read: what was typed, and what is wrong with it, field by field. All of it
/// is looked at before anything is said, so that nobody mends one field at a time.
struct Entries: Sendable {
    let form: Form
    private(set) var problems: [String: String] = [:]
    /// What is wrong with the whole, said above the form.
    private(set) var failure: String?

    /// - Parameter form: empty for a form that was not sent yet.
    init(_ form: Form = .empty) {
        self.form = form
    }

    /// Values that a form begins with.
    init(beginning values: [String: String]) {
        form = Form(fields: values.mapValues { [$0] })
    }

    var areFine: Bool { problems.isEmpty && failure == nil }

    /// The first thing said about a field stays.
    mutating func refuse(_ name: String, _ sentence: String) {
        if problems[name] == nil { problems[name] = sentence }
    }

    /// Puts an operation's refusal beside the field that it is about, else above the form.
    ///
    /// - Parameter fields: field by refusal's code.
    mutating func refuse(_ refusal: any Refusal, fields: [String: String] = [:]) {
        let sentence = PageWords.plain(refusal.sentence)
        if let name = fields[refusal.code] {
            refuse(name, sentence)
        } else {
            failure = sentence
        }
    }

    /// One line of text.
    ///
    /// - Parameters:
    ///   - missing: said where it is empty; nil where it may be.
    ///   - longest: characters (Unicode scalars, as the database counts).
    /// - Returns: empty where it is refused or was left empty.
    mutating func text(_ name: String, missing: String? = nil, longest: Int = 100) -> String {
        accept(name, missing: missing, longest: longest, isPlain: PlainText.isPlain)
    }

    /// Text of several lines.
    mutating func lines(_ name: String, missing: String? = nil, longest: Int = 2_000) -> String {
        accept(name, missing: missing, longest: longest, isPlain: PlainText.isPlainLines)
    }

    /// A value that is read from its text, such as `Money(entry:)`; what is thrown is said.
    ///
    /// - Returns: nil where it is refused or was left empty.
    mutating func value<Value>(
        _ name: String, missing: String? = nil, _ read: (String) throws -> Value
    ) -> Value? {
        let text = text(name, missing: missing)
        guard !text.isEmpty else { return nil }
        do {
            return try read(text)
        } catch let refusal as any Refusal {
            refuse(name, refusal.sentence)
        } catch {
            refuse(name, "“\(text)”无法识别，请核对。")
        }
        return nil
    }

    /// One of several values, as a select or radio buttons send it.
    mutating func choice<Value>(
        _ name: String, missing: String = "请选择一项。", among options: [String: Value]
    ) -> Value? {
        guard let value = options[form[name]] else {
            refuse(name, missing)
            return nil
        }
        return value
    }

    private mutating func accept(
        _ name: String, missing: String?, longest: Int, isPlain: (String) -> Bool
    ) -> String {
        let text = form[name]
        if text.isEmpty {
            if let missing { refuse(name, missing) }
            return ""
        }
        guard isPlain(text) else {
            refuse(name, "含有看不见的控制字符或文字方向符，请删去后重新输入。")
            return ""
        }
        guard text.unicodeScalars.count <= longest else {
            refuse(name, "最多 \(longest) 个字，现有 \(text.unicodeScalars.count) 个，请缩短。")
            return ""
        }
        return text
    }

    // MARK: What the page shows again

    func field(
        _ name: String, _ label: String, _ control: FieldView.Control = .text(),
        hint: String? = nil, isRequired: Bool = true, id: String? = nil
    ) -> FieldView {
        FieldView(
            name, label, value: form[name], control, hint: hint, error: problems[name],
            isRequired: isRequired, id: id)
    }

    /// A field of which one of several values is chosen.
    func select(
        _ name: String, _ label: String, _ options: [(value: String, title: String)],
        hint: String? = nil, isRequired: Bool = true
    ) -> FieldView {
        field(
            name, label, .select(options, chosen: form[name]), hint: hint, isRequired: isRequired)
    }
}
