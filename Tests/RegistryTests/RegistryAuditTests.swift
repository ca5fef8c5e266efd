import Access
import Core
import Postgres
import TestSupport
import Testing

@Suite struct RegistryAuditTests {
    @Test func aFullRegisterVerifies() async throws {
        try await withDatabase { database in
            _ = try await makeFullRegister(database)
            #expect(try await auditProblems(database).isEmpty)
            #expect(try await brokenChecks(database) == [])
        }
    }

    /// What a superuser might do to each kind of fact, found by `audit verify`.
    @Test(arguments: [
        """
        update registry.tenure set from_on = '2020-01-01' where from_on is null and until_on
        is null
        """,
        "update registry.tenure set until_on = until_on + 1 where until_on is not null",
        "update registry.tenure set obligor = 'developer' where until_on is null",
        "update registry.tenure set closed_entry_id = entry_id where until_on is not null",
        "update registry.ownership set share_denominator = 3 where share_numerator is not null",
        "update registry.ownership set position = 9 where position = 2",
        "delete from registry.ownership where position = 2",
        "update registry.stall_lease set plate = '豫K9' where plate is not null",
        "update registry.stall_lease set from_month = from_month - interval '1 month'",
        """
        update registry.stall_lease set until_month = until_month + interval '1 month' where
        until_month is not null
        """,
        """
        update registry.stall_lease set until_month = '2022-01-01', closed_entry_id =
        entry_id where until_month is null
        """,
        "delete from registry.stall_lease where until_month is null",
        "update registry.resident_link set token_sha256 = sha256('x') where generation = 2",
        "delete from registry.resident_link where revoked_at is not null",
        """
        update registry.resident_link set revoked_at = now(), revoked_entry_id = entry_id
        where revoked_at is null
        """,
        "update registry.alteration set after = '他人' where field = 'name'",
        "update registry.alteration set before = '他人' where field = 'name'",
        "delete from registry.alteration where field = 'area'",
        "delete from registry.alteration where field = 'title'",
        """
        insert into registry.alteration (scope_id, subject_kind, subject_id, field, before,
        after, entry_id) select scope_id, subject_kind, subject_id, 'kind', 'shop',
        'garage', entry_id from registry.alteration where field = 'area'
        """,
        "update registry.household set room = '999' where room = '101'",
        "update registry.household set area = 1 where room = '101'",
        "update registry.household set kind = 'shop' where room = '101'",
        "update registry.household set counts_in_roll = false where room = '101'",
        "update registry.household set area_source = 'registered' where room = '101'",
        """
        insert into registry.household (scope_id, building, room, entry_id) select scope_id,
        '9', '9', entry_id from registry.household limit 1
        """,
        "update registry.owner set name = '他人' where name = '王芳'",
        "update registry.owner set kind = 'developer' where name = '王芳'",
        "update registry.stall set code = 'B' where code = 'A-001'",
        "update registry.stall set title = 'developer' where code = 'A-001'",
        "update registry.organisation set name = '别的公司'",
        "update registry.organisation set kind = 'other'",
        "update registry.compound set name = '别名'",
        "update registry.import_batch set added = added + 1",
        "update registry.import_batch set file_sha256 = sha256('x')",
        "delete from registry.import_batch",
    ])
    func findsTampering(sql: String) async throws {
        try await withDatabase { database in
            _ = try await makeFullRegister(database)
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { try await $0.script(sql) }
            let codes = Set(try await auditProblems(database).map(\.code))
            #expect(codes == ["factsDiffer"])
        }
    }

    @Test func findsAFactThatNoEntryWrote() async throws {
        try await withDatabase { database in
            let compound = try await makeFullRegister(database)
            try await asSuperuser(database) { connection in
                try await connection.execute(
                    """
                    insert into registry.stall (scope_id, code, entry_id)
                    values (\(compound.scope), 'Z', 999999)
                    """)
            }
            #expect(try await auditProblems(database).map(\.code) == ["factWithoutEntry"])
        }
    }
}
