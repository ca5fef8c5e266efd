import Access
import Core
import Postgres
import Registry

/// Lists of disputes in the database: whatever they begin with, they stay within one compound.
enum DisputeListStore {
    static func read(
        _ input: ListDisputes.Input, on connection: Connection
    ) async throws -> ListDisputes.Outcome {
        let results = try await connection.pipeline([counts(input), page(input)])
        let (count, open) = try results[0].only().decode(Int.self, Int.self)
        return ListDisputes.Outcome(count: count, open: open, rows: try disputes(results[1]))
    }

    static func read(
        _ id: DisputeID, in scope: ScopeID, on connection: Connection
    ) async throws -> Dispute? {
        let rows = try await connection.query(
            "select * from fees.dispute_sheet where scope_id = \(scope) and dispute_id = \(id)")
        return try disputes(rows).first
    }

    static func counts(_ input: ListDisputes.Input) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        return """
            select count(*) filter (where
                    (\(input.state?.rawValue)::text is null
                        or is_open = (\(input.state?.rawValue) = 'open'))
                    and (\(pattern)::text is null or names like \(pattern)
                        or concat_ws('-', building, nullif(entrance, ''), room) like \(pattern))),
                count(*) filter (where is_open)
            from fees.dispute_sheet where scope_id = \(input.scope)
            """
    }

    static func page(_ input: ListDisputes.Input) -> Query {
        let pattern = input.search.map { "%\(escaped($0.trimmed))%" }
        return """
            select * from fees.dispute_sheet
            where scope_id = \(input.scope)
                and (\(input.state?.rawValue)::text is null
                    or is_open = (\(input.state?.rawValue) = 'open'))
                and (\(pattern)::text is null or names like \(pattern)
                    or concat_ws('-', building, nullif(entrance, ''), room) like \(pattern))
            order by case when \(input.order == .oldest) then dispute_id else -dispute_id end
            limit \(max(0, input.limit)) offset \(max(0, input.offset))
            """
    }

    /// A household's own, in the pipelined lane.
    static func ofTenure(_ tenure: TenureID, in scope: ScopeID, limit: Int) -> Query {
        """
        select * from fees.dispute_sheet
        where scope_id = \(scope) and tenure_id = \(tenure)
        order by dispute_id desc limit \(limit)
        """
    }

    static func disputes(_ rows: Rows) throws -> [Dispute] { try rows.map(dispute) }

    private static func dispute(_ row: Row) throws -> Dispute {
        Dispute(
            id: try row.get("dispute_id"), tenure: try row.get("tenure_id"),
            charge: Dispute.Charge(
                household: HouseholdCode(
                    building: try row.get("building"), entrance: try row.get("entrance"),
                    room: try row.get("room")),
                obligor: try row.get("names", as: String?.self) ?? "",
                month: try row.get("month"), item: try row.get("item"),
                itemName: try row.get("item_name"), stall: try row.get("stall"),
                amount: try row.get("amount_fen"), settled: try row.get("settled_fen"),
                waived: try row.get("waived_fen"), isWithdrawn: try row.get("is_withdrawn")),
            words: try row.get("words"), raisedOn: try row.get("raised_on"),
            channel: Dispute.Channel(rawValue: try row.get("raised_through")) ?? .desk,
            answer: try answer(row), corrections: try corrections(row))
    }

    private static func answer(_ row: Row) throws -> Dispute.Answer? {
        guard let outcome = try row.get("outcome", as: String?.self),
            let known = Dispute.Outcome(rawValue: outcome)
        else { return nil }
        return Dispute.Answer(
            outcome: known, words: try row.get("answer"), answeredOn: try row.get("answered_on"),
            answeredBy: try row.get("answered_by"))
    }

    private static func corrections(_ row: Row) throws -> [Dispute.Correction] {
        let waivers = try row.get("waivers", as: [WaiverID]?.self) ?? []
        let runs = try row.get("runs", as: [RunID]?.self) ?? []
        let amounts = try row.get("amounts", as: [Money]?.self) ?? []
        let days = try row.get("days", as: [CivilDate]?.self) ?? []
        let references =
            waivers.map(CorrectionReference.waiver) + runs.map(CorrectionReference.withdrawal)
        return zip(references, zip(amounts, days)).map { reference, rest in
            Dispute.Correction(reference: reference, amount: rest.0, day: rest.1)
        }
    }
}
