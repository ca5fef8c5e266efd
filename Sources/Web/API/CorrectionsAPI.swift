import Access
import Core
import Fees

/// What takes money or bills back. Most of it needs two people: then it is asked for, and waits.
enum CorrectionsAPI {
    private static let tag = "更正"

    static let reversal = Schema.named(
        "Reversal",
        .record([
            ("payment", .number), ("receipt", .nullable(PaymentsAPI.receiptNumber)),
            ("amountFen", .fen), ("reversedOn", .date), ("reason", .string),
            ("released", .all(PaymentsAPI.settled)), ("repeated", .flag),
        ]))

    static let refund = Schema.named(
        "Refund",
        .record([
            ("household", .string), ("amountFen", .fen), ("channel", PaymentsAPI.anyChannel),
            ("refundedOn", .date), ("reason", .string),
            (
                "refunds",
                .all(.record([("refund", .number), ("payment", .number), ("amountFen", .fen)]))
            ),
            ("creditFen", .nullable(.fen)), ("repeated", .flag),
        ]))

    static let waiver = Schema.named(
        "Waiver",
        .record([
            ("waiver", .number), ("household", .string), ("month", .month), ("item", .item),
            ("stall", .nullable(.string)), ("amountFen", .fen), ("openFen", .nullable(.fen)),
            ("waivedOn", .date), ("reason", .string), ("repeated", .flag),
        ]))

    static let withdrawal = Schema.named(
        "Withdrawal",
        .record([
            ("month", .month), ("run", .nullable(.number)), ("charges", .count),
            ("totalFen", .fen),
        ]))

    /// One of the two is null: what was done, or what waits for a second person.
    private static func correction(of done: Schema) -> Schema {
        .record([
            ("done", .nullable(done)), ("approval", .nullable(ApprovalsAPI.approval)),
        ])
    }

    private static let reason = Schema.Member.required("reason", .words(500))

    static let routes: [APIRoute] = [
        .post(
            "/compounds/{scope}/payments/{payment}/reverse", needs: .correctFees, in: .path, tag,
            "冲正一笔缴费", body: [reason], answers: correction(of: reversal)
        ) { call in
            try await correct(
                ReversePayment(database: call.database),
                ReversePayment.Input(
                    scope: call.scope, payment: .payment(call.number("payment")),
                    reason: call.body.text("reason") ?? ""), call)
        },
        .post(
            "/compounds/{scope}/refunds", needs: .correctFees, in: .path, tag, "退还预存",
            body: [
                .required("household", .door), .optional("tenure", .nullable(.number)),
                .required("amountFen", .amount), .required("channel", PaymentsAPI.channel),
                reason,
            ], answers: correction(of: refund)
        ) { call in
            try await correct(
                RefundPayment(database: call.database),
                RefundPayment.Input(
                    scope: call.scope, payer: try PaymentsAPI.payer(call.body),
                    amount: try call.body.required("amountFen", call.body.money("amountFen")),
                    channel: try PaymentChannel(entry: call.body.text("channel") ?? ""),
                    reason: call.body.text("reason") ?? "", key: call.key), call)
        },
        .post(
            "/compounds/{scope}/waivers", needs: .correctFees, in: .path, tag,
            "减免一笔应收；不写金额即全部未缴部分",
            body: [
                .required("household", .door), .optional("tenure", .nullable(.number)),
                .required("month", .month), .required("item", .item),
                .optional("stall", .nullable(.words(30))),
                .optional("amountFen", .nullable(.amount)), reason,
            ], answers: correction(of: waiver)
        ) { call in
            let body = call.body
            return try await correct(
                WaiveCharge(
                    database: call.database,
                    aloneUpTo: call.context.installation.policy.waiverLimit),
                WaiveCharge.Input(
                    scope: call.scope, payer: try PaymentsAPI.payer(body),
                    month: try body.required("month", body.month("month")),
                    item: try FeeItemCode(entry: body.text("item") ?? ""),
                    stall: body.text("stall"), amount: body.money("amountFen"),
                    reason: body.text("reason") ?? "", key: call.key), call)
        },
        .post(
            "/compounds/{scope}/bills/{month}/withdraw", needs: .correctFees, in: .path, tag,
            "撤回一个月尚未缴费的账单", body: [reason], answers: correction(of: withdrawal)
        ) { call in
            try await correct(
                WithdrawBills(database: call.database),
                WithdrawBills.Input(
                    scope: call.scope, month: call.month(),
                    reason: call.body.text("reason") ?? ""), call)
        },
    ]

    private static func correct<Act: TwoPersonAct>(
        _ act: Act, _ input: Act.Input, _ call: APICall
    ) async throws -> JSON {
        let outcome = try await RequestApproval(database: call.database, act: act).perform(
            input, by: call.actor, at: call.now, on: call.today)
        return switch outcome {
        case .done(let done): ["done": done.json, "approval": nil]
        case .waiting(let approval, _): ["done": nil, "approval": approval.json(at: call.now)]
        }
    }
}
