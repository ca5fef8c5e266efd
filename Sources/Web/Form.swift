import Core
import Hummingbird

/// The fields of a form that a browser sent (application/x-www-form-urlencoded).
struct Form: Sendable {
    private let fields: [String: String]

    /// The field without blanks around it; empty where it was not sent.
    subscript(name: String) -> String { fields[name]?.trimmed ?? "" }

    init(fields: [String: String]) {
        self.fields = fields
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
    /// UTF-8, a NUL, more fields than any form of ours has. Of two fields of a name the first
    /// counts.
    init?(encoded: some Collection<UInt8>) {
        var fields: [String: String] = [:]
        let pairs = encoded.split(
            separator: UInt8(ascii: "&"), maxSplits: WebLimits.formFields)
        guard pairs.count <= WebLimits.formFields else { return nil }
        for pair in pairs {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Form.decode(parts[0]),
                let value = parts.count == 2 ? Form.decode(parts[1]) : ""
            else { return nil }
            if fields[name] == nil { fields[name] = value }
        }
        self.fields = fields
    }

    private static func decode(_ bytes: some Collection<UInt8>) -> String? {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): out.append(UInt8(ascii: " "))
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
    private static func collect(_ request: Request) async throws -> ByteBuffer {
        try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask {
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
            group.addTask {
                try await Task.sleep(for: .seconds(WebLimits.bodySeconds))
                return nil
            }
            defer { group.cancelAll() }
            guard case .some(.some(let body)) = try await group.next() else {
                throw WebError.bodyTooSlow
            }
            return body
        }
    }
}
