import Access
import Core
import Postgres

/// Lists of accounts in the database.
enum AccountListStore {
    static func read(
        _ input: ListAccounts.Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ListAccounts.Outcome {
        let pattern = input.search.map { likePattern($0) }
        let results = try await connection.pipeline([
            """
            select count(*) from accounts.account a
            where a.scope_id = 1
                and (\(pattern)::text is null or a.name like \(pattern)
                    or a.display_name like \(pattern))
                and (\(input.account)::bigint is null or a.account_id = \(input.account))
                and (\(input.state?.rawValue)::text is null
                    or (\(input.state?.rawValue) = 'disabled') = exists (
                        select from accounts.disabling d where d.scope_id = 1
                            and d.account_id = a.account_id and d.ended_at is null))
            """,
            page(input, pattern: pattern, on: today),
        ])
        return ListAccounts.Outcome(
            count: try results[0].only().decode(Int.self), rows: try results[1].map(row))
    }

    private static func page(
        _ input: ListAccounts.Input, pattern: String?, on today: CivilDate
    ) -> Query {
        """
        select a.account_id, a.name, a.display_name, p.must_change, d.disabled_at, d.reason,
            s.created_at, g.roles, g.bodies
        from (
            select *, case when \(input.descending) then -rank else rank end as place
            from (
                select a.account_id, a.name, a.display_name, row_number() over (order by
                    case \(input.sort.rawValue)::text when 'name' then a.name end,
                    case \(input.sort.rawValue)::text when 'displayName' then a.display_name end
                        collate "zh-x-icu", a.account_id) as rank
                from accounts.account a
                where a.scope_id = 1
                    and (\(pattern)::text is null or a.name like \(pattern)
                        or a.display_name like \(pattern))
                    and (\(input.account)::bigint is null or a.account_id = \(input.account))
                    and (\(input.state?.rawValue)::text is null
                        or (\(input.state?.rawValue) = 'disabled') = exists (
                            select from accounts.disabling d where d.scope_id = 1
                                and d.account_id = a.account_id and d.ended_at is null))
            ) ranked
            order by place
            limit \(min(max(0, input.limit), ListAccounts.mostRows))
            offset \(max(0, input.offset))
        ) a
        join lateral (
            select must_change from accounts.password p
            where p.scope_id = 1 and p.account_id = a.account_id order by number desc limit 1
        ) p on true
        left join accounts.disabling d
            on d.scope_id = 1 and d.account_id = a.account_id and d.ended_at is null
        left join lateral (
            select created_at from accounts.session s
            where s.scope_id = 1 and s.account_id = a.account_id
            order by created_at desc limit 1
        ) s on true
        left join lateral (
            select array_agg(g.role order by g.appointment_id) as roles,
                array_agg(coalesce(o.name, c.name, '') order by g.appointment_id) as bodies
            from accounts.appointment g
            left join registry.organisation o on o.scope_id = g.body
            left join registry.compound c on c.scope_id = g.body
            where g.scope_id = 1 and g.account_id = a.account_id and g.confirmed_at is not null
                and g.ended_on is null and g.from_on <= \(today)
                and (g.until_on is null or g.until_on >= \(today))
        ) g on true
        order by a.place
        """
    }

    private static func row(_ row: Row) throws -> ListAccounts.Row {
        let (id, name, displayName, mustChange, disabledAt, reason, signedInAt, roles, bodies) =
            try row.decode(
                AccountID.self, String.self, String.self, Bool.self, Timestamp?.self,
                String?.self, Timestamp?.self, [String]?.self, [String]?.self)
        let appointments = zip(roles ?? [], bodies ?? []).map { role, body in
            let title = Role(rawValue: role)?.title ?? role
            return "\(title) @ \(body.isEmpty ? Body.installationName : body)"
        }
        return ListAccounts.Row(
            account: Account(id: id, name: name, displayName: displayName),
            appointments: appointments, disabledAt: disabledAt, disabledReason: reason,
            lastSignedInAt: signedInAt, mustChangePassword: mustChange)
    }
}

/// A pattern for `like` that finds a text anywhere, whatever signs are in it.
func likePattern(_ text: String) -> String {
    // PostgreSQL holds no NUL
    let escaped = text.trimmed.filter { $0 != "\0" }.reduce(into: "") { out, character in
        if "%_\\".contains(character) { out.append("\\") }
        out.append(character)
    }
    return "%\(escaped)%"
}
