import Core

/// What a value of the JSON interface may be: checked on what comes in, promised of what goes out,
/// and printed into /api/v1/openapi.json (JSON Schema 2020-12), all from the same declaration.
indirect enum Schema: Sendable {
    case text(TextForm)
    /// One of a few words.
    case word([String])
    case integer(ClosedRange<Int64>)
    case flag
    case list(Schema, atMost: Int)
    case object([Member])
    /// The value, or null.
    case nullable(Schema)
    /// Stands by itself under a name, and is referred to.
    case named(String, Schema)
    /// As one of several.
    case either([Schema])

    struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
    }

    /// How a text may look.
    struct TextForm: Sendable {
        /// Characters, as JSON Schema counts them: Unicode scalars.
        let lengths: ClosedRange<Int>
        let pattern: String?
        let format: String?
        let example: String?
        /// Whether a text is of the pattern and the format.
        let isGood: @Sendable (String) -> Bool

        init(
            _ lengths: ClosedRange<Int>, pattern: String? = nil, format: String? = nil,
            example: String? = nil, isGood: @escaping @Sendable (String) -> Bool = { _ in true }
        ) {
            self.lengths = lengths
            self.pattern = pattern
            self.format = format
            self.example = example
            self.isGood = isGood
        }
    }

    /// Where a value is not as declared: a JSON Pointer (RFC 6901), and what is wanted there.
    struct Fault: Error, Equatable {
        let pointer: String
        let wanted: String
    }
}

extension Schema.Member {
    static func required(_ name: String, _ schema: Schema) -> Schema.Member {
        Schema.Member(name: name, schema: schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema) -> Schema.Member {
        Schema.Member(name: name, schema: schema, isRequired: false)
    }
}

extension Schema {
    /// - Throws: `Fault`, the first one met.
    func check(_ value: JSON, at pointer: String = "") throws(Fault) {
        switch (self, value) {
        case (.flag, .bool), (.nullable, .null): return
        case (.either(let schemas), _) where schemas.contains { $0.accepts(value) }: return
        case (.nullable(let schema), _), (.named(_, let schema), _):
            try schema.check(value, at: pointer)
        case (.text(let form), .string(let text)):
            guard form.lengths.contains(text.unicodeScalars.count), form.isGood(text) else {
                throw Fault(pointer: pointer, wanted: form.chinese)
            }
        case (.word(let words), .string(let text)) where words.contains(text): return
        case (.integer(let range), .integer(let number)) where range.contains(number): return
        case (.list(let schema, let most), .array(let values)) where values.count <= most:
            for (index, value) in values.enumerated() {
                try schema.check(value, at: "\(pointer)/\(index)")
            }
        case (.object(let members), .object(let given)):
            try Schema.check(given, against: members, at: pointer)
        default: throw Fault(pointer: pointer, wanted: chinese)
        }
    }

    private func accepts(_ value: JSON) -> Bool { (try? check(value)) != nil }

    private static func check(
        _ given: [(key: String, value: JSON)], against members: [Member], at pointer: String
    ) throws(Fault) {
        for (key, value) in given {
            let place = "\(pointer)/\(escaped(key))"
            guard let member = members.first(where: { $0.name == key }) else {
                throw Fault(pointer: place, wanted: "没有这一项")
            }
            try member.schema.check(value, at: place)
        }
        for member in members where member.isRequired {
            guard given.contains(where: { $0.key == member.name }) else {
                throw Fault(
                    pointer: "\(pointer)/\(escaped(member.name))",
                    wanted: "缺少这一项：\(member.schema.chinese)")
            }
        }
    }

    /// A name inside a pointer. What was sent is repeated only as far as a name may be long.
    private static func escaped(_ name: String) -> String {
        name.prefix(40).map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }

    /// What is wanted, for whoever wrote the request.
    var chinese: String {
        switch self {
        case .text(let form): form.chinese
        case .word(let words): "应为 \(words.joined(separator: "、")) 之一"
        case .integer(let range): "应为 \(range.lowerBound) 至 \(range.upperBound) 的整数"
        case .flag: "应为 true 或 false"
        case .list(let schema, let most): "应为数组，不超过 \(most) 项，每项\(schema.chinese)"
        case .object: "应为对象"
        case .nullable(let schema): "\(schema.chinese)，或 null"
        case .named(_, let schema): schema.chinese
        case .either(let schemas): schemas.map(\.chinese).joined(separator: "，或")
        }
    }
}

extension Schema.TextForm {
    fileprivate var chinese: String {
        let length =
            lengths.lowerBound == lengths.upperBound
            ? "\(lengths.lowerBound) 字" : "\(lengths.lowerBound) 至 \(lengths.upperBound) 字"
        return example.map { "应为文字，例如 \($0)" } ?? "应为文字，\(length)"
    }
}

extension Schema {
    /// As JSON Schema writes it; what is named is referred to.
    var document: JSON {
        switch self {
        case .text(let form): form.document
        case .word(let words): ["type": "string", "enum": .array(words.map(JSON.string))]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .flag: ["type": "boolean"]
        case .list(let schema, let most):
            .object(
                [("type", "array"), ("items", schema.document)]
                    + (most < .max ? [("maxItems", JSON(most))] : []))
        case .object(let members):
            [
                "type": "object",
                "properties": .object(members.map { ($0.name, $0.schema.document) }),
                "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
                "additionalProperties": false,
            ]
        case .nullable(let schema): ["anyOf": [schema.document, ["type": "null"]]]
        case .named(let name, _): ["$ref": .string("#/components/schemas/\(name)")]
        case .either(let schemas): ["anyOf": .array(schemas.map(\.document))]
        }
    }

    /// Those that stand by themselves in this one, by name.
    func collect(into named: inout [String: Schema]) {
        switch self {
        case .text, .word, .integer, .flag: return
        case .either(let schemas): for schema in schemas { schema.collect(into: &named) }
        case .list(let schema, _), .nullable(let schema): schema.collect(into: &named)
        case .object(let members): for member in members { member.schema.collect(into: &named) }
        case .named(let name, let schema):
            guard named[name] == nil else { return }
            named[name] = schema
            schema.collect(into: &named)
        }
    }
}

extension Schema.TextForm {
    fileprivate var document: JSON {
        var members: [(key: String, value: JSON)] = [("type", "string")]
        if lengths.lowerBound > 0 { members.append(("minLength", JSON(lengths.lowerBound))) }
        if lengths.upperBound < .max { members.append(("maxLength", JSON(lengths.upperBound))) }
        if let pattern { members.append(("pattern", .string(pattern))) }
        if let format { members.append(("format", .string(format))) }
        if let example { members.append(("examples", [.string(example)])) }
        return .object(members)
    }
}
