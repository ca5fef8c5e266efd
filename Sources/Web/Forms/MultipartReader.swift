import Glibc

/// Takes a body of multipart/form-data (RFC 7578) apart as it comes, holding no more of it than
/// one piece and a boundary.
struct MultipartReader {
    enum Event: Equatable {
        /// - Parameter fileName: as the browser says it; nil where the part is a plain field.
        case part(name: String, fileName: String?)
        case data([UInt8])
        case partEnd
        case end
    }

    enum Problem: Error, Equatable {
        case malformed
        case headTooLong
    }

    private enum State {
        case preamble
        case head
        case content
        case finished
    }

    /// Bytes of one part's head: a name, a file's name and a media type.
    static let longestHead = 2_048
    /// RFC 2046 §5.1.1.
    static let longestBoundary = 70

    /// `\r\n--boundary`: also the first one, since the buffer begins with a line's end.
    private let delimiter: [UInt8]
    private var buffer: [UInt8] = Array("\r\n".utf8)
    private var state = State.preamble

    /// Nil where the content type names no boundary.
    init?(contentType: String) {
        guard let boundary = MultipartReader.parameter("boundary", of: contentType),
            !boundary.isEmpty, boundary.utf8.count <= MultipartReader.longestBoundary
        else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    mutating func append(_ bytes: some Sequence<UInt8>) {
        buffer.append(contentsOf: bytes)
    }

    /// The next event, or nil until more has been appended.
    mutating func next() throws(Problem) -> Event? {
        switch state {
        case .preamble:
            guard let start = find(delimiter) else {
                drop(buffer.count - min(buffer.count, delimiter.count))
                return nil
            }
            drop(start)
            return try afterDelimiter()
        case .head: return try head()
        case .content: return try content()
        case .finished: return nil
        }
    }

    /// Whether the last boundary has come.
    var isFinished: Bool { state == .finished }

    /// The buffer begins with a delimiter: another part follows it, or the end.
    private mutating func afterDelimiter() throws(Problem) -> Event? {
        guard buffer.count >= delimiter.count + 2 else { return nil }
        let after = buffer[delimiter.count..<(delimiter.count + 2)]
        if after.elementsEqual("--".utf8) {
            state = .finished
            buffer = []
            return .end
        }
        guard after.elementsEqual("\r\n".utf8) else { throw .malformed }
        drop(delimiter.count + 2)
        state = .head
        return try head()
    }

    private mutating func head() throws(Problem) -> Event? {
        guard let end = find(Array("\r\n\r\n".utf8)) else {
            guard buffer.count <= MultipartReader.longestHead else { throw .headTooLong }
            return nil
        }
        guard end <= MultipartReader.longestHead else { throw .headTooLong }
        guard let text = String(validating: buffer[..<end], as: UTF8.self) else {
            throw .malformed
        }
        drop(end + 4)
        state = .content
        for line in text.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-disposition" else { continue }
            guard let name = MultipartReader.parameter("name", of: String(parts[1])) else { break }
            return .part(
                name: name,
                fileName: MultipartReader.parameter("filename", of: String(parts[1])))
        }
        throw .malformed
    }

    private mutating func content() throws(Problem) -> Event? {
        guard let end = find(delimiter) else {
            // what may be the beginning of a delimiter stays
            let known = buffer.count - (delimiter.count - 1)
            guard known > 0 else { return nil }
            let data = Array(buffer[..<known])
            drop(known)
            return .data(data)
        }
        if end > 0 {
            let data = Array(buffer[..<end])
            drop(end)
            return .data(data)
        }
        guard buffer.count >= delimiter.count + 2 else { return nil }
        state = .preamble
        return .partEnd
    }

    private mutating func drop(_ count: Int) {
        if count > 0 { buffer.removeFirst(count) }
    }

    /// Where the needle begins. Both needles begin with a carriage return, which is rare.
    private func find(_ needle: [UInt8]) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var from = 0
            while bytes.count - from >= needle.count,
                let found = memchr(start + from, Int32(needle[0]), bytes.count - from)
            {
                let position = UnsafeRawPointer(found) - start
                guard bytes.count - position >= needle.count else { return nil }
                if memcmp(found, needle, needle.count) == 0 { return position }
                from = position + 1
            }
            return nil
        }
    }

    /// A parameter of a header field: `name="value"` or `name=value`. Browsers write a quotation
    /// mark inside a value as %22 and leave a backslash alone, which is a character here too.
    static func parameter(_ name: String, of field: String) -> String? {
        var rest = field[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let isIt = rest[..<equals].lowercased() == name
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let quote = rest.firstIndex(of: "\"") else { return nil }
                value = rest[..<quote]
                rest = rest[quote...].dropFirst()
            } else {
                value = rest.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
                rest = rest[value.endIndex...]
            }
            if isIt { return String(value) }
        }
        return nil
    }
}
