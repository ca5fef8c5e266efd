import Accounts
import Hummingbird

/// 退出登录: here, or wherever one is signed in.
struct SignOutPages {
    func add(to site: inout Site) {
        site.signedIn(.post, "/logout") { request, desk in
            let cookie = desk.context.sessionCookie
            if let token = cookie.token(in: request) {
                try await SignOut(database: desk.database).perform(
                    token: token, by: desk.session.actor, at: desk.now)
            }
            return gone(desk, because: "out")
        }
        site.signedIn(.post, "/logout/everywhere") { _, desk in
            _ = try await SignOutEverywhere(database: desk.database).perform(
                by: desk.session.actor, at: desk.now)
            return gone(desk, because: "everywhere")
        }
    }

    private func gone(_ desk: Desk, because reason: String) -> Response {
        var response = desk.redirect(to: "/login?because=\(reason)")
        response.headers[.setCookie] = desk.context.sessionCookie.clearing
        return response
    }
}
