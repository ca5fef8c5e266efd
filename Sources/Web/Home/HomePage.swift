import Core
import Hummingbird

/// The first page of somebody who works here.
struct HomePage {
    func add(to site: inout Site) {
        site.signedIn(.get, "/desk") { _, desk in
            try desk.page("home/home", HomeView(desk))
        }
    }
}

struct HomeView: Sendable {
    let person: String
    let isIdle: Bool

    init(_ desk: Desk) {
        person = desk.session.displayName
        isIdle = desk.session.actor.grants.isEmpty
    }
}
