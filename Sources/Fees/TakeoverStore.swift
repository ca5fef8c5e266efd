import Access
import Core
import Postgres
import Registry
import Tables

/// The staging of a 期初余额表, its comparison with what the compound has, and its writing.
enum TakeoverStore {
    static let copy = """
        copy pg_temp.balance_row (row_number, building, entrance, room, item_text, stall, month,
            owed_fen, credit_fen) from stdin
        """

    static func prepare(on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table balance_row (
                row_number integer not null, building text not null, entrance text not null,
                room text not null, item_text text not null, stall text, month date,
                owed_fen bigint not null, credit_fen bigint not null
            ) on commit drop
            """)
    }

    /// - Parameter householdColumn: the column that a refused household is told under.
    static func compare(
        in scope: ScopeID, householdColumn: OpeningBalanceColumn, on connection: Connection
    ) async throws -> ImportComparison<OpeningBalanceColumn> {
        try await connection.execute("analyze pg_temp.balance_row")
        try await putBeside(in: scope, on: connection)
        var comparison = try await refusals(householdColumn, on: connection)
        let (added, unchanged) = try await connection.query(
            """
            select count(*) filter (where is_new), count(*) filter (where not is_new)
            from (
                select (owed_fen > 0 and known_owed is null)
                    or (credit_fen > 0 and known_credit is null) as is_new
                from pg_temp.balance_compared where difference is null
            ) good
            """
        ).only().decode(Int.self, Int.self)
        comparison.added = added
        comparison.unchanged = unchanged
        return comparison
    }

    /// Puts each row beside what the compound has: the household's open tenure, the item by its code
    /// or name, the charge in force of that month, the credit taken over before.
    private static func putBeside(in scope: ScopeID, on connection: Connection) async throws {
        try await connection.execute(
            """
            create temporary table balance_compared on commit drop as
            with named as (
                select item, name from fees.item where scope_id = \(scope)
                union
                select * from unnest(\(SpokenItem.all.map(\.code)), \(SpokenItem.all.map(\.name)))
                    as k (item, name)
            ), beside as (
                select r.*, h.household_id, t.tenure_id, t.obligor, s.stall_id, i.item,
                    coalesce(s.stall_id, h.household_id) as subject_id
                from pg_temp.balance_row r
                left join registry.household h on h.scope_id = \(scope)
                    and h.building = r.building and h.entrance = r.entrance and h.room = r.room
                left join registry.tenure t on t.scope_id = \(scope)
                    and t.household_id = h.household_id and t.until_on is null
                left join registry.stall s on s.scope_id = \(scope) and s.code = r.stall
                left join lateral (
                    select n.item from named n
                    where n.item = lower(r.item_text) or n.name = r.item_text
                    order by n.item <> lower(r.item_text), n.item limit 1
                ) i on true
            ), twin as (
                select b.*,
                    min(row_number) filter (where owed_fen > 0) over (
                        partition by month, item, subject_id) as first_owed,
                    min(row_number) filter (where credit_fen > 0) over (
                        partition by household_id) as first_credit
                from beside b
            )
            select w.*, c.amount_fen as known_owed, p.amount_fen as known_credit, case
                    when w.household_id is null then 'unknownHousehold'
                    when w.tenure_id is null then 'noOpenTenure'
                    when w.owed_fen > 0 and w.item is null then 'unknownItem'
                    when w.stall is not null and w.stall_id is null then 'unknownStall'
                    when w.owed_fen > 0 and w.first_owed < w.row_number then 'monthTwice'
                    when w.credit_fen > 0 and w.first_credit < w.row_number then 'creditTwice'
                    when w.owed_fen > 0 and c.takeover_id is null and c.amount_fen is not null
                        then 'billedHere'
                    when w.owed_fen > 0 and (c.amount_fen <> w.owed_fen
                        or c.tenure_id <> w.tenure_id) then 'owedDiffers'
                    when w.credit_fen > 0 and p.amount_fen <> w.credit_fen then 'creditDiffers'
                end as difference
            from twin w
            left join fees.charge c on c.scope_id = \(scope) and c.month = w.month
                and c.item = w.item and c.subject_id = w.subject_id and c.withdrawn_run is null
                and w.owed_fen > 0
            left join fees.payment p on p.scope_id = \(scope) and w.credit_fen > 0
                and p.idempotency_key = 'opening-balance:' || w.tenure_id
            """)
    }

    private static func refusals(
        _ householdColumn: OpeningBalanceColumn, on connection: Connection
    ) async throws -> ImportComparison<OpeningBalanceColumn> {
        let rows = try await connection.query(
            """
            select row_number, difference,
                concat_ws('-', building, nullif(entrance, ''), room) as household, item_text,
                coalesce(stall, ''), coalesce(to_char(month, 'YYYY-MM'), ''), owed_fen, credit_fen,
                known_owed, known_credit, first_owed, first_credit
            from pg_temp.balance_compared where difference is not null
            order by row_number limit \(ImportLimits.refusals + 1)
            """)
        var comparison = ImportComparison<OpeningBalanceColumn>()
        for row in rows {
            let (
                number, difference, household, item, stall, month, owed, credit, knownOwed,
                knownCredit, firstOwed, firstCredit
            ) = try row.decode(
                Int.self, String.self, String.self, String.self, String.self, String.self,
                Money.self, Money.self, Money?.self, Money?.self, Int?.self, Int?.self)
            let (column, value, reason): (OpeningBalanceColumn, String, String) =
                switch difference {
                case "unknownHousehold": (householdColumn, household, "没有这一户：请核对房号，或先导入房屋业主表。")
                case "noOpenTenure": (householdColumn, household, "这一户目前没有缴费义务人。")
                case "unknownItem":
                    (.item, item, "没有这个收费项目：请写已有项目的名称或代码，或先设立收费标准。")
                case "unknownStall": (.stall, stall, "没有这个车位：请核对车位号，或先导入车位表。")
                case "monthTwice":
                    (.month, month, "与第 \(firstOwed ?? 0) 行是同一户、同一项目、同一账期。")
                case "creditTwice": (.credit, "\(credit)", "第 \(firstCredit ?? 0) 行已写了这一户的预存。")
                case "billedHere": (.month, month, "本系统已为这个账期出账，不能再作为原欠费接收。")
                case "owedDiffers":
                    (
                        .owed, "\(owed)",
                        "这个账期以前接收的欠费是 \(knownOwed ?? .zero) 元或属于前任业主：多接收的请办减免，不能改写。"
                    )
                default:
                    (
                        .credit, "\(credit)",
                        "这一户以前接收的预存是 \(knownCredit ?? .zero) 元：要更正请冲正后再收，不能改写。"
                    )
                }
            comparison.refusals.append(
                ImportComparison.Refused(row: number, column: column, value: value, reason: reason))
        }
        return comparison
    }

    /// Writes the takeover, the items that it is the first to name, charges and credits.
    static func write(
        _ takeover: Takeover, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws {
        _ = try await connection.pipeline([
            """
            insert into fees.takeover (scope_id, as_of, source, file_sha256, owed_fen, credit_fen,
                entry_id)
            select \(scope), \(takeover.asOf), \(takeover.source), \(takeover.fileSHA256),
                coalesce(sum(owed_fen) filter (where known_owed is null), 0),
                coalesce(sum(credit_fen) filter (where known_credit is null), 0), \(entry)
            from pg_temp.balance_compared where difference is null
            """,
            """
            insert into fees.item (scope_id, item, name, entry_id)
            select \(scope), k.item, k.name, \(entry)
            from unnest(\(SpokenItem.known.map(\.code)), \(SpokenItem.known.map(\.name)))
                as k (item, name)
            where k.item in (
                    select item from pg_temp.balance_compared
                    where difference is null and owed_fen > 0)
                and not exists (
                    select from fees.item i where i.scope_id = \(scope) and i.item = k.item)
            """,
            """
            insert into fees.charge (scope_id, tenure_id, month, item, subject_id, revision,
                obligor, stall_id, takeover_id, quantity, amount_fen, charged_on, due_on)
            select \(scope), b.tenure_id, b.month, b.item, b.subject_id, 1 + (
                    select count(*) from fees.charge w
                    where w.scope_id = \(scope) and w.month = b.month and w.item = b.item
                        and w.subject_id = b.subject_id and w.withdrawn_run is not null),
                case when b.stall_id is null then b.obligor else 'lessee' end, b.stall_id,
                t.takeover_id, 1, b.owed_fen, t.as_of,
                (b.month + interval '1 month - 1 day')::date
            from pg_temp.balance_compared b
            join fees.takeover t on t.scope_id = \(scope) and t.entry_id = \(entry)
            where b.difference is null and b.owed_fen > 0 and b.known_owed is null
            order by b.row_number
            """,
            """
            insert into fees.payment (scope_id, tenure_id, amount_fen, channel, received_on,
                entered_on, idempotency_key, request_digest, takeover_id, unallocated_fen, entry_id)
            select \(scope), b.tenure_id, b.credit_fen, 'carriedOver', t.as_of,
                \(takeover.enteredOn), 'opening-balance:' || b.tenure_id,
                sha256(convert_to('opening-balance:' || b.tenure_id || ':' || b.credit_fen, 'UTF8')),
                t.takeover_id, b.credit_fen, \(entry)
            from pg_temp.balance_compared b
            join fees.takeover t on t.scope_id = \(scope) and t.entry_id = \(entry)
            where b.difference is null and b.credit_fen > 0 and b.known_credit is null
            order by b.row_number
            """,
        ])
    }

    /// The digest over all that the import wrote.
    ///
    /// - Throws: `TableRefusal.changedWhileRead` where the batch is of another file than the takeover.
    static func digest(
        _ takeover: Takeover, in scope: ScopeID, entry: EntryID, on connection: Connection
    ) async throws -> AuditEntry.Facts {
        let (count, digest, isSame) = try await connection.query(
            """
            select count(*), sha256(convert_to(
                string_agg(line, E'\\n' order by line collate "C"), 'UTF8')), (
                select file_sha256 = \(takeover.fileSHA256) from registry.import_batch
                where scope_id = \(scope) and entry_id = \(entry))
            from (
                select registry.fact(r) from registry.import_batch r
                where scope_id = \(scope) and entry_id = \(entry)
                union all
                select fees.fact(r) from fees.takeover r
                where scope_id = \(scope) and entry_id = \(entry)
                union all
                select fees.fact(r) from fees.item r
                where scope_id = \(scope) and entry_id = \(entry)
                union all
                select fees.fact(c) from fees.charge c
                join fees.takeover t using (scope_id, takeover_id)
                where c.scope_id = \(scope) and t.entry_id = \(entry)
                union all
                select fees.fact(r) from fees.payment r
                where scope_id = \(scope) and entry_id = \(entry)
            ) fact (line)
            """
        ).only().decode(Int.self, [UInt8].self, Bool.self)
        guard isSame else { throw TableRefusal.changedWhileRead }
        return .digested(count: count, digest: digest)
    }
}
