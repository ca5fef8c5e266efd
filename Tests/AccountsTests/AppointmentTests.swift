import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct AppointmentTests {
    /// A company with two managers and a clerk to be.
    private struct Company {
        let database: Database
        let scope: ScopeID
        let wang: Actor
        let zhang: Actor

        init(_ database: Database) async throws {
            self.database = database
            scope = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            wang = try await makePerson(database, "wang", as: .propertyManager, at: scope)
            zhang = try await makePerson(database, "zhang", as: .propertyManager, at: scope)
            _ = try await makeAccount(database, "li", displayName: "李晓玉")
        }

        func propose(
            _ name: String = "li", as role: Role = .propertyClerk, by actor: Actor,
            from: String = "2026-03-01", until: String? = nil, at body: ScopeID? = nil
        ) async throws -> AppointmentRecord {
            try await ProposeAppointment(database: database).perform(
                .init(
                    account: name, role: role, body: body ?? scope, from: day(from),
                    until: until.map { day($0) }),
                by: actor, on: day("2026-03-02"))
        }

        func confirm(_ id: AppointmentID, by actor: Actor) async throws -> AppointmentRecord {
            try await ConfirmAppointment(database: database).perform(
                id, by: actor, at: testMorning, on: day("2026-03-02"))
        }
    }

    @Test func twoPeopleAppointAThird() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let proposed = try await company.propose(by: company.wang)
            #expect(proposed.state(on: day("2026-03-02")) == .proposed)
            #expect(proposed.proposedBy == "wang")
            let list = ListAppointments(database: database)
            let waiting = try await list.perform(
                .init(state: .proposed), by: company.zhang, on: day("2026-03-02"))
            #expect(waiting.appointments.map(\.id) == [proposed.id])
            let confirmed = try await company.confirm(proposed.id, by: company.zhang)
            #expect(confirmed.state(on: day("2026-03-02")) == .inForce)
            #expect(confirmed.state(on: day("2026-02-28")) == .upcoming)
            #expect(confirmed.confirmedBy == "zhang")
            #expect(confirmed.account.displayName == "李晓玉")
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// Each row takes one fault away from the row before.
    @Test func proposingIsRefused() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let compound = try await makeCompound(database).scope
            try await makeContract(database, company: company.scope, compound: compound)
            let (disabled, _) = try await makeAccount(database, "zhao")
            try await DisableAccount(database: database).perform(
                .init(account: disabled.id, reason: "离职"), by: testActor, at: testMorning)
            let wang = try await reading("wang", in: database)
            let clerk = try await makePerson(
                database, "chen", as: .propertyClerk, at: company.scope)
            let none: ScopeID? = nil
            for (actor, name, role, body, from, until, code) in [
                (clerk, "li", Role.propertyClerk, none, "2026-03-01", nil, "notPermitted"),
                (wang, "li", .auditor, .installation, "2026-03-01", nil, "notPermitted"),
                // it reaches the compound, but does not appoint who watches over it
                (wang, "li", .ownersCommittee, compound, "2026-03-01", nil, "roleNotYours"),
                (testActor, "nobody", .propertyClerk, none, "2026-03-01", nil, "unknownAccount"),
                (testActor, "li", .propertyClerk, ScopeID(999), "2026-03-01", nil, "unknownBody"),
                (testActor, "li", .propertyClerk, compound, "2026-03-01", nil, "roleDoesNotFit"),
                (testActor, "li", .administrator, none, "2026-03-01", nil, "roleDoesNotFit"),
                (wang, "wang", .propertyClerk, none, "2026-03-01", nil, "ownAppointment"),
                (wang, "zhao", .propertyClerk, none, "2026-03-01", nil, "accountDisabled"),
                (wang, "li", .propertyClerk, none, "2026-03-02", "2026-03-01", "untilBeforeFrom"),
                (wang, "li", .propertyClerk, none, "2026-03-01", "2026-03-01", "untilInPast"),
                (wang, "li", .propertyClerk, none, "2026-03-02", "2026-03-02", "none"),
                (wang, "li", .propertyClerk, none, "2026-03-02", nil, "appointedAlready"),
                (wang, "li", .propertyClerk, none, "2026-03-03", nil, "none"),
                (wang, "li", .propertyManager, none, "2026-03-03", nil, "none"),
            ] {
                let said = try await refusal {
                    _ = try await company.propose(
                        name, as: role, by: actor, from: from, until: until, at: body)
                }
                #expect(said == code, "\(name) \(role) \(from)")
            }
            #expect(try await auditProblems(database) == [])
        }
    }

    private func reading(_ name: String, in database: Database) async throws -> Actor {
        let account = try await database.withConnection {
            try await AccountStore.find(name, on: $0)
        }
        let reset = try await ResetPassword(database: database, passwords: testPasswords).perform(
            account: account.id, by: testActor, at: testMorning)
        return try await signIn(name, reset.initialPassword, in: database).session.actor
    }

    @Test func confirmingIsRefused() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let li = try await reading("li", in: database)
            let forLi = try await company.propose(by: company.wang)
            let forZhang = try await company.propose(
                "zhang", as: .propertyClerk, by: company.wang)
            let unknown = AppointmentID(9999)
            for (id, actor, code) in [
                (unknown, company.zhang, "unknownAppointment"), (forLi.id, li, "notPermitted"),
                (forZhang.id, company.zhang, "ownAppointment"),
                (forLi.id, company.wang, "proposedByYourself"),
                (forLi.id, company.zhang, "none"), (forLi.id, company.zhang, "confirmedAlready"),
                (forZhang.id, testActor, "none"),
            ] {
                let said = try await refusal { _ = try await company.confirm(id, by: actor) }
                #expect(said == code)
            }
            let noted = try await database.query(
                "select detail ->> 'code' from access.audit_entry where action = 'Refused' order by 1"
            ).map { try $0.decode(String.self) }
            #expect(noted == ["ownAppointment", "proposedByYourself"])
        }
    }

    @Test func confirmedByManyAtOnceIsConfirmedOnce() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let proposed = try await company.propose(by: company.wang)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await refusal {
                            _ = try await company.confirm(proposed.id, by: company.zhang)
                        }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "confirmedAlready" } == 7)
            #expect(try await auditProblems(database) == [])
        }
    }

    @Test func proposedTwiceAtOnceIsProposedOnce() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let codes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await refusal { _ = try await company.propose(by: company.wang) }
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == "none" } == 1)
            #expect(codes.count { $0 == "appointedAlready" } == 5)
        }
    }

    @Test func endedItHoldsNoMore() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let proposed = try await company.propose(by: company.wang)
            let end = EndAppointment(database: database)
            let input = EndAppointment.Input(appointment: proposed.id, reason: "调离")
            let ended = try await end.perform(input, by: company.wang, on: day("2026-03-02"))
            #expect(ended.state(on: day("2026-03-02")) == .ended)
            #expect(ended.endedBy == "wang")
            for (input, code) in [
                (input, "appointmentEnded"),
                (.init(appointment: proposed.id, reason: " "), "reasonInvalid"),
                (.init(appointment: AppointmentID(9999), reason: "x"), "unknownAppointment"),
            ] {
                let said = try await refusal {
                    _ = try await end.perform(input, by: company.wang, on: day("2026-03-02"))
                }
                #expect(said == code)
            }
            let said = try await refusal {
                _ = try await company.confirm(proposed.id, by: company.zhang)
            }
            #expect(said == "appointmentEnded")
            // and may be made anew on the same days
            let again = try await company.propose(by: company.wang)
            _ = try await company.confirm(again.id, by: company.zhang)
            let li = try await reading("li", in: database)
            #expect(li.grants.map(\.appointment) == [again.id])
            _ = try await end.perform(
                .init(appointment: again.id, reason: "调离"), by: company.zhang,
                on: day("2026-03-02"))
            #expect(try await reading("li", in: database).grants.isEmpty)
            #expect(try await auditProblems(database) == [])
        }
    }

    /// An administrator, an auditor and everybody else are three people.
    @Test(arguments: [
        (Role.administrator, Role.auditor), (.auditor, .administrator),
        (.administrator, .propertyClerk), (.propertyClerk, .auditor),
    ])
    func dutiesAreKeptApart(first: Role, second: Role) async throws {
        try await withDatabase { database in
            let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
            func body(_ role: Role) -> ScopeID {
                role == .propertyClerk ? company : .installation
            }
            _ = try await makeAccount(database, "li")
            try await appoint("li", as: first, at: body(first), until: "2026-12-31", in: database)
            let code = try await refusal {
                try await appoint(
                    "li", as: second, at: body(second), from: "2026-12-31", in: database)
            }
            #expect(code == "dutiesTogether")
            try await appoint("li", as: second, at: body(second), from: "2027-01-01", in: database)
        }
    }

    @Test func aListShowsWhereOneMayAppoint() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            let other = try await makeOrganisation(database, .propertyCompany, "别家物业")
            _ = try await makeAccount(database, "sun")
            try await appoint("sun", as: .propertyManager, at: other, in: database)
            let list = ListAppointments(database: database)
            func names(
                _ input: ListAppointments.Input, by actor: Actor
            ) async throws -> Set<String> {
                Set(
                    try await list.perform(input, by: actor, on: day("2026-03-02"))
                        .appointments.map(\.account.name))
            }
            #expect(try await names(.init(), by: company.wang) == ["wang", "zhang"])
            #expect(try await names(.init(), by: testActor) == ["wang", "zhang", "sun"])
            #expect(try await names(.init(search: "su"), by: testActor) == ["sun"])
            #expect(try await names(.init(search: "%"), by: testActor) == [])
            #expect(try await names(.init(state: .ended), by: testActor) == [])
            let page = try await list.perform(
                .init(limit: 1, offset: 1), by: testActor, on: day("2026-03-02"))
            #expect(page.count == 3)
            #expect(page.appointments.map(\.account.name) == ["zhang"])
            let foreign = try await refusal {
                _ = try await names(.init(body: other), by: company.wang)
            }
            #expect(foreign == "notPermitted")
            let nowhere = try await refusal {
                _ = try await names(
                    .init(), by: .account(AccountID(1), name: "x", grants: []))
            }
            #expect(nowhere == "notPermitted")
        }
    }

    /// What a form offers is what is taken.
    @Test func bodiesAreThoseThatOneAppointsAt() async throws {
        try await withDatabase { database in
            let company = try await Company(database)
            _ = try await makeOrganisation(database, .propertyCompany, "别家物业")
            let bodies = ListBodies(database: database)
            let wangs = try await bodies.perform(by: company.wang)
            #expect(wangs.map(\.scope) == [company.scope])
            #expect(wangs.first?.roles == [.propertyClerk, .propertyManager])
            let all = try await bodies.perform(by: testActor)
            #expect(all.map(\.name).contains("本系统") && all.count == 3)
            let clerk = try await makePerson(
                database, "sun", as: .propertyClerk, at: company.scope)
            let said = try await refusal { _ = try await bodies.perform(by: clerk) }
            #expect(said == "notPermitted")
            let list = ListAppointments(database: database)
            for (role, count) in [
                (Role.propertyClerk, 1), (.propertyManager, 2), (.auditor, 0),
            ] {
                let found = try await list.perform(
                    .init(role: role), by: company.wang, on: day("2026-03-02"))
                #expect(found.count == count, "\(role)")
            }
        }
    }
}
