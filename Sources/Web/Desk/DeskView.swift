import Access

/// What the layout around every page of the desk shows.
struct DeskView: Sendable {
    /// Who is here.
    let person: String
    /// In which capacity: the appointment acted in, or all that there are.
    let capacities: [Capacity]
    /// The first of them in short; nil where there is none.
    let role: String?
    let groups: [Group]
    let notice: Notice?
    /// For the hidden field of every form.
    let csrf: String

    struct Capacity: Sendable, Equatable {
        /// `物业收费员`.
        let role: String
        /// `许昌恒达物业公司`.
        let body: String
    }

    struct Group: Sendable {
        /// Nil for the first.
        let title: String?
        let links: [Link]
    }

    struct Link: Sendable {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    struct Notice: Sendable {
        let sentence: String
        let isWarning: Bool
    }

    init(
        person: String, capacities: [Capacity], groups: [Group], notice: Notice?, csrf: String
    ) {
        self.person = person
        self.capacities = capacities
        role = capacities.first.map { first in
            let others = capacities.count > 1 ? " 等 \(capacities.count) 项任职" : ""
            return "\(first.role) · \(first.body)\(others)"
        }
        self.groups = groups
        self.notice = notice
        self.csrf = csrf
    }

    init(_ desk: Desk) {
        var capacities: [Capacity] = []
        for grant in desk.actor.grants {
            let capacity = Capacity(role: grant.role.title, body: grant.body)
            if !capacities.contains(capacity) { capacities.append(capacity) }
        }
        let isFresh = desk.session.mustChangePassword
        self.init(
            person: desk.session.displayName, capacities: capacities,
            groups: isFresh ? [] : Navigation.groups(for: desk.session.actor, at: desk.path),
            notice: desk.notice.map {
                Notice(sentence: $0.sentence, isWarning: $0.tone == .warning)
            },
            csrf: desk.csrf)
    }
}
