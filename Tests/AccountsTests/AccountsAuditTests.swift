import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Accounts

@Suite struct AccountsAuditTests {
    /// Every kind of fact of this room and of contracts.
    private func fill(_ database: Database) async throws {
        let company = try await makeOrganisation(database, .propertyCompany, "恒达物业")
        let compound = try await makeCompound(database).scope
        try await makeContract(database, company: company, compound: compound)
        let wang = try await makePerson(database, "wang", as: .propertyManager, at: company)
        let zhang = try await makePerson(database, "zhang", as: .propertyManager, at: company)
        let (li, password) = try await makeAccount(database, "li")
        let (token, session) = try await signIn("li", password, in: database)
        _ = try await ChangePassword(database: database, passwords: testPasswords).perform(
            .init(token: token, current: password, new: "tiger-lamp-9"), by: session.actor,
            at: testMorning)
        let proposed = try await ProposeAppointment(database: database).perform(
            .init(account: "li", role: .propertyClerk, body: company, from: day("2026-03-01")),
            by: wang, on: day("2026-03-02"))
        _ = try await ConfirmAppointment(database: database).perform(
            proposed.id, by: zhang, at: testMorning, on: day("2026-03-02"))
        _ = try await EndAppointment(database: database).perform(
            .init(appointment: proposed.id, reason: "调离"), by: zhang, on: day("2026-03-02"))
        for days in [1, 2] {
            let issued = try await IssueAccessToken(database: database).perform(
                .init(name: "x", permissions: [.readFees], scopes: [compound], days: days),
                by: wang, at: testMorning)
            if days == 1 {
                _ = try await RevokeAccessToken(database: database).perform(
                    issued.accessToken, by: wang, at: testMorning)
            }
        }
        try await DisableAccount(database: database).perform(
            .init(account: li.id, reason: "离职"), by: testActor, at: testMorning)
        try await EnableAccount(database: database).perform(
            account: li.id, by: testActor, at: testMorning)
        try await DisableAccount(database: database).perform(
            .init(account: li.id, reason: "又离职"), by: testActor, at: testMorning)
    }

