import Access
import Core
import Postgres

extension WithdrawBills: TwoPersonAct {
    public static let action = Approval.Action.withdrawBills

    /// - Throws: `PaymentRefusal`, `PostgresError`.
    public static func asked(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> ApprovalRequest {
        let reason = try PaymentText.reason(input.reason)
        let standing = try await WithdrawalStore.standing(
            of: input.month, in: input.scope, naming: 0, on: connection)
        let content: JSON = ["month": JSON(input.month), "reason": .string(reason)]
        return ApprovalRequest(
            scope: input.scope, subject: "month:\(input.month)",
            summary: "撤回 \(input.month) 的账单 \(standing.charges) 笔；原因：\(reason)",
            input: [
                "month": JSON(input.month), "reason": .string(reason),
                "charges": JSON(standing.charges), "newestRun": JSON(standing.bills.newestRun),
            ],
            key: input.month.description, isKeyed: false,
            digest: PaymentRules.digest(of: content))
    }

    public static func input(
        of approval: Approval, on connection: Connection
    ) async throws -> Input {
        try await ApprovalInputStore.withdrawal(approval, on: connection)
    }
}
