import Access
import Core
import Postgres
import Registry

/// Appointments in the database.
enum AppointmentStore {
    static func body(_ scope: ScopeID, on connection: Connection) async throws -> Body? {
        try await bodies(within: [scope], limit: 1, on: connection).first
    }

    /// Organisations before compounds, in the order of their names.
    ///
    /// - Parameter reach: nil for all there are.
    static func bodies(
        within reach: [ScopeID]?, limit: Int, on connection: Connection
    ) async throws -> [Body] {
        try await connection.query(
            """
            select s.scope_id, s.kind, o.kind, r.kind, coalesce(o.name, c.name, '')
            from access.scope s
            left join registry.organisation o on o.scope_id = s.scope_id
            left join registry.region r on r.region_id = o.region_id
            left join registry.compound c on c.scope_id = s.scope_id
            where \(reach)::bigint[] is null or s.scope_id = any(\(reach))
            order by s.kind = 'compound', coalesce(o.name, c.name, ''), s.scope_id
            limit \(limit)
            """
        ).map { row in
            let (scope, kind, organisation, region, name) = try row.decode(
                ScopeID.self, String.self, String?.self, String?.self, String.self)
            if kind == "installation" {
                return Body(scope: scope, kind: .installation, name: Body.installationName)
            }
            guard let organisation else {
                return Body(scope: scope, kind: .compound, name: name)
            }
            return Body(
                scope: scope,
                kind: .organisation(
                    Organisation.Kind(rawValue: organisation) ?? .other,
                    region: region.flatMap { RegionKind(rawValue: $0) }),
                name: name)
        }
    }

    static func propose(
        _ account: AccountID, as role: Role, at body: ScopeID, from: CivilDate, until: CivilDate?,
        by proposer: AccountID?, entry: EntryID, on connection: Connection
    ) async throws -> (id: AppointmentID, fact: String) {
        try await connection.query(
            """
            insert into accounts.appointment as r (account_id, role, body, from_on, until_on,
                proposed_by, entry_id)
            values (\(account), \(role.rawValue), \(body), \(from), \(until), \(proposer),
                \(entry))
            returning appointment_id, accounts.fact(r)
            """
        ).only().decode(AppointmentID.self, String.self)
    }

    /// - Returns: the fact line.
    static func confirm(
        _ id: AppointmentID, by confirmer: AccountID?, at now: Timestamp, entry: EntryID,
        on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update accounts.appointment r set confirmed_by = \(confirmer), confirmed_at = \(now),
                confirmed_entry_id = \(entry)
            where scope_id = 1 and appointment_id = \(id)
            returning accounts.confirming_fact(r)
            """
        ).only().decode(String.self)
    }

    /// - Returns: the fact line.
    static func end(
        _ id: AppointmentID, on day: CivilDate, entry: EntryID, _ connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update accounts.appointment r set ended_on = \(day), ended_entry_id = \(entry)
            where scope_id = 1 and appointment_id = \(id)
            returning accounts.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    static func find(
        _ id: AppointmentID, on connection: Connection
    ) async throws -> AppointmentRecord? {
        try await connection.query(
            """
            select r.appointment_id, a.account_id, a.name, a.display_name, r.role, r.body,
                coalesce(o.name, c.name) as body_name, r.from_on, r.until_on, r.proposed_by,
                e.actor_name as proposer, e.at as proposed_at, f.actor_name as confirmer,
                r.confirmed_at, r.ended_on, g.actor_name as ender
            from accounts.appointment r
            join accounts.account a on a.scope_id = 1 and a.account_id = r.account_id
            left join registry.organisation o on o.scope_id = r.body
            left join registry.compound c on c.scope_id = r.body
            left join access.audit_entry e on e.scope_id = 1 and e.entry_id = r.entry_id
            left join access.audit_entry f on f.scope_id = 1 and f.entry_id = r.confirmed_entry_id
            left join access.audit_entry g on g.scope_id = 1 and g.entry_id = r.ended_entry_id
            where r.scope_id = 1 and r.appointment_id = \(id)
            """
        ).first.map(record)
    }

    static func record(_ row: Row) throws -> AppointmentRecord {
        let role = try row.get("role", as: String.self)
        guard let role = Role(rawValue: role) else {
            throw PostgresError(kind: .decoding, message: "role \(role) is not known")
        }
        return AppointmentRecord(
            id: try row.get("appointment_id"),
            account: Account(
                id: try row.get("account_id"), name: try row.get("name"),
                displayName: try row.get("display_name")),
            role: role, body: try row.get("body"),
            bodyName: try row.get("body_name", as: String?.self) ?? Body.installationName,
            from: try row.get("from_on"), until: try row.get("until_on"),
            proposedBy: try row.get("proposer", as: String?.self) ?? "",
            proposedByAccount: try row.get("proposed_by"),
            proposedAt: try row.get("proposed_at", as: Timestamp?.self)
                ?? Timestamp(microseconds: 0),
            confirmedBy: try row.get("confirmer"), confirmedAt: try row.get("confirmed_at"),
            endedOn: try row.get("ended_on"), endedBy: try row.get("ender"))
    }
}