    @Test func whatWasDoneVerifies() async throws {
        try await withDatabase { database in
            try await fill(database)
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// What a superuser might do to each kind of fact, found by `audit verify`.
    @Test(arguments: [
        "update accounts.account set name = 'x2' where name = 'li'",
        "update accounts.account set display_name = '他人' where name = 'li'",
        """
        update accounts.password set hash = '$argon2id$v=19$m=8,t=1,p=1$x$y' where account_id = 1
        """,
        "update accounts.password set must_change = false where account_id = 1",
        "update accounts.password set set_at = set_at + interval '1 year' where account_id = 1",
        """
        insert into accounts.password (account_id, number, hash, must_change, set_at, entry_id)
        select account_id, 9, hash, false, set_at, entry_id from accounts.password limit 1
        """,
        "delete from accounts.password where number = 2",
        "update accounts.disabling set reason = 'x' where ended_at is null",
        "update accounts.disabling set disabled_at = now() where ended_at is null",
        "update accounts.disabling set ended_at = now() where ended_at is not null",
        "delete from accounts.disabling where ended_at is null",
        """
        update accounts.disabling set ended_at = now(), ended_entry_id = entry_id
        where ended_at is null
        """,
        "update accounts.appointment set role = 'propertyManager' where role = 'propertyClerk'",
        "update accounts.appointment set body = 3 where role = 'propertyClerk'",
        "update accounts.appointment set from_on = '2020-01-01' where role = 'propertyClerk'",
        "update accounts.appointment set until_on = '2099-01-01' where role = 'propertyClerk'",
        "update accounts.appointment set proposed_by = null where proposed_by is not null",
        "update accounts.appointment set confirmed_by = null where confirmed_by is not null",
        "update accounts.appointment set confirmed_at = now() where confirmed_by is not null",
        """
        update accounts.appointment set confirmed_at = null, confirmed_entry_id = null,
        confirmed_by = null where confirmed_by is not null
        """,
        "update accounts.appointment set ended_on = ended_on + 1 where ended_on is not null",
        """
        update accounts.appointment set ended_on = null, ended_entry_id = null
        where ended_on is not null
        """,
        "delete from accounts.appointment where role = 'propertyClerk'",
        "update accounts.session set token_sha256 = sha256('x') where session_id = 1",
        "update accounts.session set account_id = 2 where session_id = 1",
        "update accounts.session set address = 'x' where session_id = 1",
        "update accounts.session set created_at = now() where session_id = 1",
        """
        update accounts.session set ended_at = null, ended_entry_id = null
        where ended_at is not null
        """,
        """
        insert into accounts.session (account_id, token_sha256, address, created_at, seen_at,
        entry_id) select account_id, sha256('mine'), '', now(), now(), entry_id
        from accounts.session limit 1
        """,
        "delete from accounts.session where session_id = 1",
        "update accounts.access_token set permissions = '{readFees,bill}'",
        "update accounts.access_token set scopes = null",
        "update accounts.access_token set expires_at = expires_at + interval '1 year'",
        "update accounts.access_token set token_sha256 = sha256('mine') where token_id = 2",
        "update accounts.access_token set account_id = 2",
        "update accounts.access_token set name = 'y'",
        """
        update accounts.access_token set revoked_at = null, revoked_entry_id = null
        where revoked_at is not null
        """,
        "delete from accounts.access_token where token_id = 2",
        "update contracts.service_contract set from_on = '2000-01-01'",
        "update contracts.service_contract set until_on = '2099-01-01', declared_until_on = '2099-01-01'",
        "delete from contracts.service_contract",
    ])
    func findsTampering(sql: String) async throws {
        try await withDatabase { database in
            try await fill(database)
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { try await $0.script(sql) }
            let codes = Set(try await auditProblems(database).map(\.code))
            #expect(codes == ["factsDiffer"])
        }
    }

    /// The chain covers whose account acted.
    @Test func anEntryGivenToSomebodyElseIsFound() async throws {
        try await withDatabase { database in
            try await fill(database)
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { connection in
                try await connection.script(
                    """
                    alter table access.audit_entry disable trigger all;
                    update access.audit_entry set account_id = account_id + 1
                    where account_id is not null;
                    """)
            }
            #expect(try await auditProblems(database).contains { $0.code == "chainBroken" })
        }
    }

    /// The database itself keeps the rules that matter most.
    @Test(arguments: [
        (
            "update accounts.appointment set proposed_by = account_id",
            "appointment_not_oneself"
        ),
        (
            "update accounts.appointment set confirmed_by = account_id",
            "appointment_not_oneself"
        ),
        (
            "update accounts.appointment set confirmed_by = proposed_by where proposed_by is not null",
            "appointment_two_people"
        ),
        (
            "update accounts.appointment set body = 1",
            "appointment_at_installation"
        ),
        (
            "insert into accounts.account (scope_id, name, display_name, entry_id) values (2, 'xx', 'x', 1)",
            "account_installation"
        ),
    ])
    func theDatabaseRefuses(sql: String, constraint: String) async throws {
        try await withDatabase(asOwner: true) { database in
            try await fill(database)
            do {
                try await database.withConnection { try await $0.script(sql) }
                Issue.record("permitted: \(sql)")
            } catch let error as PostgresError {
                #expect(error.constraint == constraint)
            }
        }
    }

    @Test(arguments: [
        "delete from accounts.account", "update accounts.account set name = 'x'",
        "update accounts.password set hash = 'x'", "delete from accounts.session",
        "update accounts.session set token_sha256 = sha256('x')",
        "update accounts.appointment set role = 'auditor'", "delete from accounts.appointment",
        "update accounts.access_token set permissions = '{}'",
        "update contracts.service_contract set from_on = '2000-01-01'",
        "delete from contracts.service_contract", "delete from accounts.attempt",
    ])
    func theServingRoleMayNot(sql: String) async throws {
        do {
            try await withRolledBack { try await $0.script(sql) }
            Issue.record("permitted: \(sql)")
        } catch let error as PostgresError {
            #expect(error.sqlState == "42501")
        }
    }
}
