import Foundation
import Glibc

/// An answer as it came over the wire.
struct Answer: Sendable {
    let status: Int
    /// Names in lower case, in the order in which they came.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The values of a field, joined as HTTP joins them; nil where there is none.
    subscript(name: String) -> String? {
        let values = headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The cookie that was set, as a browser would send it back.
    var cookie: String? { self["set-cookie"].map { String($0.prefix { $0 != ";" }) } }
}

enum HTTPFailure: Error {
    case connect(Int32)
    /// The connection ended before an answer had come whole.
    case cut(received: String)
}

/// Speaks HTTP/1.1 over a plain socket, byte by byte as the test says: no library in between that
/// would correct what is wrong on purpose.
struct HTTPClient: Sendable {
    let port: Int

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers)
    }

    /// Sends a form as a browser on our own page does.
    func post(
        _ path: String, _ fields: [(String, String)], _ headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = fields.map { "\($0.0)=\(escaped($0.1))" }.joined(separator: "&")
        var all = headers
        if all["Content-Type"] == nil {
            all["Content-Type"] = "application/x-www-form-urlencoded"
        }
        return try await send("POST", path, all, body: Array(body.utf8))
    }

    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> Answer {
        var all = headers
        if all["Host"] == nil { all["Host"] = "127.0.0.1:\(port)" }
        if all["Connection"] == nil { all["Connection"] = "close" }
        if let body, all["Content-Length"] == nil { all["Content-Length"] = String(body.count) }
        var request = "\(method) \(path) HTTP/1.1\r\n"
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            request += "\(name): \(value)\r\n"
        }
        return try await raw(Array((request + "\r\n").utf8) + (body ?? []), to: method)
    }

    /// Sends the bytes and reads one answer.
    func raw(_ bytes: [UInt8], to method: String = "GET") async throws -> Answer {
        let port = port
        return try await HTTPClient.onThread {
            let socket = try HTTPClient.connect(to: port)
            defer { HTTPClient.close(socket) }
            HTTPClient.write(bytes, to: socket)
            return try HTTPClient.readAnswer(from: socket, to: method)
        }
    }

    private func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    // MARK: Sockets

    /// Blocking calls stay off the threads that the server under test runs on.
    static func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    static func connect(to port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: INADDR_LOOPBACK.bigEndian)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let reason = errno
            close(socket)
            throw HTTPFailure.connect(reason)
        }
        return socket
    }

    static func write(_ bytes: [UInt8], to socket: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    static func close(_ socket: Int32) { _ = Glibc.close(socket) }

    /// Everything until the other side closes, as text.
    static func readAll(from socket: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Sends again and again without ever reading.
    ///
    /// - Returns: whether the other side still holds the connection after so many seconds.
    static func endures(_ socket: Int32, repeating bytes: [UInt8], seconds: Int) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN || errno == EWOULDBLOCK {
                usleep(10_000)
            } else if count < 0 {
                return false
            }
        }
        return true
    }

    static func readAnswer(from socket: Int32, to method: String) throws -> Answer {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            if let answer = parse(bytes, to: method) { return answer }
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else {
                throw HTTPFailure.cut(received: String(decoding: bytes, as: UTF8.self))
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Nil while the answer is not whole.
    private static func parse(_ bytes: [UInt8], to method: String) -> Answer? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                name: line[..<colon].lowercased(),
                value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
            )
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let expected = method == "HEAD" || status == 304 ? 0 : length
        let body = bytes[end.upperBound...]
        guard body.count >= expected else { return nil }
        return Answer(status: status, headers: headers, body: Array(body.prefix(expected)))
    }
}
