import Access
import Core
import Postgres
import Registry

extension RefundPayment: TwoPersonAct {
    public static let action = Approval.Action.refundPayment

    /// - Throws: `Failure`, `PaymentRefusal`, `HouseholdRefusal`, `PostgresError`.
    public static func asked(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ApprovalRequest {
        let request = try Request(input)
        let tenure = try await PayerStore.find(
            request.payer, in: request.scope, on: today, connection
        ).tenure
        return ApprovalRequest(
            scope: request.scope, subject: "household:\(request.payer.household)",
            summary: "向 \(request.payer.household) 退款 \(request.amount) 元"
                + "（\(request.channel.chinese)）；原因：\(request.reason)",
            input: [
                "household": JSON(request.payer.household), "tenure": JSON(request.payer.tenure),
                "amountFen": JSON(request.amount), "channel": JSON(request.channel),
                "reason": .string(request.reason), "key": .string(request.key),
                "forTenure": JSON(tenure),
            ],
            key: request.key, isKeyed: true, digest: request.digest)
    }

    public static func input(
        of approval: Approval, on connection: Connection
    ) async throws -> Input {
        try await ApprovalInputStore.refund(approval, on: connection)
    }
}
