import Access
import Core
import Postgres
import TestSupport
import Testing

@testable import Application

/// Whatever a superuser changes in whatever column of whatever table, adds, removes or cuts off the
/// end, is found: against the log, against its exported head, or by a check.
@Suite struct EveryFactTests {
    /// Tables that hold no fact, and why.
    static let factless: [String: String] = [
        "access.scope": "numbers; what they are stands in the register",
        "access.ledger": "rows to lock",
        "access.api_answer": "said once more to who asks again; what was done has its own entry",
        "accounts.attempt": "failures to sign in, which only make wait",
        "fees.tally": "counted again from the charges",
        "fees.month_tally": "counted again from the charges",
        "accounts.pending_sign_in": "passwords that were right; nobody is signed in by one",
        "fees.skipped": "why a run left somebody out; nothing follows from it",
    ]

    /// Columns that the log does not answer for, and why.
    static let unanswered: [String: String] = [
        "registry.household.remark": "words that may be edited freely",
        "registry.owner.phone": "personal data stay out of the log",
        "registry.owner.id_hash": "personal data stay out of the log",
        "registry.resident_link.revoked_at": "its entry has the time",
        "access.audit_entry.sealed_at": "when it was chained; what it says is in the chain",
        "fees.refund.request_digest": "how a repeated request is known; what was asked is kept",
        "fees.waiver.request_digest": "how a repeated request is known; what was asked is kept",
        "fees.run.charges_digest": "computed again from the charges themselves",
        "accounts.second_factor.last_step": "which code was taken last",
        "accounts.session.seen_at": "how recently somebody was there",
        "accounts.access_token.last_used_at": "how recently it was used",
    ]

    private struct Column {
        let table: String
        let name: String
        let type: String
    }

    @Test func everyColumnAnswersToTheLog() async throws {
        try await withDatabase { database in
            _ = try await EverythingFixture.make(database)
            _ = try await SealAudit(database: database).perform()
            #expect(try await auditProblems(database) == [])
            #expect(try await brokenChecks(database) == [])
            try await asSuperuser(database) { connection in
                try await connection.script(Self.unconstrained)
                var silent: [String] = []
                for column in try await Self.columns(on: connection) {
                    let name = "\(column.table).\(column.name)"
                    for isNull in [false, true]
                    where try await Self.change(column, isNull: isNull, on: connection) {
                        if try await !Self.isFound(database) {
                            silent.append("\(name)\(isNull ? " from null" : "")")
                        }
                        try await Self.restore(column.table, on: connection)
                    }
                }
                let unanswered = silent.filter {
                    Self.unanswered[$0.replacing(" from null", with: "")] == nil
                }
                #expect(unanswered == [])
            }
        }
    }

    /// Every table with facts has some here, and a row of it removed is missed.
    @Test func everyRowAnswersToTheLog() async throws {
        try await withDatabase { database in
            _ = try await EverythingFixture.make(database)
            _ = try await SealAudit(database: database).perform()
            try await asSuperuser(database) { connection in
                try await connection.script(Self.unconstrained)
                for table in Set(try await Self.columns(on: connection).map(\.table)).sorted() {
                    try await Self.keep(table, on: connection)
                    let removed = try await connection.execute(
                        """
                        delete from \(unescaped: table) where ctid = (
                            select max(ctid) from \(unescaped: table))
                        """)
                    #expect(removed == 1, "\(table) is empty")
                    #expect(try await Self.isFound(database), "removed from \(table)")
                    try await Self.restore(table, on: connection)
                }
                #expect(try await !Self.isFound(database))
            }
        }
    }

    /// The last entries of a scope with everything that they wrote: only the head tells.
    @Test func theEndOfEveryScopeIsMissed() async throws {
        try await withDatabase { database in
            let fixture = try await EverythingFixture.make(database)
            let head = try await ExportAuditHead(database: database).perform(
                by: testActor, at: testMorning)
            #expect(try await auditProblems(database, head: head) == [])
            for scope in [ScopeID.installation, fixture.base.scope] {
                try await asSuperuser(database) { try await $0.script(Self.cutting(scope)) }
                let codes = try await auditProblems(database, head: head)
                    .filter { $0.scope == scope }.map(\.code)
                #expect(codes.contains("headMissing"), "\(scope) \(codes)")
            }
        }
    }

    // MARK: What a superuser does

