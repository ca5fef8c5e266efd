import Access
import Core
import TestSupport
import Testing

@testable import Web

@Suite struct RouteAccessTests {
    static let here = ScopeID(5)
    static let there = ScopeID(6)

    static func grant(_ role: Role, _ reach: Grant.Reach) -> Grant {
        Grant(appointment: AppointmentID(1), role: role, body: "甲公司", reach: reach)
    }

    static let clerk = Actor.account(
        AccountID(1), name: "wang", grants: [grant(.propertyClerk, .scopes([here]))])
    static let administrator = Actor.account(
        AccountID(2), name: "root", grants: [grant(.administrator, .everywhere)])
    static let nobody = Actor.account(AccountID(3), name: "new", grants: [])

    enum Expected { case granted, notPermitted, notThere }

    @Test(arguments: [
        (RouteAccess.needs(.readFees, in: .path), clerk, here as ScopeID?, Expected.granted),
        (.needs(.readFees, in: .path), clerk, there, .notThere),
        (.needs(.readFees, in: .path), clerk, nil, .notThere),
        (.needs(.readFees, in: .installation), clerk, here, .notThere),
        (.needs(.readFees, in: .anywhere), clerk, nil, .granted),
        (.needs(.readAudit, in: .anywhere), clerk, here, .notPermitted),
        (.needs(.readAudit, in: .path), clerk, there, .notPermitted),
        (.needs(.manageAccounts, in: .installation), administrator, nil, .granted),
        (.needs(.manageAccounts, in: .path), administrator, there, .granted),
        (.needs(.readFees, in: .anywhere), administrator, nil, .notPermitted),
        (.needs(.readFees, in: .anywhere), nobody, nil, .notPermitted),
        (.signedIn, nobody, nil, .granted),
    ])
    func whatAPersonIsTold(
        _ access: RouteAccess, _ actor: Actor, _ scope: ScopeID?, _ expected: Expected
    ) {
        switch (access.verdict(for: actor, in: scope), expected) {
        case (.granted, .granted), (.notPermitted, .notPermitted), (.notThere, .notThere): break
        default: Issue.record("\(access) \(actor.name) \(String(describing: scope))")
        }
    }

    /// The log says in which appointment it was done.
    @Test func oneActsInTheAppointmentThatPermitsIt() {
        let manager = RouteAccessTests.grant(.propertyManager, .scopes([RouteAccessTests.there]))
        let both = Actor.account(
            AccountID(1), name: "wang",
            grants: [
                RouteAccessTests.grant(.gridWorker, .scopes([RouteAccessTests.there])), manager,
            ])
        let verdict = RouteAccess.needs(.bill, in: .path).verdict(
            for: both, in: RouteAccessTests.there)
        #expect(
            verdict == .granted(.account(AccountID(1), name: "wang", grants: [manager])))
    }
}
