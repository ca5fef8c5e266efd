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

    /// Seals a text so that it can be read and was written only under this key (XSalsa20 and
    /// Poly1305): a random nonce of 24 bytes, then 16 bytes more than the text.
    public func seal(_ text: [UInt8]) -> [UInt8] {
        let nonce = Random.bytes(Int(crypto_secretbox_noncebytes()))
        var out = [UInt8](repeating: 0, count: text.count + Int(crypto_secretbox_macbytes()))
        crypto_secretbox_easy(&out, text, UInt64(text.count), nonce, bytes)
        return nonce + out
    }

    /// What was sealed; nil where it was not sealed under this key, or was changed.
    public func open(_ sealed: [UInt8]) -> [UInt8]? {
        let (nonce, mac) = (Int(crypto_secretbox_noncebytes()), Int(crypto_secretbox_macbytes()))
        guard sealed.count >= nonce + mac else { return nil }
        var out = [UInt8](repeating: 0, count: sealed.count - nonce - mac)
        let status = crypto_secretbox_open_easy(
            &out, Array(sealed[nonce...]), UInt64(sealed.count - nonce),
            Array(sealed[..<nonce]), bytes)
        return status == 0 ? out : nil
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
