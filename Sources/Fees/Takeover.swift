import Core
import Synchronization

/// What is taken over from the old system in one file.
struct Takeover: Sendable {
    let asOf: CivilDate
    let source: String
    let fileSHA256: [UInt8]
    let enteredOn: CivilDate
}

/// Sums of arrears and credit, as far as they are stated.
struct TakeoverTotals: Sendable, Equatable {
    var owed: Money?
    var credit: Money?
}

/// Proves the sums of a file: a pure function of values.
enum TakeoverRules {
    /// - Parameters:
    ///   - unreadable: rows with an amount that could not be read.
    ///   - stated: what the person says the file adds up to.
    ///   - row: what the file's own totals row says.
    /// - Throws: `ImportOpeningBalances.Failure` with both figures where they differ, and where there
    ///   is nothing to prove a sum by. A sum of zero needs no proof.
    static func prove(
        owed: Money, credit: Money, unreadable: Int, stated: TakeoverTotals, row: TakeoverTotals
    ) throws(ImportOpeningBalances.Failure) {
        guard unreadable == 0 else { throw .amountsUnreadable(unreadable) }
        try prove(.owed, owed, stated: stated.owed, row: row.owed)
        try prove(.credit, credit, stated: stated.credit, row: row.credit)
    }

    private static func prove(
        _ sum: ImportOpeningBalances.Failure.Sum, _ file: Money, stated: Money?, row: Money?
    ) throws(ImportOpeningBalances.Failure) {
        if let stated, stated != file {
            throw .totalDiffers(sum, stated: stated, file: file)
        }
        if let row, row != file { throw .totalRowDiffers(sum, row: row, file: file) }
        guard file == .zero || stated != nil || row != nil else {
            throw .totalMissing(sum, file: file)
        }
    }
}

/// The sums that an attempt at an import proved, handed out of it.
final class ProvedTotals: Sendable {
    private let totals = Mutex<(owed: Money, credit: Money)>((.zero, .zero))

    var value: (owed: Money, credit: Money) { totals.withLock { $0 } }

    func set(owed: Money, credit: Money) {
        totals.withLock { $0 = (owed, credit) }
    }
}

/// What old systems call the items that every property company knows.
enum SpokenItem {
    private static let synonyms: [(FeeItemCode, [String])] = [
        (.propertyFee, ["物业管理费", "物业服务费", "物业管理服务费"]),
        (.parking, ["车位费", "停车管理费", "车位管理费", "停车服务费", "车位服务费"]),
    ]

    /// Each code with its own name.
    static let known: [(code: String, name: String)] = synonyms.compactMap { code, _ in
        KnownItem.name(of: code).map { (code.text, $0) }
    }

    static let all: [(code: String, name: String)] =
        known + synonyms.flatMap { code, names in names.map { (code.text, $0) } }
}
