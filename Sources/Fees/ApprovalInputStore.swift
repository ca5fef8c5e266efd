import Access
import Core
import Postgres
import Registry

/// What was asked for, read back from the approvals in the database.
enum ApprovalInputStore {
    static func refund(
        _ approval: Approval, on connection: Connection
    ) async throws -> RefundPayment.Input {
        let (household, tenure, amount, channel, reason, key, forTenure) =
            try await connection.query(
                """
                select input ->> 'household', (input ->> 'tenure')::bigint,
                    (input ->> 'amountFen')::bigint, input ->> 'channel', input ->> 'reason',
                    input ->> 'key', (input ->> 'forTenure')::bigint
                from access.approval
                where scope_id = \(approval.scope) and approval_id = \(approval.id)
                """
            ).only().decode(
                String.self, TenureID?.self, Money.self, String.self, String.self, String.self,
                TenureID.self)
        let input = RefundPayment.Input(
            scope: approval.scope, payer: try payer(household, tenure), amount: amount,
            channel: try PaymentChannel(entry: channel), reason: reason, key: key)
        return RefundPayment.Input(input, asked: Asked(tenure: forTenure, atMost: amount))
    }

    static func waiver(
        _ approval: Approval, on connection: Connection
    ) async throws -> WaiveCharge.Input {
        let (
            household, tenure, month, item, stall, amount, reason, key, forTenure, atMost
        ) = try await connection.query(
            """
            select input ->> 'household', (input ->> 'tenure')::bigint, input ->> 'month',
                input ->> 'item', input ->> 'stall', (input ->> 'amountFen')::bigint,
                input ->> 'reason', input ->> 'key', (input ->> 'forTenure')::bigint,
                (input ->> 'atMostFen')::bigint
            from access.approval
            where scope_id = \(approval.scope) and approval_id = \(approval.id)
            """
        ).only().decode(
            String.self, TenureID?.self, String.self, String.self, String?.self, Money?.self,
            String.self, String.self, TenureID.self, Money.self)
        let input = WaiveCharge.Input(
            scope: approval.scope, payer: try payer(household, tenure),
            month: try BillingMonth(entry: month), item: try FeeItemCode(entry: item),
            stall: stall, amount: amount, reason: reason, key: key)
        return WaiveCharge.Input(input, asked: Asked(tenure: forTenure, atMost: atMost))
    }

    static func withdrawal(
        _ approval: Approval, on connection: Connection
    ) async throws -> WithdrawBills.Input {
        let (month, reason, charges, newestRun) = try await connection.query(
            """
            select input ->> 'month', input ->> 'reason',
                coalesce((input ->> 'charges')::bigint, 0), (input ->> 'newestRun')::bigint
            from access.approval
            where scope_id = \(approval.scope) and approval_id = \(approval.id)
            """
        ).only().decode(String.self, String.self, Int.self, RunID?.self)
        return WithdrawBills.Input(
            scope: approval.scope, month: try BillingMonth(entry: month), reason: reason,
            asked: WithdrawalStore.Bills(charges: charges, newestRun: newestRun))
    }

    static func reversal(
        _ approval: Approval, on connection: Connection
    ) async throws -> ReversePayment.Input {
        let (payment, reason) = try await connection.query(
            """
            select (input ->> 'payment')::bigint, input ->> 'reason' from access.approval
            where scope_id = \(approval.scope) and approval_id = \(approval.id)
            """
        ).only().decode(PaymentID.self, String.self)
        return ReversePayment.Input(
            scope: approval.scope, payment: .payment(payment), reason: reason)
    }

    private static func payer(_ household: String, _ tenure: TenureID?) throws -> Payer {
        guard let code = HouseholdCode(spoken: household) else {
            throw HouseholdRefusal.malformedCode(household)
        }
        return Payer(household: code, tenure: tenure)
    }

    /// 物业费, for sentences; its code where the compound has no such item.
    static func name(
        of item: FeeItemCode, in scope: ScopeID, on connection: Connection
    ) async throws -> String {
        try await connection.query(
            "select name from fees.item where scope_id = \(scope) and item = \(item)"
        ).first.map { try $0.decode(String.self) } ?? item.text
    }
}
