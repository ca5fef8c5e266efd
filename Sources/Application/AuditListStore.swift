import Access
import Core
import Postgres

/// The log in the database, beside the names of what it is about.
enum AuditListStore {
    static func read(
        _ input: ListAudit.Input, within reach: [ScopeID]?, on connection: Connection
    ) async throws -> ListAudit.Outcome {
        let filter = try await Filter(input, on: connection)
        // a plan for these very filters: one for any would walk the whole log
        try await connection.execute("set local plan_cache_mode = 'force_custom_plan'")
        let results = try await connection.pipeline([
            counting(input, filter, within: reach), page(input, filter, within: reach),
        ])
        return ListAudit.Outcome(
            count: try results[0].only().decode(Int.self), rows: try results[1].map(row))
    }

    /// The statement that reads a page.
    static func paging(
        _ input: ListAudit.Input, within reach: [ScopeID]?, on connection: Connection
    ) async throws -> Query {
        page(input, try await Filter(input, on: connection), within: reach)
    }

    /// What is asked for, as columns hold it: an actor is known by the name that the log keeps.
    private struct Filter: Sendable {
        let actorNames: [String]?
        let action: String?
        let from: Timestamp?
        let before: Timestamp?

        init(_ input: ListAudit.Input, on connection: Connection) async throws {
            let named = input.actor?.trimmed.filter { $0 != "\0" }
            if let named, !named.isEmpty {
                let known = try await connection.query(
                    """
                    select display_name from accounts.account
                    where scope_id = 1 and name = \(named.lowercased())
                    """
                ).map { try $0.decode(String.self) }
                actorNames = [named] + known
            } else {
                actorNames = nil
            }
            let action = input.action?.trimmed.filter { $0 != "\0" }
            self.action = action.flatMap { $0.isEmpty ? nil : $0 }
            from = input.from.map { Timestamp(startOf: $0) }
            before = input.until.map { Timestamp(startOf: $0.adding(days: 1)) }
        }
    }

    private static func counting(
        _ input: ListAudit.Input, _ filter: Filter, within reach: [ScopeID]?
    ) -> Query {
        """
        select count(*) from (
            select 1 from access.audit_entry e
            where (\(reach)::bigint[] is null or e.scope_id = any(\(reach)))
                and (\(input.scope)::bigint is null or e.scope_id = \(input.scope))
                and (\(filter.actorNames)::text[] is null
                    or e.actor_name = any(\(filter.actorNames)))
                and (\(filter.action)::text is null or e.action = \(filter.action))
                and (\(filter.from)::timestamptz is null or e.at >= \(filter.from))
                and (\(filter.before)::timestamptz is null or e.at < \(filter.before))
            limit \(ListAudit.mostCounted)
        ) found
        """
    }

    private static func page(
        _ input: ListAudit.Input, _ filter: Filter, within reach: [ScopeID]?
    ) -> Query {
        """
        select e.scope_id, coalesce(c.name, o.name, '本系统'), e.entry_id, e.at, e.actor_kind,
            e.actor_name, e.account_id, a.name, e.appointment, e.action, e.subject,
            e.detail::text, e.fact_count, e.position
        from (
            select * from access.audit_entry e
            where (\(reach)::bigint[] is null or e.scope_id = any(\(reach)))
                and (\(input.scope)::bigint is null or e.scope_id = \(input.scope))
                and (\(filter.actorNames)::text[] is null
                    or e.actor_name = any(\(filter.actorNames)))
                and (\(filter.action)::text is null or e.action = \(filter.action))
                and (\(filter.from)::timestamptz is null or e.at >= \(filter.from))
                and (\(filter.before)::timestamptz is null or e.at < \(filter.before))
            order by e.at desc, e.entry_id desc
            limit \(min(max(0, input.limit), ListAudit.mostRows)) offset \(max(0, input.offset))
        ) e
        left join registry.compound c on c.scope_id = e.scope_id
        left join registry.organisation o on o.scope_id = e.scope_id
        left join accounts.account a on a.scope_id = 1 and a.account_id = e.account_id
        order by e.at desc, e.entry_id desc
        """
    }

    private static func row(_ row: Row) throws -> ListAudit.Row {
        let (
            scope, scopeName, entry, at, kind, actorName, account, accountName, appointment,
            action, subject, detail, facts, position
        ) = try row.decode(
            ScopeID.self, String.self, EntryID.self, Timestamp.self, String.self, String.self,
            AccountID?.self, String?.self, String?.self, String.self, String.self, String.self,
            Int.self, Int64?.self)
        return ListAudit.Row(
            scope: scope, scopeName: scopeName, entry: entry, at: at,
            actorKind: Actor.Kind(rawValue: kind) ?? .system, actorName: actorName,
            account: account, accountName: accountName, appointment: appointment, action: action,
            subject: subject, detail: detail, factCount: facts, position: position)
    }
}
