import Core
import Fees

/// What households find wrong, and what they are answered.
enum DisputesAPI {
    private static let tag = "异议"

    private static let dispute = Schema.named(
        "Dispute",
        .record([
            ("id", .number), ("tenure", .number), ("household", .string), ("obligor", .string),
            ("month", .month), ("item", .item), ("name", .string), ("stall", .nullable(.string)),
            ("amountFen", .fen), ("settledFen", .fen), ("waivedFen", .fen), ("withdrawn", .flag),
            ("words", .string), ("raisedOn", .date), ("through", .words(of: Dispute.Channel.self)),
            (
                "answer",
                .nullable(
                    .record([
                        ("outcome", .words(of: Dispute.Outcome.self)), ("words", .string),
                        ("answeredOn", .date), ("answeredBy", .nullable(.string)),
                    ]))
            ),
            (
                "corrections",
                .all(
                    .record([
                        ("waiver", .nullable(.number)), ("withdrawal", .nullable(.number)),
                        ("amountFen", .fen), ("on", .date),
                    ]))
            ),
        ]))

    private static let answered = Schema.named(
        "DisputeAnswer",
        .record([
            ("id", .number), ("outcome", .words(of: Dispute.Outcome.self)),
            ("answeredOn", .date),
            (
                "correction",
                .nullable(
                    .object([.optional("waiver", .number), .optional("withdrawal", .number)]))
            ),
            ("repeated", .flag),
        ]))

    static let routes: [APIRoute] = [
        .get(
            "/compounds/{scope}/disputes", needs: .readFees, in: .path, tag, "列出异议",
            query: APIPage.parameters + [
                .optional("state", .words(of: ListDisputes.State.self)),
                .optional("search", .text(0...100)),
                .optional("order", .words(of: ListDisputes.Order.self)),
            ], answers: .page(of: dispute, with: [.required("open", .count)])
        ) { call in
            let search = call.query.text("search") ?? ""
            let found = try await ListDisputes(database: call.database).perform(
                ListDisputes.Input(
                    scope: call.scope, state: call.query.word("state"),
                    search: search.isEmpty ? nil : search,
                    order: call.query.word("order") ?? .newest, limit: call.page.size,
                    offset: call.page.offset),
                by: call.actor)
            return call.page.json(
                total: found.count, with: [("open", JSON(found.open))], found.rows.map(\.json))
        },
        .post(
            "/compounds/{scope}/disputes/{dispute}/answer", needs: .answerDispute, in: .path, tag,
            "答复异议",
            body: [
                .required("outcome", .words(of: Dispute.Outcome.self)),
                .required("words", .words(Dispute.longestAnswer)),
                .optional("waiver", .nullable(.number)),
                .optional("withdrawal", .nullable(.number)),
            ], answers: answered
        ) { call in
            let waiver = call.body.number("waiver").map { CorrectionReference.waiver($0) }
            let run = call.body.number("withdrawal").map { CorrectionReference.withdrawal($0) }
            return try await AnswerDispute(database: call.database).perform(
                AnswerDispute.Input(
                    scope: call.scope, dispute: call.number("dispute"),
                    outcome: call.body.word("outcome") ?? .explained,
                    words: call.body.text("words") ?? "", correction: waiver ?? run),
                by: call.actor, on: call.today
            ).json
        },
    ]
}