    private static func isFound(_ database: Database) async throws -> Bool {
        if try await !auditProblems(database).isEmpty { return true }
        return try await !brokenChecks(database).isEmpty
    }

    /// Lets any value stand in any column.
    private static let unconstrained = """
        set session_replication_role = replica;
        do $$
        declare target record;
        begin
            for target in
                select c.conname, c.conrelid::regclass as owner from pg_constraint c
                join pg_namespace n on n.oid = c.connamespace
                where c.contype in ('c', 'f', 'u', 'x') and n.nspname in ('access', 'registry',
                    'files', 'resolutions', 'accounts', 'contracts', 'fees')
                order by c.contype <> 'f'
            loop
                execute format('alter table %s drop constraint %I', target.owner, target.conname);
            end loop;
            for target in
                select i.indexrelid::regclass as name from pg_index i
                join pg_class c on c.oid = i.indexrelid
                join pg_namespace n on n.oid = c.relnamespace
                where i.indisunique and not i.indisprimary and n.nspname in ('access', 'registry',
                    'files', 'resolutions', 'accounts', 'contracts', 'fees')
            loop
                execute format('drop index %s', target.name);
            end loop;
        end $$
        """

    private static func columns(on connection: Connection) async throws -> [Column] {
        try await connection.query(
            """
            select c.table_schema || '.' || c.table_name, c.column_name::text,
                format_type(a.atttypid, null)
            from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            join pg_attribute a on a.attname = c.column_name
                and a.attrelid = (c.table_schema || '.' || c.table_name)::regclass
            where t.table_type = 'BASE TABLE' and c.table_schema in
                ('access', 'registry', 'files', 'resolutions', 'accounts', 'contracts', 'fees')
            order by 1, c.ordinal_position
            """
        ).map { row in
            let (table, name, type) = try row.decode(String.self, String.self, String.self)
            return Column(table: table, name: name, type: type)
        }.filter { factless[$0.table] == nil }
    }

    /// Another value of the column's type.
    private static func other(_ column: Column) -> String {
        let name = column.name
        switch column.type {
        case "bigint", "integer", "smallint": return "coalesce(\(name), 0) + 97"
        case "text": return "coalesce(\(name), '') || '7'"
        case "boolean": return "not \(name)"
        case "date": return "coalesce(\(name), '2020-01-01') + 97"
        case "timestamp with time zone": return "coalesce(\(name), now()) + interval '97 s'"
        case "bytea": return "sha256(coalesce(\(name), ''))"
        case "json", "jsonb": return "'{\"other\": 1}'"
        case "text[]": return "array_append(\(name), '7')"
        case "bigint[]": return "array_append(\(name), 7)"
        case "int4range": return "'[2,3)'"
        default: return "unknown type \(column.type)"
        }
    }

    /// - Returns: false where no row has the column null, or not null.
    private static func change(
        _ column: Column, isNull: Bool, on connection: Connection
    ) async throws -> Bool {
        try await keep(column.table, on: connection)
        let changed = try await connection.execute(
            """
            update \(unescaped: column.table) set \(unescaped: column.name) = \
            \(unescaped: other(column))
            where ctid = (select max(ctid) from \(unescaped: column.table)
                where \(unescaped: column.name) is \(unescaped: isNull ? "" : "not") null)
            """)
        if changed == 0 { try await restore(column.table, on: connection) }
        return changed == 1
    }

    private static func keep(_ table: String, on connection: Connection) async throws {
        try await connection.script(
            "drop table if exists kept; create temporary table kept as select * from \(table)")
    }

    private static func restore(_ table: String, on connection: Connection) async throws {
        try await connection.script(
            "delete from \(table); insert into \(table) select * from kept")
    }

    /// Everything that the last three entries of a scope wrote.
    private static func cutting(_ scope: ScopeID) -> String {
        """
        set session_replication_role = replica;
        do $$
        declare
            target record;
            cut bigint[] := array(
                select entry_id from access.audit_entry where scope_id = \(scope)
                order by position desc limit 3);
        begin
            for target in
                select table_schema, table_name from information_schema.columns
                where column_name = 'entry_id' and table_schema in ('access', 'registry',
                    'files', 'resolutions', 'accounts', 'contracts', 'fees')
            loop
                execute format('delete from %I.%I where scope_id = %s and entry_id = any($1)',
                    target.table_schema, target.table_name, \(scope)) using cut;
            end loop;
        end $$
        """
    }
}
