import Hummingbird
import Secrets

/// What a page says once about what was just done: travels in a short-lived cookie from the answer
/// that sends the browser on to the page that it comes to, sealed under the session's seed, so that
/// nobody puts words into our mouth.
struct Notice: Sendable, Equatable {
    enum Tone: String, Sendable {
        case done
        case warning
    }

    let sentence: String
    let tone: Tone

    init(_ sentence: String, tone: Tone = .done) {
        self.sentence = String(sentence.prefix(Notice.longest))
        self.tone = tone
    }

    /// Characters: three bytes each, nine when escaped; a cookie holds four thousand.
    private static let longest = 200
    /// Seconds: longer than the way to the next page takes.
    private static let lifetime = 60

    private static func key(_ seed: [UInt8]) -> SecretKey {
        SecretKey(Digest.sha256(seed)) ?? SecretKey()
    }

    static func name(_ cookie: SessionCookie) -> String {
        cookie.isSecure ? "__Host-linli_notice" : "linli_notice"
    }

    func setting(under seed: [UInt8], _ cookie: SessionCookie) -> String {
        let words = "\(tone.rawValue).\(URLText.escape(sentence))"
        let seal = Base64URL.encode(Notice.key(seed).authenticate("notice \(words)"))
        return "\(Notice.name(cookie))=\(seal).\(words)\(cookie.attributes)"
            + "; Max-Age=\(Notice.lifetime)"
    }

    static func clearing(_ cookie: SessionCookie) -> String {
        "\(name(cookie))=\(cookie.attributes); Max-Age=0"
    }

    /// The notice that a request brings; nil where it brings none, or one that is not ours.
    init?(in request: Request, under seed: [UInt8], _ cookie: SessionCookie) {
        guard let value = request.cookies[Notice.name(cookie)]?.value else { return nil }
        let parts = value.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let tone = Tone(rawValue: String(parts[1])),
            constantTimeEqual(
                Array(parts[0].utf8),
                Array(
                    Base64URL.encode(
                        Notice.key(seed).authenticate("notice \(parts[1]).\(parts[2])")
                    ).utf8)),
            let sentence = Form.decode(parts[2].utf8)
        else { return nil }
        self.init(sentence, tone: tone)
    }
}
