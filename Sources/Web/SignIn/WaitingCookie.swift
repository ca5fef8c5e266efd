import Accounts
import Hummingbird

/// The cookie between the password and the code of a second factor. It opens no session.
struct WaitingCookie: Sendable {
    /// The session's, whose attributes it shares.
    let session: SessionCookie
    /// Longer is no token of ours.
    private static let longestToken = 200

    var name: String { session.isSecure ? "__Host-linli_code" : "linli_code" }

    func setting(_ token: String) -> String {
        "\(name)=\(token)\(session.attributes); Max-Age=\(SessionLimits.pending)"
    }

    var clearing: String { "\(name)=\(session.attributes); Max-Age=0" }

    func token(in request: Request) -> String? {
        guard let value = request.cookies[name]?.value, !value.isEmpty,
            value.utf8.count <= WaitingCookie.longestToken
        else { return nil }
        return value
    }
}
