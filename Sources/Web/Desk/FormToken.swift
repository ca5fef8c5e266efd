import Secrets

/// The token in every form, which another site cannot know: `nonce.HMAC(seed, nonce)`.
///
/// The nonce changes with every page, so that the token of one page says nothing about the next,
/// not even through the length of a compressed answer.
struct FormToken: Sendable {
    static let field = "_csrf"
    private static let nonceLength = 12

    private let key: SecretKey

    /// - Parameter seed: secret bytes of the session, of any length.
    init(seed: [UInt8]) {
        key = SecretKey(Digest.sha256(seed)) ?? SecretKey()
    }

    func make() -> String {
        let nonce = Base64URL.encode(Random.bytes(FormToken.nonceLength))
        return "\(nonce).\(seal(nonce))"
    }

    func accepts(_ token: String) -> Bool {
        let parts = token.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return false }
        return constantTimeEqual(Array(seal(String(parts[0])).utf8), Array(parts[1].utf8))
    }

    private func seal(_ nonce: String) -> String {
        Base64URL.encode(key.authenticate("form \(nonce)"))
    }
}
