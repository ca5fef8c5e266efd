import CSodium

/// A key that lives outside the database. Its description never shows it.
public struct SecretKey: Sendable, CustomStringConvertible {
    public static let length = 32

    private let bytes: [UInt8]

    /// Nil unless the key is exactly `length` bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == SecretKey.length else { return nil }
        self.bytes = bytes
    }

    public init() {
        bytes = Random.bytes(SecretKey.length)
    }

    public var description: String { "SecretKey(…)" }

    /// HMAC-SHA-256 (RFC 2104) of a message under this key: 32 bytes.
    public func authenticate(_ message: String) -> [UInt8] {
        let text = Array(message.utf8)
        var out = [UInt8](repeating: 0, count: Digest.length)
        crypto_auth_hmacsha256(&out, text, UInt64(text.count), bytes)
        return out
    }

    func write(_ body: ([UInt8]) throws -> Void) rethrows {
        try body(bytes)
    }
}

public enum Random {
    /// Bytes from the operating system's generator.
    public static func bytes(_ count: Int) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: count)
        randombytes_buf(&out, count)
        return out
    }
}

/// Compares in a time that does not depend on where the first difference is.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}
