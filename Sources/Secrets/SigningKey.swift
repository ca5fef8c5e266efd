import CSodium

/// An Ed25519 key pair (RFC 8032): under it the head of the audit log is signed.
public struct SigningKey: Sendable, CustomStringConvertible {
    public static let publicLength = 32
    public static let signatureLength = 64

    public let publicKey: [UInt8]
    private let secretKey: [UInt8]

    /// The pair that follows from a seed: the same seed, the same pair.
    public init(seed: SecretKey) {
        var publicKey = [UInt8](repeating: 0, count: SigningKey.publicLength)
        var secretKey = [UInt8](repeating: 0, count: 64)
        seed.write { bytes in _ = crypto_sign_ed25519_seed_keypair(&publicKey, &secretKey, bytes) }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    public var description: String { "SigningKey(\(Hex.encode(publicKey)))" }

    /// 64 bytes.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: SigningKey.signatureLength)
        _ = crypto_sign_ed25519_detached(
            &signature, nil, message, UInt64(message.count), secretKey)
        return signature
    }

    public static func isValid(
        _ signature: [UInt8], of message: [UInt8], under publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureLength, publicKey.count == publicLength else {
            return false
        }
        return crypto_sign_ed25519_verify_detached(
            signature, message, UInt64(message.count), publicKey) == 0
    }
}
