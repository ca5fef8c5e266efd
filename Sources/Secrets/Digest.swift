import CSodium

/// SHA-256 (FIPS 180-4), through libsodium.
public enum Digest {
    public static let length = 32

    public static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let contiguous = Array(bytes)
        var out = [UInt8](repeating: 0, count: length)
        crypto_hash_sha256(&out, contiguous, UInt64(contiguous.count))
        return out
    }

    public static func sha256(_ text: String) -> [UInt8] { sha256(text.utf8) }
}

/// SHA-256 over a stream, in constant memory.
public struct StreamingDigest {
    private var state = crypto_hash_sha256_state()

    public init() {
        crypto_hash_sha256_init(&state)
    }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        crypto_hash_sha256_update(&state, start, UInt64(bytes.count))
    }

    public mutating func finish() -> [UInt8] {
        var out = [UInt8](repeating: 0, count: Digest.length)
        crypto_hash_sha256_final(&state, &out)
        return out
    }
}
