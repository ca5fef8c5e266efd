import Hummingbird

/// The cookie that carries the session of somebody who works here. It ends with the browser; how
/// long a session lives is kept where sessions are.
struct SessionCookie: Sendable {
    /// Longer is no token of ours, and not worth looking up.
    private static let longestToken = 200

    /// Under TLS the browser itself guarantees that only this host, by TLS, set the cookie; on
    /// plain loopback it would refuse that prefix. Residents' cookies have names of their own.
    let isSecure: Bool

    var name: String { isSecure ? "__Host-linli_session" : "linli_session" }

    func setting(_ token: String) -> String { "\(name)=\(token)\(attributes)" }

    var clearing: String { "\(name)=\(attributes); Max-Age=0" }

    /// The token that a request carries; nil where there is none.
    func token(in request: Request) -> String? {
        guard let value = request.cookies[name]?.value, !value.isEmpty,
            value.utf8.count <= SessionCookie.longestToken
        else { return nil }
        return value
    }

    var attributes: String {
        "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
