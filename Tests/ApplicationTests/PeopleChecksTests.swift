import Access
import Accounts
import Core
import Postgres
import TestSupport
import Testing

@testable import Application

/// Each check of accounts, contracts and approvals finds what it says.
@Suite struct PeopleChecksTests {
    static let cases: [(check: String, sql: String)] = [
        ("accounts-account-password", "delete from accounts.password where account_id = 1"),
        (
            "accounts-account-password",
            "update accounts.password set number = 2 where account_id = 1"
        ),
        (
            "accounts-appointment-people",
            "update accounts.appointment set body = \(Self.compound) where role = 'propertyClerk'"
        ),
        (
            "accounts-appointment-people",
            """
            alter table accounts.appointment drop constraint appointment_not_oneself;
            update accounts.appointment set proposed_by = account_id
            """
        ),
        (
            "accounts-appointment-people",
            """
            alter table accounts.appointment drop constraint appointment_two_people;
            update accounts.appointment set proposed_by = 2, confirmed_by = 2 where account_id = 1
            """
        ),
        (
            "accounts-duties-apart",
            """
            alter table accounts.appointment drop constraint appointment_duties_apart;
            insert into accounts.appointment (account_id, role, body, from_on, entry_id)
            values (1, 'auditor', 1, '2026-03-02', 1)
            """
        ),
        ("accounts-approval-people", "update access.approval set asked_by = 999"),
        (
            "accounts-approval-people",
            """
            alter table access.approval drop constraint approval_two_people;
            update access.approval set decided_by = asked_by
            """
        ),
        ("accounts-two-people", "delete from access.approval"),
        ("accounts-two-people", "update access.approval set action = 'WaiveCharge'"),
        (
            "accounts-two-people",
            "update access.approval set asked_by = decided_by, decided_by = asked_by"
        ),
        (
            "accounts-second-factor",
            """
            insert into accounts.second_factor (account_id, secret_sealed, enrolled_at, entry_id,
            confirmed_at, confirmed_entry_id) values (1, 'x', now(), 1, now(), 1)
            """
        ),
        (
            "accounts-second-factor",
            """
            insert into accounts.second_factor (account_id, secret_sealed, enrolled_at, entry_id,
            ended_at, ended_entry_id) values (1, 'x', now(), 1, now() - interval '1 day', 1)
            """
        ),
        (
            "accounts-access-token",
            """
            insert into accounts.access_token (account_id, name, token_sha256, permissions,
            issued_at, expires_at, entry_id)
            values (1, 'x', sha256('x'), '{bill}', now(), now() + interval '367 days', 1)
            """
        ),
        (
            "contracts-contract-overlap",
            """
            alter table contracts.service_contract
            drop constraint service_contract_no_overlap;
            insert into contracts.service_contract (scope_id, company, from_on, resolution_id,
            entry_id) select scope_id, company, '2022-01-01', resolution_id, entry_id
            from contracts.service_contract
            """
        ),
        (
            "contracts-contract-overlap",
            "update resolutions.resolution set kind = 'committee' where title = '选聘物业服务企业'"
        ),
        (
            "contracts-contract-overlap",
            "update registry.organisation set kind = 'workUnit'"
        ),
    ]

    private static let compound = "(select min(scope_id) from registry.compound)"

    @Test(arguments: cases)
    func findsWhatIsWrong(check: String, sql: String) async throws {
        try await withDatabase { database in
            let fixture = try await ApprovalFixture.make(database)
            let approval = try #require(try await fixture.askRefund())
            _ = try await fixture.decide(approval.id, by: fixture.wang)
            #expect(try await brokenChecks(database) == [])
            try await asSuperuser(database) { try await $0.script(sql) }
            let broken = try await brokenChecks(database)
            #expect(broken.contains(check), "found only \(broken)")
        }
    }

    @Test func everyCheckHasACase() {
        let ours = checkNames.filter { $0.hasPrefix("accounts-") || $0.hasPrefix("contracts-") }
        #expect(Set(ours) == Set(Self.cases.map(\.check)))
    }
}
