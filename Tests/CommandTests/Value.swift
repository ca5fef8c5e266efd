import Foundation

/// A JSON document as a test looks at it.
enum Value: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Int64)
    case text(String)
    case list([Value])
    case members([String: Value])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Value].self) {
            self = .list(list)
        } else {
            self = .members(try container.decode([String: Value].self))
        }
    }

    /// Nil unless the text is exactly one document.
    init?(_ text: String) {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else {
            return nil
        }
        self = value
    }

    subscript(key: String) -> Value? {
        if case .members(let members) = self { members[key] } else { nil }
    }

    subscript(index: Int) -> Value? {
        if case .list(let list) = self, list.indices.contains(index) { list[index] } else { nil }
    }

    var keys: Set<String> {
        if case .members(let members) = self { Set(members.keys) } else { [] }
    }

    var list: [Value] {
        if case .list(let list) = self { list } else { [] }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int64) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
    init(nilLiteral: ()) { self = .null }
}
