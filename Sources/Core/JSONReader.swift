extension JSON {
    /// Why a text is not a JSON document of ours (RFC 8259), and at which byte.
    public struct Malformed: Refusal, Equatable {
        public enum Reason: String, Sendable {
            case notUTF8, unexpected, tooDeep, notAnInteger, repeatedKey, badText

            var chinese: String {
                switch self {
                case .notUTF8: "不是 UTF-8 编码"
                case .unexpected: "此处不合 JSON 的写法"
                case .tooDeep: "嵌套超过 \(JSON.deepest) 层"
                case .notAnInteger: "数值应为整数（金额以分计），且不超过 64 位"
                case .repeatedKey: "同一名称出现了两次"
                case .badText: "文字中有无法使用的字符"
                }
            }
        }

        public let reason: Reason
        public let offset: Int

        public init(reason: Reason, offset: Int) {
            self.reason = reason
            self.offset = offset
        }

        public var code: String { "malformedJSON" }
        public var sentence: String { "JSON 内容有误（第 \(offset + 1) 字节：\(reason.chinese)）。" }
    }

    /// No document of ours nests deeper than five.
    public static let deepest = 32

    /// Reads one document. Numbers must be whole; a name may stand in an object once; text may not
    /// hold NUL, which the database cannot keep.
    ///
    /// - Throws: `Malformed`.
    public init(parsing bytes: [UInt8]) throws(Malformed) {
        if let bad = JSONReader.firstByteOutsideUTF8(bytes) {
            throw Malformed(reason: .notUTF8, offset: bad)
        }
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// A member of an object; nil in anything else, or where there is none.
    public subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
}

/// Walks the bytes of one document.
private struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func firstByteOutsideUTF8(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        // only to say where
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var place = 0
        while case .valid(let scalar) = parser.parseScalar(from: &rest) { place += scalar.count }
        return place
    }

    mutating func document() throws(JSON.Malformed) -> JSON {
        let value = try value()
        skipBlanks()
        guard place == bytes.count else { throw fault(.unexpected) }
        return value
    }

    private func fault(_ reason: JSON.Malformed.Reason) -> JSON.Malformed {
        JSON.Malformed(reason: reason, offset: place)
    }

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private mutating func value() throws(JSON.Malformed) -> JSON {
        skipBlanks()
        guard place < bytes.count else { throw fault(.unexpected) }
        switch bytes[place] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .integer(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSON.Malformed) -> JSON {
        guard bytes[place...].starts(with: word.utf8) else { throw fault(.unexpected) }
        place += word.utf8.count
        return value
    }

    /// Takes the byte that comes next, besides blanks, where it is this one.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func enter() throws(JSON.Malformed) {
        place += 1
        depth += 1
        guard depth <= JSON.deepest else { throw fault(.tooDeep) }
    }

    private mutating func object() throws(JSON.Malformed) -> JSON {
        try enter()
        defer { depth -= 1 }
        var members: [(key: String, value: JSON)] = []
        var names: Set<String> = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
                throw fault(.unexpected)
            }
            let name = try text()
            guard names.insert(name).inserted else { throw fault(.repeatedKey) }
            guard take(":") else { throw fault(.unexpected) }
            members.append((name, try value()))
        } while take(",")
        guard take("}") else { throw fault(.unexpected) }
        return .object(members)
    }

    private mutating func array() throws(JSON.Malformed) -> JSON {
        try enter()
        defer { depth -= 1 }
        var values: [JSON] = []
        if take("]") { return .array(values) }
        repeat { values.append(try value()) } while take(",")
        guard take("]") else { throw fault(.unexpected) }
        return .array(values)
    }

    /// `-?(0|[1-9][0-9]*)`, with a fraction or an exponent only where the value is whole all the
    /// same: some programs write 100 as 100.0.
    private mutating func number() throws(JSON.Malformed) -> Int64 {
        let start = place
        if here == UInt8(ascii: "-") { place += 1 }
        let isZero = here == UInt8(ascii: "0")
        let digits = try skipDigits()
        guard !isZero || digits == 1 else { throw fault(.unexpected) }
        if here == UInt8(ascii: ".") {
            place += 1
            _ = try skipDigits()
        }
        if here == UInt8(ascii: "e") || here == UInt8(ascii: "E") {
            place += 1
            if here == UInt8(ascii: "+") || here == UInt8(ascii: "-") { place += 1 }
            _ = try skipDigits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let whole = Int64(text) { return whole }
        // From 2^53 on a number with a fraction is no longer exact.
        if let read = Double(text), read.magnitude < 9_007_199_254_740_992,
            let whole = Int64(exactly: read)
        {
            return whole
        }
        throw JSON.Malformed(reason: .notAnInteger, offset: start)
    }

    private var here: UInt8? { place < bytes.count ? bytes[place] : nil }

    /// - Returns: how many there were, at least one.
    private mutating func skipDigits() throws(JSON.Malformed) -> Int {
        let start = place
        while let byte = here, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard place > start else { throw fault(.unexpected) }
        return place - start
    }

    private mutating func text() throws(JSON.Malformed) -> String {
        place += 1
        var out: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"):
                out.append(contentsOf: String(try escaped()).utf8)
            case 0..<0x20:
                throw fault(.badText)
            default:
                out.append(byte)
                place += 1
            }
        }
        throw fault(.unexpected)
    }

    private mutating func escaped() throws(JSON.Malformed) -> Character {
        place += 1
        guard place < bytes.count else { throw fault(.unexpected) }
        let mark = bytes[place]
        place += 1
        switch mark {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try scalar())
        default: throw fault(.unexpected)
        }
    }

    /// Four digits, and four more where they are the first half of a pair.
    private mutating func scalar() throws(JSON.Malformed) -> Unicode.Scalar {
        let first = try unit()
        var number = UInt32(first)
        if UTF16.isLeadSurrogate(first) {
            guard bytes[place...].starts(with: "\\u".utf8) else { throw fault(.badText) }
            place += 2
            let second = try unit()
            guard UTF16.isTrailSurrogate(second) else { throw fault(.badText) }
            number = 0x10000 + ((number - 0xD800) << 10) + (UInt32(second) - 0xDC00)
        }
        guard number != 0, let scalar = Unicode.Scalar(number) else { throw fault(.badText) }
        return scalar
    }

    private mutating func unit() throws(JSON.Malformed) -> UInt16 {
        let digits = bytes[place...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault(.unexpected) }
        place += 4
        return unit
    }
}
