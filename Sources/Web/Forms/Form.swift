import Core
import Hummingbird

/// The fields of a form that a browser sent (application/x-www-form-urlencoded), or of an
/// address's query.
struct Form: Sendable {
    private let fields: [String: [String]]

    static let empty = Form(fields: [:])

    /// The field without blanks around it; empty where it was not sent. Of two fields of a name
    /// the first counts.
    subscript(name: String) -> String { fields[name]?.first?.trimmed ?? "" }

    /// What was typed to the last blank, for passwords.
    func verbatim(_ name: String) -> String { fields[name]?.first ?? "" }

    /// Every value of a field that may be sent several times, such as ticked boxes.
    func all(_ name: String) -> [String] { fields[name]?.map(\.trimmed) ?? [] }

    var names: [String] { Array(fields.keys) }

    func has(_ name: String) -> Bool { fields[name] != nil }

    init(fields: [String: [String]]) {
        self.fields = fields
    }

    /// The query of an address; one that is not what a browser would send counts as empty.
    init(queryOf request: Request) {
        self = request.uri.query.flatMap { Form(encoded: $0.utf8) } ?? .empty
    }

    /// Reads the body, within the limits of `WebLimits`.
    ///
    /// - Throws: `WebError`.
    init(of request: Request) async throws {
        let type = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard type == "application/x-www-form-urlencoded" else { throw WebError.notAForm }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length > WebLimits.body
        {
            throw WebError.bodyTooLarge
        }
        let body = try await Form.collect(request)
        guard let form = Form(encoded: body.readableBytesView) else { throw WebError.malformedBody }
        self = form
    }

    /// Nil where the text is not what a browser would send: broken escapes, bytes that are not
    /// UTF-8, a NUL, more fields than any form of ours has.
    init?(encoded: some Collection<UInt8>) {
        var fields: [String: [String]] = [:]
        let pairs = encoded.split(
            separator: UInt8(ascii: "&"), maxSplits: WebLimits.formFields)
        guard pairs.count <= WebLimits.formFields else { return nil }
        for pair in pairs {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Form.decode(parts[0]),
                let value = parts.count == 2 ? Form.decode(parts[1]) : ""
            else { return nil }
            fields[name, default: []].append(value)
        }
        self.fields = fields
    }

    /// Undoes a browser's escapes; nil where they are broken.
    ///
    /// - Parameter plusIsBlank: as in forms and queries; in a path a plus is a plus.
    static func decode(_ bytes: some Collection<UInt8>, plusIsBlank: Bool = true) -> String? {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+") where plusIsBlank: out.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexValue),
                    let low = iterator.next().flatMap(hexValue)
                else { return nil }
                out.append(high << 4 | low)
            default: out.append(byte)
            }
        }
        guard !out.contains(0) else { return nil }
        return String(validating: out, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Takes the body as it comes, at most `WebLimits.body` bytes in `WebLimits.bodySeconds`.
    static func collect(_ request: Request) async throws -> ByteBuffer {
        try await Deadline.run(seconds: WebLimits.bodySeconds, orElse: WebError.bodyTooSlow) {
            var body = ByteBuffer()
            do {
                for try await part in request.body {
                    guard body.readableBytes + part.readableBytes <= WebLimits.body else {
                        throw WebError.bodyTooLarge
                    }
                    body.writeImmutableBuffer(part)
                }
            } catch let error as WebError {
                throw error
            } catch {
                throw WebError.malformedBody
            }
            return body
        }
    }
}
