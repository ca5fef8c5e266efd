import Hummingbird
import Registry

/// The cookie that carries a resident's token after the link or the form was used.
struct ResidentCookie {
    /// A quarter: the link on each month's bill starts it anew. The token is checked on every
    /// request, so a revoked link ends the cookie at once.
    static let lifetimeSeconds = 90 * 86_400

    /// Under TLS the browser itself guarantees that only this host, by TLS, set the cookie; on
    /// plain loopback it would refuse that prefix.
    let isSecure: Bool

    var name: String { isSecure ? "__Host-linli" : "linli" }

    /// - Parameter remember: for `lifetimeSeconds`, or until the browser is closed.
    func setting(_ token: ResidentToken, remember: Bool) -> String {
        let age = remember ? "; Max-Age=\(ResidentCookie.lifetimeSeconds)" : ""
        return "\(name)=\(token.text)\(attributes)\(age)"
    }

    var clearing: String { "\(name)=\(attributes); Max-Age=0" }

    /// The token that a request carries; nil where there is none or it cannot be one.
    func token(in request: Request) -> ResidentToken? {
        request.cookies[name].flatMap { ResidentToken($0.value) }
    }

    /// Whether the request carries the cookie at all, be it a broken one.
    func isPresent(in request: Request) -> Bool { request.cookies[name] != nil }

    private var attributes: String {
        "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}
