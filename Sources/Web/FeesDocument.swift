import Core
import Fees

/// The bytes of a resident's statement as JSON: exactly those of `ResidentStatus.json`, which the
/// tests compare, written straight into one buffer. This is the busiest answer of all: a tree of
/// values for 75 rows costs more than reading them from the database.
struct FeesDocument {
    private let statement: Statement
    private var out: [UInt8] = []

    /// Bytes of a line, about, with its basis; and of a payment.
    private static let lineSize = 420
    private static let paymentSize = 200

    static func bytes(of status: ResidentStatus) -> [UInt8] {
        var document = FeesDocument(statement: status.statement)
        document.write()
        return document.out
    }

    private init(statement: Statement) {
        self.statement = statement
        out.reserveCapacity(
            1024 + statement.lines.count * FeesDocument.lineSize
                + statement.payments.count * FeesDocument.paymentSize)
    }

    private mutating func write() {
        put("{\"compound\":")
        JSON.string(statement.compound).write(into: &out)
        put(",\"household\":")
        JSON(statement.household).write(into: &out)
        put(statement.account)
        put(",\"lines\":[")
        putLines()
        put("],\"payments\":[")
        var isFirst = true
        for payment in statement.payments {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            put(payment)
        }
        put("],\"tenure\":")
        put(statement.tenure.number)
        put(",\"obligor\":")
        JSON.string(statement.obligor).write(into: &out)
        put(",\"from\":")
        put(statement.from)
        put(",\"until\":")
        put(statement.until)
        put("}")
    }

    private mutating func put(_ account: Account) {
        put(",\"openingFen\":")
        put(account.opening.fen)
        put(",\"chargedFen\":")
        put(account.charged.fen)
        put(",\"withdrawnFen\":")
        put(account.withdrawn.fen)
        put(",\"waivedFen\":")
        put(account.waived.fen)
        put(",\"paidFen\":")
        put(account.paid.fen)
        put(",\"refundedFen\":")
        put(account.refunded.fen)
        put(",\"closingFen\":")
        put(account.closing.fen)
        put(",\"creditFen\":")
        put(account.credit.fen)
    }

    /// What all lines of one origin have in common, as bytes.
    private struct Common {
        let item: [UInt8]
        let basis: [UInt8]
        let name: [UInt8]

        init(_ origin: FeeOrigin, _ terms: FeeTerms?) {
            item = JSON(origin.item).bytes
            basis = JSON(terms?.basis).bytes
            name = JSON(terms?.name).bytes
        }
    }

    private mutating func putLines() {
        var known: [FeeOrigin: Common] = [:]
        var isFirst = true
        for line in statement.lines {
            let common: Common
            if let found = known[line.origin] {
                common = found
            } else {
                common = Common(line.origin, statement.terms[line.origin])
                known[line.origin] = common
            }
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            put(line, common)
        }
    }

    private mutating func put(_ line: Statement.Line, _ common: Common) {
        put("{\"month\":\"")
        put(year: line.month.year, month: line.month.month)
        put("\",\"item\":")
        out.append(contentsOf: common.item)
        put(",\"amountFen\":")
        put(line.amount.fen)
        put(",\"settledFen\":")
        put(line.settled.fen)
        put(",\"basis\":")
        out.append(contentsOf: common.basis)
        put(",\"waivedFen\":")
        put(line.waived.fen)
        put(",\"openFen\":")
        put(line.open.fen)
        put(",\"dueOn\":")
        put(line.dueOn)
        put(",\"stall\":")
        JSON(line.stall).write(into: &out)
        put(",\"name\":")
        out.append(contentsOf: common.name)
        put("}")
    }

    private mutating func put(_ payment: Statement.Payment) {
        put("{\"payment\":")
        put(payment.payment.number)
        put(",\"receipt\":")
        JSON(payment.receipt).write(into: &out)
        put(",\"receivedOn\":")
        put(payment.receivedOn)
        put(",\"amountFen\":")
        put(payment.amount.fen)
        put(",\"channel\":\"")
        out.append(contentsOf: payment.channel.word.utf8)
        put("\",\"refundedFen\":")
        put(payment.refunded.fen)
        put(",\"reversedOn\":")
        put(payment.reversedOn)
        put("}")
    }

    // MARK: Pieces

    private mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { out.append(contentsOf: $0) }
    }

    private mutating func put(_ number: Int64) {
        if number < 0 { out.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = out.count
        repeat {
            out.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        out[start...].reverse()
    }

    private mutating func put(_ date: CivilDate?) {
        guard let date else {
            put("null")
            return
        }
        let (year, month, day) = date.parts
        out.append(UInt8(ascii: "\""))
        put(year: year, month: month)
        out.append(UInt8(ascii: "-"))
        put(twoDigits: day)
        out.append(UInt8(ascii: "\""))
    }

    /// Years have four digits (`CivilDate.years`).
    private mutating func put(year: Int, month: Int) {
        put(twoDigits: year / 100)
        put(twoDigits: year % 100)
        out.append(UInt8(ascii: "-"))
        put(twoDigits: month)
    }

    private mutating func put(twoDigits number: Int) {
        out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
        out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }
}
