import Core
import Postgres

/// Approvals in the database.
public enum ApprovalStore {
    static func insert(
        _ request: ApprovalRequest, action: Approval.Action, asker: AccountID, name: String,
        at now: Timestamp, entry: EntryID, on connection: Connection
    ) async throws -> (id: ApprovalID, fact: String) {
        let expiresAt = Timestamp(
            microseconds: now.microseconds + Approval.lifetime * 1_000_000)
        return try await connection.query(
            """
            insert into access.approval as r (scope_id, action, subject, summary, input,
                request_key, request_digest, asked_by, asked_by_name, asked_at, expires_at,
                entry_id)
            values (\(request.scope), \(action.rawValue), \(request.subject), \(request.summary),
                \(request.input.text)::json, \(request.key), \(request.digest), \(asker), \(name),
                \(now), \(expiresAt), \(entry))
            returning approval_id, access.fact(r)
            """
        ).only().decode(ApprovalID.self, String.self)
    }

    /// - Returns: the fact line.
    public static func close(
        _ approval: Approval, as state: Approval.State, reason: String?, by actor: Actor,
        at now: Timestamp, entry: EntryID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            """
            update access.approval r set outcome = \(state.rawValue),
                decided_by = \(actor.account), decided_by_name = \(actor.name),
                decided_at = \(now), decided_reason = \(reason), decided_entry_id = \(entry)
            where scope_id = \(approval.scope) and approval_id = \(approval.id)
            returning access.closing_fact(r)
            """
        ).only().decode(String.self)
    }

    /// The approval, held until the transaction ends: two who decide at once follow each other.
    public static func lock(
        _ id: ApprovalID, in scope: ScopeID, on connection: Connection
    ) async throws -> Approval? {
        let locked = try await connection.query(
            """
            select 1 from access.approval where scope_id = \(scope) and approval_id = \(id)
            for no key update
            """)
        guard !locked.isEmpty else { return nil }
        return try await find(id, in: scope, on: connection)
    }

    public static func find(
        _ id: ApprovalID, in scope: ScopeID, on connection: Connection
    ) async throws -> Approval? {
        try await connection.query(
            """
            select approval_id, scope_id, action, subject, summary, asked_by, asked_by_name,
                asked_at, expires_at, outcome, decided_by, decided_by_name, decided_at,
                decided_reason, request_digest
            from access.approval where scope_id = \(scope) and approval_id = \(id)
            """
        ).first.map(approval)
    }

    /// What was asked, as the operation kept it; nil where there is no such approval.
    static func input(
        _ id: ApprovalID, in scope: ScopeID, on connection: Connection
    ) async throws -> String? {
        try await connection.query(
            """
            select input::text from access.approval
            where scope_id = \(scope) and approval_id = \(id)
            """
        ).first?.decode(String.self)
    }

    /// The last request under a key.
    static func latest(
        of action: Approval.Action, key: String, in scope: ScopeID, on connection: Connection
    ) async throws -> Approval? {
        try await connection.query(
            """
            select approval_id, scope_id, action, subject, summary, asked_by, asked_by_name,
                asked_at, expires_at, outcome, decided_by, decided_by_name, decided_at,
                decided_reason, request_digest
            from access.approval
            where scope_id = \(scope) and action = \(action.rawValue) and request_key = \(key)
            order by approval_id desc limit 1
            """
        ).first.map(approval)
    }

    static func list(
        _ input: ListApprovals.Input, within reach: [ScopeID]?, by actor: Actor,
        at now: Timestamp, on connection: Connection
    ) async throws -> ListApprovals.Outcome {
        let state = input.state?.rawValue
        let part = input.part?.rawValue
        let deciding = actor.reach(for: .approveCorrections)
        let rows = try await connection.query(
            """
            select approval_id, scope_id, action, subject, summary, asked_by, asked_by_name,
                asked_at, expires_at, outcome, decided_by, decided_by_name, decided_at,
                decided_reason, request_digest, count(*) over () as total
            from access.approval
            where (\(reach)::bigint[] is null or scope_id = any(\(reach)))
                and (\(input.scope)::bigint is null or scope_id = \(input.scope))
                and (\(input.askedBy)::bigint is null or asked_by = \(input.askedBy))
                and (\(state)::text is null or \(state) = coalesce(outcome,
                    case when expires_at <= \(now) then 'expired' else 'pending' end))
                -- said apart, so that what waits is found by its index
                and (\(state)::text is distinct from 'pending' or outcome is null)
                and (\(part)::text is distinct from 'waiting' or outcome is null)
                and (\(input.action?.rawValue)::text is null
                    or action = \(input.action?.rawValue))
                and case \(part)::text
                    when 'waiting' then expires_at > \(now)
                        and asked_by is distinct from \(actor.account)::bigint
                        and (\(deciding)::bigint[] is null or scope_id = any(\(deciding)))
                    when 'mine' then asked_by = \(actor.account)::bigint
                    when 'closed' then outcome is not null or expires_at <= \(now)
                    else true end
            order by asked_at desc, approval_id desc
            limit \(min(max(0, input.limit), ListApprovals.mostRows))
            offset \(max(0, input.offset))
            """)
        return ListApprovals.Outcome(
            count: try rows.first.map { try $0.get("total", as: Int.self) } ?? 0,
            approvals: try rows.map(approval), now: now)
    }

    private static func approval(_ row: Row) throws -> Approval {
        let action = try row.get("action", as: String.self)
        guard let action = Approval.Action(rawValue: action) else {
            throw PostgresError(kind: .decoding, message: "action \(action) is not known")
        }
        var decision: Approval.Decision?
        if let outcome = try row.get("outcome", as: String?.self),
            let state = Approval.State(rawValue: outcome)
        {
            decision = Approval.Decision(
                state: state, by: try row.get("decided_by"),
                byName: try row.get("decided_by_name"), at: try row.get("decided_at"),
                reason: try row.get("decided_reason"))
        }
        return Approval(
            id: try row.get("approval_id"), scope: try row.get("scope_id"), action: action,
            subject: try row.get("subject"), summary: try row.get("summary"),
            askedBy: try row.get("asked_by"), askedByName: try row.get("asked_by_name"),
            askedAt: try row.get("asked_at"), expiresAt: try row.get("expires_at"),
            decision: decision, digest: try row.get("request_digest"))
    }
}
