import Core
import Registry

/// What a request for a second person was about when it was made: days may pass until it is
/// approved, and the household may have been sold.
struct Asked: Sendable, Equatable {
    let tenure: TenureID
    let atMost: Money

    /// - Throws: `PaymentRefusal.changedSinceAsked`.
    func check(tenure: TenureID, amount: Money) throws(PaymentRefusal) {
        guard tenure == self.tenure, amount <= atMost else { throw .changedSinceAsked }
    }
}
