import Core
import Fees
import Hummingbird
import Registry

/// 收据, as it is printed.
struct ReceiptPages {
    func add(to site: inout Site) {
        site.page(
            .get, "/compounds/{scope}/receipts/{number}", needs: .readFees, in: .path
        ) { _, desk in
            guard let number = ReceiptNumber(try desk.parameter("number")) else {
                throw WebError.notFound
            }
            let receipt = try await ReadReceipt(database: desk.database).perform(
                .receipt(number), in: desk.scope, by: desk.actor)
            return try desk.page("payments/receipt", ReceiptView(receipt, desk))
        }
    }
}

/// `/compounds/{scope}/receipts/{number}`.
struct ReceiptView: Sendable {
    let frame: CompoundFrame
    let number: String
    let issued: String
    let received: String
    let address: String
    let payer: String
    let household: String
    let channel: String
    let amount: String
    let capitals: String
    let note: String?
    let cashier: String
    let lines: [Line]
    let credit: String?
    let payees: [Payee]
    let void: Void?
    /// Where it is reversed; nil where it is void, or by those who may not.
    let reversing: String?
    let disclaimer: String
    /// `a5` or `a4`: what it is printed on.
    let paper: String
    let papers: [Paper]

    struct Line: Sendable {
        let item: String
        let month: String
        let amount: String
    }

    struct Payee: Sendable {
        let name: String
        let fund: String
        let account: String?
        let amount: String
    }

    struct Void: Sendable {
        let on: String
        let reason: String
    }

    struct Paper: Sendable {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    init(_ receipt: Receipt, _ desk: Desk) {
        frame = CompoundFrame(desk, name: receipt.compound)
        number = receipt.number.description
        issued = receipt.issuedOn.chinese
        received = receipt.receivedOn.chinese
        address = receipt.household.chinese
        payer = receipt.payer
        household = desk.compound.household(receipt.household)
        channel = receipt.channel.chinese
        amount = receipt.amount.grouped
        capitals = ChineseCapitals.of(receipt.amount)
        note = receipt.note
        cashier = receipt.cashier
        lines = receipt.lines.map { line in
            Line(
                item: line.itemName + (line.stall.map { " \($0)" } ?? ""),
                month: line.month.chinese, amount: line.amount.grouped)
        }
        credit = receipt.credit > .zero ? receipt.credit.grouped : nil
        payees = receipt.shares.compactMap { share in
            share.payee.map { payee in
                Payee(
                    name: payee.name, fund: payee.fund.chinese, account: payee.account,
                    amount: share.amount.grouped)
            }
        }
        void = receipt.void.map { Void(on: $0.on.chinese, reason: $0.reason) }
        reversing =
            receipt.void == nil && desk.may(.correctFees, in: desk.scope)
            ? "\(desk.compound.receipt(receipt.number))/reversal" : nil
        disclaimer = Receipt.disclaimer
        let shown = desk.query["paper"] == "a4" ? "a4" : "a5"
        paper = shown
        let path = desk.path
        papers = ["a5", "a4"].map { size in
            Paper(
                title: size.uppercased(), path: "\(path)?paper=\(size)", isCurrent: size == shown)
        }
    }
}
