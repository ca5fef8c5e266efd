import Core
import Postgres
import TestSupport
import Testing

/// The role that serves may add facts, alter the few columns named here, and nothing else.
@Suite struct GrantsTests {
    /// Columns that are set once, when something ends or is answered, or that are no fact.
    static let updatable: Set<String> = [
        "access.api_answer.answer", "access.api_answer.begun_at", "access.api_answer.status",
        "access.approval.decided_at", "access.approval.decided_by",
        "access.approval.decided_by_name", "access.approval.decided_entry_id",
        "access.approval.decided_reason", "access.approval.outcome",
        "access.audit_entry.chain", "access.audit_entry.position", "access.audit_entry.sealed_at",
        // so that it may be locked
        "access.ledger.scope_id",
        "accounts.access_token.last_used_at", "accounts.access_token.revoked_at",
        "accounts.access_token.revoked_entry_id", "accounts.appointment.confirmed_at",
        "accounts.appointment.confirmed_by", "accounts.appointment.confirmed_entry_id",
        "accounts.appointment.ended_entry_id", "accounts.appointment.ended_on",
        "accounts.attempt.failures", "accounts.attempt.last_at",
        "accounts.disabling.ended_at", "accounts.disabling.ended_entry_id",
        "accounts.pending_sign_in.used_at",
        "accounts.recovery_code.used_at", "accounts.recovery_code.used_entry_id",
        "accounts.second_factor.confirmed_at", "accounts.second_factor.confirmed_entry_id",
        "accounts.second_factor.ended_at", "accounts.second_factor.ended_entry_id",
        "accounts.second_factor.last_step",
        "accounts.session.ended_at", "accounts.session.ended_entry_id", "accounts.session.seen_at",
        "contracts.service_contract.ended_entry_id", "contracts.service_contract.ended_reason",
        "contracts.service_contract.until_on",
        "fees.charge.settled_fen", "fees.charge.waived_fen", "fees.charge.withdrawn_run",
        "fees.dispute.answered_entry_id",
        "fees.month_tally.charged_fen", "fees.month_tally.households",
        "fees.month_tally.households_paid", "fees.month_tally.settled_fen",
        "fees.month_tally.taken_open_fen", "fees.month_tally.waived_fen",
        "fees.payment.unallocated_fen", "fees.schedule.closed_entry_id",
        "fees.schedule.until_month", "fees.tally.entry_id", "fees.tally.open_fen",
        "registry.household.area", "registry.household.area_source",
        "registry.household.counts_in_roll", "registry.household.kind",
        "registry.household.remark", "registry.owner.id_hash", "registry.owner.name",
        "registry.owner.phone", "registry.resident_link.revoked_at",
        "registry.resident_link.revoked_entry_id", "registry.stall.title",
        "registry.stall_lease.closed_entry_id", "registry.stall_lease.until_month",
        "registry.tenure.closed_entry_id", "registry.tenure.until_on",
    ]

    private static let schemas =
        "('access', 'accounts', 'contracts', 'fees', 'files', 'linli', 'registry', 'resolutions')"

    @Test func onlyTheseColumnsAreUpdated() async throws {
        try await withDatabase { database in
            let found = try await database.query(
                """
                select n.nspname || '.' || c.relname || '.' || a.attname
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where n.nspname in \(unescaped: Self.schemas) and c.relkind in ('r', 'p', 'v')
                    and has_column_privilege('linli_server', c.oid, a.attnum, 'update')
                """
            ).map { try $0.decode(String.self) }
            #expect(Set(found).subtracting(Self.updatable).sorted() == [])
            #expect(Self.updatable.subtracting(found).sorted() == [])
        }
    }

    @Test func nothingIsDeletedOrMade() async throws {
        try await withDatabase { database in
            let found = try await database.query(
                """
                select c.oid::regclass::text
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in \(unescaped: Self.schemas) and c.relkind in ('r', 'p', 'v')
                    and has_table_privilege('linli_server', c.oid,
                        'delete, truncate, references, trigger')
                union all
                select n.nspname from pg_namespace n
                where has_schema_privilege('linli_server', n.oid, 'create')
                union all
                select rolname from pg_roles
                where rolname = 'linli_server' and (rolsuper or rolcreaterole or rolcreatedb
                    or rolcanlogin or rolbypassrls)
                """
            ).map { try $0.decode(String.self) }
            #expect(found == [])
        }
    }
}
