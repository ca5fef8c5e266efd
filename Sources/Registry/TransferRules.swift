import Core

/// What holds for the owners named in a transfer.
enum TransferRules {
    static func checked(
        _ owners: [TransferHousehold.NewOwner]
    ) throws(TransferHousehold.Failure) -> [TransferHousehold.NewOwner] {
        guard !owners.isEmpty else { throw .ownersMissing }
        guard owners.count <= TransferHousehold.mostOwners else { throw .tooManyOwners }
        var seen: [(String, String?)] = []
        var clean: [TransferHousehold.NewOwner] = []
        for owner in owners {
            let name = owner.name.trimmed
            guard !name.isEmpty, name.unicodeScalars.count <= 100 else {
                throw .ownerNameInvalid(owner.name)
            }
            let phone = owner.phone?.trimmed
            if let phone, !isPhone(phone) { throw .phoneInvalid(phone) }
            guard !seen.contains(where: { $0.0 == name && $0.1 == phone }) else {
                throw .ownerTwice(name)
            }
            seen.append((name, phone))
            clean.append(
                TransferHousehold.NewOwner(name: name, phone: phone, share: owner.share))
        }
        guard !exceedsWhole(owners.compactMap(\.share)) else { throw .sharesExceedWhole }
        return clean
    }

    /// The same rule as the database's `owner_phone`.
    static func isPhone(_ text: String) -> Bool {
        (3...30).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "+()-".utf8.contains(byte)
            }
    }

    /// Whether the shares add to more than the whole: exact, over a common denominator. A sum too
    /// fine for 64 bits is not believed.
    static func exceedsWhole(_ shares: [Owner.Share]) -> Bool {
        var numerator: Int64 = 0
        var denominator: Int64 = 1
        for share in shares {
            let (a, o1) = numerator.multipliedReportingOverflow(by: Int64(share.denominator))
            let (b, o2) = denominator.multipliedReportingOverflow(by: Int64(share.numerator))
            let (sum, o3) = a.addingReportingOverflow(b)
            let (common, o4) = denominator.multipliedReportingOverflow(by: Int64(share.denominator))
            guard !o1, !o2, !o3, !o4 else { return true }
            let divisor = greatestCommonDivisor(sum, common)
            (numerator, denominator) = (sum / divisor, common / divisor)
        }
        return numerator > denominator
    }

    /// The same transfer submitted again: the open tenure began that day with those owners.
    static func isSame(_ current: Tenure, as input: TransferHousehold.Input) -> Bool {
        current.from == input.day && current.obligor == input.obligor
            && current.owners.map(\.name) == input.owners.map(\.name.trimmed)
            && zip(current.owners, input.owners).allSatisfy { known, asked in
                asked.phone?.trimmed == known.phone && asked.share == known.share
            }
    }

    private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        b == 0 ? max(a, 1) : greatestCommonDivisor(b, a % b)
    }
}
