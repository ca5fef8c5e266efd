import Core
import Postgres
import Registry
import Secrets
import TestSupport
import Testing

@testable import Access

/// What an exported head proves afterwards, even against the database's superuser.
@Suite struct AuditHeadTests {
    private let key = SigningKey(seed: SecretKey())

    private func exported(_ database: Database) async throws -> AuditHead {
        let head = try await ExportAuditHead(database: database).perform(
            by: testActor, at: testMorning)
        let document = head.signed(by: key).text
        return try await ReadAuditHead(database: database).perform(
            document, signedUnder: key.publicKey, by: testActor)
    }

    private func codes(_ database: Database, _ head: AuditHead) async throws -> Set<String> {
        Set(try await auditProblems(database, head: head).map(\.code))
    }

    @Test func whatWasExportedIsReadAgain() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database)
            let head = try await exported(database)
            #expect(head.at == testMorning)
            #expect(head.links.count == 1)
            #expect(head.links.allSatisfy { $0.chain.count == 32 && $0.position == 2 })
            #expect(try await codes(database, head) == [])
            // the log goes on
            _ = try await makeCompound(database, name: "建安粮苑")
            #expect(try await codes(database, head) == [])
        }
    }

    /// The last entries cut off together with all that they wrote: without the head, nothing shows.
    @Test(arguments: [1, 2])
    func theEndCutOffIsFound(entries: Int) async throws {
        try await withDatabase { database in
            let made = try await makeCompound(database)
            let head = try await exported(database)
            try await asSuperuser(database) { connection in
                try await connection.script(cutting(entries, from: made.scope))
            }
            #expect(try await auditProblems(database) == [])
            #expect(try await codes(database, head) == ["headMissing"])
        }
    }

    /// Cut off and written anew, as long as before.
    @Test func theEndRewrittenIsFound() async throws {
        try await withDatabase { database in
            let made = try await makeCompound(database)
            let head = try await exported(database)
            try await asSuperuser(database) { connection in
                try await connection.script(cutting(1, from: made.scope))
                try await connection.execute(
                    """
                    insert into access.audit_entry (scope_id, actor_kind, actor_name, action,
                        subject, fact_count, facts_digest)
                    values (\(made.scope), 'terminal', 'x', 'MakeCompound', 'x', 0, sha256(''))
                    """)
            }
            #expect(try await auditProblems(database) == [])
            let problems = try await auditProblems(database, head: head)
            #expect(problems.map(\.code) == ["headDiffers"])
            #expect(problems.allSatisfy { $0.scope == made.scope && $0.sentence.hasSuffix("。") })
        }
    }

    /// A whole scope gone, with its log.
    @Test func aScopeRemovedIsFound() async throws {
        try await withDatabase { database in
            let made = try await makeCompound(database)
            let head = try await exported(database)
            try await asSuperuser(database) { connection in
                try await connection.script(
                    """
                    \(cutting(99, from: made.scope));
                    delete from access.ledger where scope_id = \(made.scope);
                    delete from access.scope where scope_id = \(made.scope)
                    """)
            }
            #expect(try await codes(database, head) == ["headMissing"])
        }
    }

    /// Everything of the last entries of a scope, whichever table it stands in.
    private func cutting(_ entries: Int, from scope: ScopeID) -> String {
        """
        set session_replication_role = replica;
        do $$
        declare
            target record;
            cut bigint[] := array(
                select entry_id from access.audit_entry where scope_id = \(scope)
                order by position desc limit \(entries));
        begin
            for target in
                select table_schema, table_name from information_schema.columns
                where column_name = 'entry_id' and table_schema in
                    ('access', 'registry', 'files', 'resolutions', 'accounts', 'contracts', 'fees')
            loop
                execute format('delete from %I.%I where scope_id = %s and entry_id = any($1)',
                    target.table_schema, target.table_name, \(scope)) using cut;
            end loop;
        end $$;
        set session_replication_role = default
        """
    }

    /// Whoever can replace a function could have it recite what the log expects.
    @Test func aFunctionReplacedIsFound() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database)
            try await asSuperuser(database) { connection in
                try await connection.script(
                    """
                    create or replace function registry.fact(r registry.compound)
                    returns text language sql stable as $$ select 'recited'::text $$
                    """)
            }
            #expect(try await auditProblems(database).contains { $0.code == "functionAltered" })
        }
    }

    @Test func aDocumentThatWasTouchedIsRefused() async throws {
        try await withDatabase { database in
            _ = try await makeCompound(database)
            let head = try await ExportAuditHead(database: database).perform(
                by: testActor, at: testMorning)
            let document = head.signed(by: key).text
            let other = SigningKey(seed: SecretKey())
            func code(_ text: String) async throws -> String {
                try await refusal {
                    _ = try await ReadAuditHead(database: database).perform(
                        text, signedUnder: key.publicKey, by: testActor)
                }
            }
            for (text, expected) in [
                (document, "none"), (" \(document)\n", "none"),
                (head.signed(by: other).text, "headForeignKey"),
                (
                    document.replacing("\"position\":2", with: "\"position\":1"),
                    "headSignatureWrong"
                ),
                (
                    document.replacing("\"signature\":\"", with: "\"signature\":\"00"),
                    "headSignatureWrong"
                ),
                (
                    document.replacing("linli-audit-head-1", with: "linli-audit-head-2"),
                    "headUnreadable"
                ),
                ("", "headUnreadable"), ("{}", "headUnreadable"), ("[]", "headUnreadable"),
                ("[1,2", "headUnreadable"), ("{\"heads\":3}", "headUnreadable"),
                (String(document.dropLast(10)), "headUnreadable"),
                (
                    document.replacing("\"position\":2", with: "\"position\":\"x\""),
                    "headUnreadable"
                ),
                (document + "\u{0}", "headUnreadable"),
                (String(repeating: "[", count: 100_000), "headUnreadable"),
            ] {
                #expect(try await code(text) == expected, "\(text.prefix(60))")
            }
        }
    }

    @Test func whoMayNotReadTheLogMayNotExport() async throws {
        try await withDatabase { database in
            let clerk = Actor.account(AccountID(1), name: "x", grants: [])
            let said = try await refusal {
                _ = try await ExportAuditHead(database: database).perform(
                    by: clerk, at: testMorning)
            }
            #expect(said == "notPermitted")
        }
    }
}
