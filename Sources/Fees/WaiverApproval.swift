import Access
import Core
import Postgres
import Registry

extension WaiveCharge: TwoPersonAct {
    public static let action = Approval.Action.waiveCharge

    /// - Throws: `Failure`, `PaymentRefusal`, `HouseholdRefusal`, `PostgresError`.
    public static func asked(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ApprovalRequest {
        let request = try Request(input)
        let tenure = try await PayerStore.find(
            request.payer, in: request.scope, on: today, connection
        ).tenure
        let charges = try await WaiverStore.charges(request, of: tenure, on: connection)
        let (charge, amount) = try decide(request, among: charges)
        let item = try await ApprovalInputStore.name(
            of: request.item, in: request.scope, on: connection)
        let what = "\(request.month) \(item)" + (charge.stall.map { "（车位 \($0)）" } ?? "")
        return ApprovalRequest(
            scope: request.scope, subject: "household:\(request.payer.household)",
            summary: "减免 \(request.payer.household) 的 \(what) \(amount) 元；原因：\(request.reason)",
            input: [
                "household": JSON(request.payer.household), "tenure": JSON(request.payer.tenure),
                "month": JSON(request.month), "item": JSON(request.item),
                "stall": JSON(request.stall), "amountFen": JSON(request.amount),
                "reason": .string(request.reason), "key": .string(request.key),
                "forTenure": JSON(tenure), "atMostFen": JSON(amount),
            ],
            key: request.key, isKeyed: true, digest: request.digest)
    }

    public static func input(
        of approval: Approval, on connection: Connection
    ) async throws -> Input {
        try await ApprovalInputStore.waiver(approval, on: connection)
    }
}
