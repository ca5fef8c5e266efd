import Core
import Fees
import Registry

/// Payments and receipts.
enum PaymentsAPI {
    private static let tag = "缴费"

    static let channel = Schema.word(PaymentChannel.choices.map(\.word))
    static let anyChannel = Schema.word(PaymentChannel.allCases.map(\.word))
    /// `2021-000003`.
    static let receiptNumber = Schema.text(
        .init(11...14, pattern: "^[0-9]{4}-[0-9]{6,9}$", example: "2021-000003"))

    static let settled = Schema.record([("month", .month), ("item", .item), ("amountFen", .fen)])

    static let listed: [(name: String, schema: Schema)] = [
        ("payment", .number), ("receipt", .nullable(receiptNumber)), ("receivedOn", .date),
        ("amountFen", .fen), ("channel", anyChannel), ("refundedFen", .fen),
        ("reversedOn", .nullable(.date)),
    ]

    private static let row = Schema.named(
        "PaymentRow",
        .record(
            [("household", .string), ("obligor", .string)] + listed
                + [("note", .nullable(.string))]))

    private static let taken = Schema.named(
        "Payment",
        .record([
            ("payment", .number), ("receipt", receiptNumber), ("amountFen", .fen),
            ("allocations", .all(settled)), ("creditFen", .fen), ("repeated", .flag),
            ("reversed", .flag), ("household", .string), ("tenure", .number),
            ("channel", anyChannel), ("receivedOn", .date), ("receiptOn", .date),
            ("capitals", .string), ("monthsWithoutDebt", .all(.month)),
        ]))

    private static let receipt = Schema.named(
        "Receipt",
        .record([
            ("receipt", receiptNumber), ("issuedOn", .date), ("payment", .number),
            ("compound", .string), ("household", .string), ("payer", .string),
            ("amountFen", .fen), ("capitals", .string), ("channel", anyChannel),
            ("receivedOn", .date), ("note", .nullable(.string)), ("cashier", .string),
            (
                "lines",
                .all(
                    .record([
                        ("month", .month), ("item", .item), ("name", .string),
                        ("stall", .nullable(.string)), ("amountFen", .fen),
                    ]))
            ),
            ("creditFen", .fen),
            (
                "payees",
                .all(
                    .record([
                        ("fund", .nullable(.words(of: Fund.self))),
                        ("payee", .nullable(.string)), ("account", .nullable(.string)),
                        ("amountFen", .fen),
                    ]))
            ),
            ("void", .nullable(.record([("on", .date), ("reason", .string)]))),
            ("disclaimer", .string),
        ]))

    static let routes: [APIRoute] = [
        .get(
            "/compounds/{scope}/payments", needs: .readFees, in: .path, tag, "列出缴费，新的在前",
            query: APIPage.parameters + [
                .optional("household", .door), .optional("from", .date),
                .optional("until", .date), .optional("channel", channel),
            ],
            answers: .page(
                of: row, with: [.required("paidFen", .fen), .required("refundedFen", .fen)])
        ) { call in
            let found = try await ListPayments(database: call.database).perform(
                ListPayments.Input(
                    scope: call.scope,
                    payer: try call.query.door("household").map { Payer(household: $0) },
                    from: call.query.date("from"), until: call.query.date("until"),
                    channel: try call.query.text("channel").map { try PaymentChannel(entry: $0) },
                    limit: call.page.size, offset: call.page.offset),
                by: call.actor, on: call.today)
            return call.page.json(
                total: found.count,
                with: [("paidFen", JSON(found.paid)), ("refundedFen", JSON(found.refunded))],
                found.rows.map(\.json))
        },
        .post(
            "/compounds/{scope}/payments", needs: .takePayment, in: .path, tag,
            "收款：Idempotency-Key 同时是这笔缴费的键，永久有效",
            body: [
                .required("household", .door), .optional("tenure", .nullable(.number)),
                .required("amountFen", .amount), .required("channel", channel),
                .optional("receivedOn", .nullable(.date)),
                .optional("receiptOn", .nullable(.date)),
                .optional("months", .list(.month, atMost: 120)),
                .optional("items", .list(.item, atMost: 20)),
                .optional("note", .nullable(.text(0...500))),
            ], answers: taken
        ) { call in try await take(call) },
        .get(
            "/compounds/{scope}/receipts/{receipt}", needs: .readFees, in: .path, tag,
            "一张收据，按收据号或缴费编号", answers: receipt
        ) { call in
            guard let reference = try? PaymentReference(entry: call.parameter("receipt")) else {
                throw WebError.notFound
            }
            return try await ReadReceipt(database: call.database).perform(
                reference, in: call.scope, by: call.actor
            ).json
        },
    ]

    private static func take(_ call: APICall) async throws -> JSON {
        let body = call.body
        return try await TakePayment(database: call.database).perform(
            TakePayment.Input(
                scope: call.scope, payer: try payer(body),
                amount: try body.required("amountFen", body.money("amountFen")),
                channel: try PaymentChannel(entry: body.text("channel") ?? ""),
                receivedOn: body.date("receivedOn"), receiptOn: body.date("receiptOn"),
                key: call.key, months: body.texts("months").compactMap { BillingMonth($0) },
                items: try body.texts("items").map { try FeeItemCode(entry: $0) },
                note: body.text("note")),
            by: call.actor, on: call.today
        ).json
    }

    static func payer(_ body: APIValues) throws -> Payer {
        Payer(
            household: try body.required("household", try body.door("household")),
            tenure: body.number("tenure"))
    }
}
