import Access
import Core
import Postgres
import Registry

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
        let subject: String?
        let places: [ScopeID]?

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
            action = Filter.said(input.action)
            subject = Filter.said(input.subject)
            if let place = Filter.said(input.place) {
                places = try await AuditListStore.places(named: place, on: connection)
            } else {
                places = nil
            }
            from = input.from.map { Timestamp(startOf: $0) }
            before = input.until.map { Timestamp(startOf: $0.adding(days: 1)) }
        }

        private static func said(_ text: String?) -> String? {
            let text = text?.trimmed.filter { $0 != "\0" } ?? ""
            return text.isEmpty ? nil : text
        }
    }

    private static func places(
        named text: String, on connection: Connection
    ) async throws -> [ScopeID] {
        let pattern = "%\(escaped(text))%"
        let named = try await connection.query(
            """
            (select scope_id from registry.compound where name like \(pattern)
                limit \(ListAudit.mostPlaces))
            union all
            (select scope_id from registry.organisation where name like \(pattern)
                limit \(ListAudit.mostPlaces))
            """
        ).map { try $0.decode(ScopeID.self) }
        return "本系统".contains(text) ? named + [.installation] : named
    }

    /// One entry, with what seals it.
    static func find(
        _ entry: EntryID, in scope: ScopeID, on connection: Connection
    ) async throws -> ReadAuditEntry.Outcome? {
        try await connection.query(
            """
            select e.scope_id, coalesce(c.name, o.name, '本系统') as scope_name, e.entry_id, e.at,
                e.actor_kind, e.actor_name, e.account_id, a.name as account_name, e.appointment, e.action, e.subject,
                e.detail::text as detail, e.fact_count, e.position, e.facts_digest, e.chain, e.sealed_at
            from access.audit_entry e
            left join registry.compound c on c.scope_id = e.scope_id
            left join registry.organisation o on o.scope_id = e.scope_id
            left join accounts.account a on a.scope_id = 1 and a.account_id = e.account_id
            where e.scope_id = \(scope) and e.entry_id = \(entry)
            """
        ).first.map { found in
            ReadAuditEntry.Outcome(
                row: try row(found), factsDigest: try found.get("facts_digest"),
                chain: try found.get("chain"), sealedAt: try found.get("sealed_at"))
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
                and (\(filter.subject)::text is null or e.subject = \(filter.subject))
                and (\(filter.places)::bigint[] is null or e.scope_id = any(\(filter.places)))
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
        select e.scope_id, coalesce(c.name, o.name, '本系统') as scope_name, e.entry_id, e.at,
            e.actor_kind, e.actor_name, e.account_id, a.name as account_name, e.appointment, e.action, e.subject,
            e.detail::text as detail, e.fact_count, e.position
        from (
            select * from access.audit_entry e
            where (\(reach)::bigint[] is null or e.scope_id = any(\(reach)))
                and (\(input.scope)::bigint is null or e.scope_id = \(input.scope))
                and (\(filter.actorNames)::text[] is null
                    or e.actor_name = any(\(filter.actorNames)))
                and (\(filter.action)::text is null or e.action = \(filter.action))
                and (\(filter.subject)::text is null or e.subject = \(filter.subject))
                and (\(filter.places)::bigint[] is null or e.scope_id = any(\(filter.places)))
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
        ListAudit.Row(
            scope: try row.get("scope_id"), scopeName: try row.get("scope_name"),
            entry: try row.get("entry_id"), at: try row.get("at"),
            actorKind: Actor.Kind(rawValue: try row.get("actor_kind")) ?? .system,
            actorName: try row.get("actor_name"), account: try row.get("account_id"),
            accountName: try row.get("account_name"), appointment: try row.get("appointment"),
            action: try row.get("action"), subject: try row.get("subject"),
            detail: try row.get("detail"), factCount: try row.get("fact_count"),
            position: try row.get("position"))
    }
}
