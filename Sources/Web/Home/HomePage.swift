import Hummingbird

/// The first page of somebody who works here: what waits for them today.
struct HomePage {
    func add(to site: inout Site) {
        site.signedIn(.get, "/desk") { request, desk in
            let token = desk.context.sessionCookie.token(in: request) ?? ""
            return try desk.page(
                "home/home", HomeView(try await HomeFacts.read(desk, token: token), desk))
        }
    }
}
