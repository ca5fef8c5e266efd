import Access
import Core
import Postgres

extension ReversePayment: TwoPersonAct {
    public static let action = Approval.Action.reversePayment

    /// - Throws: `PaymentRefusal`, `PostgresError`.
    public static func asked(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ApprovalRequest {
        let reason = try PaymentText.reason(input.reason)
        guard
            let found = try await ReversalStore.lockAndRead(
                input.payment, in: input.scope, on: connection)
        else { throw PaymentRefusal.unknownPayment(input.payment.shown) }
        let content: JSON = ["payment": JSON(found.payment), "reason": .string(reason)]
        let shown = found.receipt.map { "收据 \($0)" } ?? "编号为 \(found.payment) 的缴费"
        return ApprovalRequest(
            scope: input.scope, subject: "payment:\(found.payment)",
            summary: "冲正\(shown)，\(found.amount) 元（\(found.receivedOn) 收）；原因：\(reason)",
            input: content, key: found.payment.description, isKeyed: false,
            digest: PaymentRules.digest(of: content))
    }

    public static func input(
        of approval: Approval, on connection: Connection
    ) async throws -> Input {
        try await ApprovalInputStore.reversal(approval, on: connection)
    }
}
