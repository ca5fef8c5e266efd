import Access
import Core
import Postgres

/// Organisations in the database.
public enum OrganisationStore {
    public static func list(on connection: Connection) async throws -> [Organisation] {
        try await connection.query(
            "select scope_id, kind, name from registry.organisation order by kind, name"
        ).map { row in
            let (scope, kind, name) = try row.decode(ScopeID.self, String.self, String.self)
            return Organisation(
                scope: scope, kind: Organisation.Kind(rawValue: kind) ?? .other, name: name)
        }
    }

    static func find(
        _ kind: Organisation.Kind, _ name: String, on connection: Connection
    ) async throws -> ScopeID? {
        try await connection.query(
            """
            select scope_id from registry.organisation
            where kind = \(kind.rawValue) and name = \(name)
            """
        ).first.map { try $0.decode(ScopeID.self) }
    }

    static func insert(
        _ kind: Organisation.Kind, _ name: String, entry: EntryID, on connection: Connection
    ) async throws -> (ScopeID, String) {
        let scope = try await connection.query(
            "insert into access.scope (kind) values ('organisation') returning scope_id"
        ).only().decode(ScopeID.self)
        try await connection.execute("insert into access.ledger (scope_id) values (\(scope))")
        let fact = try await connection.query(
            """
            insert into registry.organisation as r (scope_id, kind, name, entry_id)
            values (\(scope), \(kind.rawValue), \(name), \(entry))
            returning registry.fact(r)
            """
        ).only().decode(String.self)
        return (scope, fact)
    }
}
