import Access
import Core
import Postgres
import Registry

/// Billing runs in the database, as they are looked up afterwards.
enum RunStore {
    static func list(
        _ input: ListRuns.Input, on connection: Connection
    ) async throws -> ListRuns.Outcome {
        let results = try await connection.pipeline([
            """
            select count(*) from fees.run
            where scope_id = \(input.scope)
                and (\(input.month)::date is null or month = \(input.month))
            """,
            page(input),
        ])
        return ListRuns.Outcome(
            count: try results[0].only().decode(Int.self), rows: try results[1].map(summary))
    }

    static func page(_ input: ListRuns.Input) -> Query {
        """
        select r.run_id, r.kind, r.month, r.on_day, r.charge_count, r.total_fen, (
                select count(*) from fees.skipped k
                where k.scope_id = r.scope_id and k.run_id = r.run_id
            ) as skipped, r.reason, coalesce(e.actor_name, '') as actor_name
        from (
            select * from fees.run
            where scope_id = \(input.scope)
                and (\(input.month)::date is null or month = \(input.month))
            order by run_id desc
            limit \(max(0, input.limit)) offset \(max(0, input.offset))
        ) r
        left join access.audit_entry e on e.scope_id = r.scope_id and e.entry_id = r.entry_id
        order by r.run_id desc
        """
    }

    static func read(
        _ input: ReadRun.Input, on connection: Connection
    ) async throws -> RunSheet? {
        let results = try await connection.pipeline([
            """
            select r.run_id, r.kind, r.month, r.on_day, r.charge_count, r.total_fen, (
                    select count(*) from fees.skipped k
                    where k.scope_id = r.scope_id and k.run_id = r.run_id
                ) as skipped, r.reason, coalesce(e.actor_name, '') as actor_name, c.name as compound
            from fees.run r
            left join access.audit_entry e on e.scope_id = r.scope_id and e.entry_id = r.entry_id
            join registry.compound c on c.scope_id = r.scope_id
            where r.scope_id = \(input.scope) and r.run_id = \(input.run)
            """,
            parts(input),
            """
            select reason, count(*) from fees.skipped
            where scope_id = \(input.scope) and run_id = \(input.run)
            group by reason order by count(*) desc, reason
            """,
            skipped(input),
        ])
        guard let first = results[0].first else { return nil }
        return RunSheet(
            compound: try first.get("compound"), run: try summary(first),
            parts: try results[1].map(part), reasons: try results[2].compactMap(reason),
            skipped: try results[3].compactMap(skipped))
    }

    /// By the month, which the index of the charges begins with, and the run.
    static func parts(_ input: ReadRun.Input) -> Query {
        """
        select c.item, coalesce(i.name, c.item), count(*), sum(c.amount_fen)::bigint,
            count(*) filter (where c.run_id = r.run_id and c.withdrawn_run is not null)
        from fees.run r
        join fees.charge c on c.scope_id = r.scope_id and c.month = r.month
            and (c.run_id = r.run_id or c.withdrawn_run = r.run_id)
        left join fees.item i on i.scope_id = c.scope_id and i.item = c.item
        where r.scope_id = \(input.scope) and r.run_id = \(input.run)
        group by c.item, i.name order by c.item
        """
    }

    static func skipped(_ input: ReadRun.Input) -> Query {
        """
        select h.building, h.entrance, h.room, s.code, k.item, coalesce(i.name, k.item), k.reason
        from fees.skipped k
        left join registry.household h on h.scope_id = k.scope_id
            and h.household_id = k.subject_id
        left join registry.stall s on s.scope_id = k.scope_id and s.stall_id = k.subject_id
        left join fees.item i on i.scope_id = k.scope_id and i.item = k.item
        where k.scope_id = \(input.scope) and k.run_id = \(input.run)
        order by k.reason, k.item, lpad(h.building, 20), lpad(h.entrance, 20), lpad(h.room, 20),
            s.code
        limit \(max(0, input.limit)) offset \(max(0, input.offset))
        """
    }

    private static func summary(_ row: Row) throws -> RunSummary {
        RunSummary(
            id: try row.get("run_id"),
            kind: RunSummary.Kind(rawValue: try row.get("kind")) ?? .billing,
            month: try row.get("month"), day: try row.get("on_day"),
            charges: Int(try row.get("charge_count", as: Int32.self)),
            total: try row.get("total_fen"), skipped: try row.get("skipped"),
            reason: try row.get("reason"), actor: try row.get("actor_name"))
    }

    private static func part(_ row: Row) throws -> RunSheet.Part {
        let (item, name, charges, total, withdrawn) = try row.decode(
            FeeItemCode.self, String.self, Int.self, Money.self, Int.self)
        return RunSheet.Part(
            item: item, name: name, charges: charges, total: total, withdrawn: withdrawn)
    }

    private static func reason(
        _ row: Row
    ) throws -> (reason: BillingOutcome.SkipReason, count: Int)? {
        let (reason, count) = try row.decode(String.self, Int.self)
        return BillingOutcome.SkipReason(rawValue: reason).map { ($0, count) }
    }

    private static func skipped(_ row: Row) throws -> RunSheet.Skipped? {
        let (building, entrance, room, stall, item, name, reason) = try row.decode(
            String?.self, String?.self, String?.self, String?.self, FeeItemCode.self, String.self,
            String.self)
        var household: HouseholdCode?
        if let building, let entrance, let room {
            household = HouseholdCode(building: building, entrance: entrance, room: room)
        }
        return BillingOutcome.SkipReason(rawValue: reason).map { reason in
            RunSheet.Skipped(
                household: household, stall: stall, item: item, name: name, reason: reason)
        }
    }
}
