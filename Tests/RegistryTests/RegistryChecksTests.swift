import Access
import Core
import Postgres
import TestSupport
import Testing

/// Every file of sql/checks named registry-… or access-…: what breaks it is found.
@Suite struct RegistryChecksTests {
    static let cases: [(check: String, sql: String)] = [
        (
            "access-audit-gap",
            "delete from access.audit_entry where position = 2"
        ),
        (
            "access-audit-gap",
            "delete from access.audit_entry where position = 1"
        ),
        (
            "access-audit-unsealed",
            """
            insert into access.audit_entry (scope_id, at, actor_kind, actor_name, action, subject,
                fact_count, facts_digest)
            select scope_id, at - interval '2 minutes', actor_kind, actor_name, action, subject, 0,
                sha256('')
            from access.audit_entry limit 1
            """
        ),
        ("access-scope-ledger", "delete from access.ledger where scope_id = 1"),
        (
            "registry-scope-subject",
            """
            with made as (
                insert into access.scope (kind) values ('compound') returning scope_id
            )
            insert into access.ledger select scope_id from made
            """
        ),
        (
            "registry-scope-subject",
            "update access.scope set kind = 'compound' where kind = 'organisation'"
        ),
        (
            "registry-region-parent",
            "update registry.region set kind = 'street' where kind = 'county'"
        ),
        (
            "registry-region-path",
            "update registry.region set name = '建安区' where kind = 'county'"
        ),
        (
            "registry-property-number",
            """
            insert into registry.stall (scope_id, stall_id, code, entry_id)
            select scope_id, household_id, 'Z', entry_id from registry.household limit 1
            """
        ),
        (
            "registry-tenure-overlap",
            "update registry.tenure set until_on = until_on + 1 where until_on is not null"
        ),
        (
            "registry-tenure-overlap",
            """
            insert into registry.tenure (scope_id, household_id, from_on, until_on, entry_id,
                closed_entry_id)
            select scope_id, household_id, '2030-01-01', '2030-02-01', entry_id, entry_id
            from registry.tenure where until_on is null
            """
        ),
        (
            // the constraint gone and a tenure turned round: found, not an error
            "registry-tenure-overlap",
            """
            alter table registry.tenure drop constraint tenure_days;
            update registry.tenure set from_on = '2021-12-01' where until_on is not null
            """
        ),
        (
            "registry-tenure-without-owner",
            """
            delete from registry.ownership o using registry.tenure t
            where t.tenure_id = o.tenure_id and t.from_on is not null
            """
        ),
        (
            "registry-ownership-shares",
            "update registry.ownership set share_denominator = 1 where position = 1"
                + " and share_numerator is not null"
        ),
        (
            "registry-lease-overlap",
            """
            update registry.stall_lease set until_month = until_month + interval '1 month'
            where until_month is not null
            """
        ),
        (
            "registry-lease-overlap",
            """
            drop index registry.stall_lease_open;
            insert into registry.stall_lease (scope_id, stall_id, tenure_id, from_month, entry_id)
            select scope_id, stall_id, tenure_id, from_month, entry_id from registry.stall_lease
            where until_month is null
            """
        ),
        (
            "registry-lease-after-tenure",
            """
            update registry.tenure set until_on = '2022-01-01', closed_entry_id = entry_id
            where until_on is null
            """
        ),
        (
            "registry-link-in-force-twice",
            """
            drop index registry.resident_link_current;
            update registry.resident_link set revoked_at = null, revoked_entry_id = null
            """
        ),
        (
            "registry-link-in-force-twice",
            """
            update registry.resident_link set revoked_at = now(), revoked_entry_id = entry_id
            where generation = 2;
            update registry.resident_link l set revoked_at = null, revoked_entry_id = null
            where generation = 1 and exists (select from registry.resident_link n
                where n.tenure_id = l.tenure_id and n.generation = 2)
            """
        ),
        ("registry-alteration-current", "update registry.owner set name = '他人'"),
        ("registry-alteration-current", "update registry.household set area = 1"),
        ("registry-alteration-current", "update registry.household set area = null"),
        ("registry-alteration-current", "update registry.stall set title = 'common'"),
        (
            "registry-alteration-current",
            "update registry.alteration set subject_id = 0 where field = 'area'"
        ),
        (
            "registry-alteration-chain",
            """
            insert into registry.alteration (scope_id, subject_kind, subject_id, field, before,
                after, entry_id)
            select scope_id, subject_kind, subject_id, field, '1', after, entry_id
            from registry.alteration where field = 'area'
            """
        ),
    ]

    @Test(arguments: cases)
    func findsWhatIsBroken(check: String, sql: String) async throws {
        try await withDatabase { database in
            _ = try await makeFullRegister(database)
            _ = try await SealAudit(database: database).perform()
            #expect(try await brokenChecks(database) == [])
            try await asSuperuser(database) { try await $0.script(sql) }
            let broken = try await brokenChecks(database)
            #expect(broken.contains(check), "found only \(broken)")
        }
    }

    /// Imports, and imports that alter, leave nothing for the checks to find.
    @Test func importsKeepThemAll() async throws {
        try await withDatabase { database in
            let fixture = try await ImportFixture(database)
            let header = "楼栋,单元,房号,建筑面积,业主姓名,联系电话,备注\n"
            _ = try await fixture.households(ImportFixture.path("households.csv"))
            let texts = [
                "88,1,101,80.50,张三,13900000001,\n88,1,102,,,,\n",
                "88,1,101,81.50,张三,13900000002,改过\n88,1,102,70,李四,,\n",
                "88,1,101,82.50,张三,13900000003,再改\n",
            ]
            for text in texts {
                let outcome = try await fixture.households(text: header + text)
                #expect(outcome.refused.isEmpty && outcome.applied)
                #expect(try await brokenChecks(database) == [])
            }
            #expect(try await fixture.count("alteration") > 4)
            #expect(try await auditProblems(database).isEmpty)
        }
    }

    @Test func everyCheckHasACase() {
        let ours = checkNames.filter {
            $0.hasPrefix("registry-") || $0.hasPrefix("access-")
        }
        #expect(Set(ours) == Set(Self.cases.map(\.check)))
    }
}
