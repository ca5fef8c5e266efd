import Core
import Secrets

/// Decisions about money: pure functions of values.
enum PaymentRules {
    /// Divides an amount over open charges, oldest first: by month, then item, then subject.
    ///
    /// - Parameters:
    ///   - months: only charges of these months; empty for all.
    ///   - items: only charges of these items; empty for all.
    /// - Returns: shares that are each above zero and not above what is open, and the rest, which
    ///   becomes the tenure's credit.
    static func allocate(
        _ amount: Money, receivedOn: CivilDate, over open: [OpenCharge],
        months: Set<BillingMonth> = [], items: Set<FeeItemCode> = []
    ) -> (shares: [AllocationShare], credit: Money) {
        var rest = amount
        var shares: [AllocationShare] = []
        for charge in open.sorted(by: { $0.key < $1.key }) {
            guard rest > .zero else { break }
            guard months.isEmpty || months.contains(charge.key.month),
                items.isEmpty || items.contains(charge.key.item), charge.open > .zero
            else { continue }
            let share = min(rest, charge.open)
            rest -= share
            shares.append(
                AllocationShare(
                    key: charge.key, amount: share,
                    appliedOn: appliedOn(receivedOn: receivedOn, charge: charge)))
        }
        return (shares, rest)
    }

    /// The day from which money counts as settling a charge: when both were there. Money entered
    /// late counts from no earlier than the day on which other money was last taken back from the
    /// charge; otherwise it would be settled twice on the days in between.
    static func appliedOn(receivedOn: CivilDate, charge: OpenCharge) -> CivilDate {
        max(receivedOn, charge.chargedOn, charge.takenBackOn ?? charge.chargedOn)
    }

    /// Chosen months for which the tenure owes nothing: their money waits as credit.
    static func monthsWithoutDebt(
        _ months: [BillingMonth], items: Set<FeeItemCode>, open: [OpenCharge]
    ) -> [BillingMonth] {
        months.filter { month in
            !open.contains {
                $0.key.month == month && (items.isEmpty || items.contains($0.key.item))
            }
        }
    }

    /// One payment's money that is neither allocated nor given back.
    struct CreditPart: Sendable, Equatable {
        let payment: PaymentID
        let receivedOn: CivilDate
        let unallocated: Money
    }

    /// Takes an amount out of a tenure's credit, from the oldest payment first.
    ///
    /// - Returns: nil where the credit is not enough.
    static func draw(
        _ amount: Money, from credit: [CreditPart]
    ) -> [(payment: PaymentID, amount: Money)]? {
        var rest = amount
        var drawn: [(payment: PaymentID, amount: Money)] = []
        let ordered = credit.sorted {
            ($0.receivedOn, $0.payment) < ($1.receivedOn, $1.payment)
        }
        for part in ordered where rest > .zero && part.unallocated > .zero {
            let share = min(rest, part.unallocated)
            rest -= share
            drawn.append((part.payment, share))
        }
        return rest == .zero ? drawn : nil
    }

    /// - Throws: `PaymentRefusal.amountOutOfRange`.
    static func checked(_ amount: Money) throws(PaymentRefusal) -> Money {
        guard amount > .zero, amount <= .largestEntry else { throw .amountOutOfRange }
        return amount
    }

    /// SHA-256 of what was asked, as it was asked: a day left to its default is not part of it, so
    /// that the same request sent again after midnight is still the same.
    static func digest(of request: JSON) -> [UInt8] {
        Digest.sha256(request.bytes)
    }
}
