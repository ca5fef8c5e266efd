import Access
import Core

/// Decisions about disputes: pure functions of values.
enum DisputeRules {
    /// Disputes of one tenure that may wait at a time: a year of a household's months.
    static let mostOpen = 12
    /// Disputes that one tenure may raise on one day.
    static let mostADay = 6

    /// A charge in force of the month and item, with what was said about it.
    struct Candidate: Sendable, Equatable {
        let key: ChargeKey
        let stall: String?
        /// The dispute about it that waits for an answer.
        let open: Open?
    }

    struct Open: Sendable, Equatable {
        let id: DisputeID
        let words: String
        let raisedOn: CivilDate
    }

    enum Decision: Equatable {
        /// The same words about the same charge: a form sent twice.
        case repeated(Candidate, Open)
        case raise(Candidate)
    }

    /// - Parameters:
    ///   - open: how many of the tenure's disputes wait for an answer.
    ///   - today: how many it raised today.
    static func decide(
        _ input: RaiseDispute.Input, words: String, among charges: [Candidate], open: Int,
        today: Int
    ) throws(DisputeRefusal) -> Decision {
        let named = charges.filter { input.stall == nil || $0.stall == input.stall }
        guard let charge = named.first else {
            throw .noSuchCharge(month: input.month, item: input.item)
        }
        guard named.count == 1 else { throw .severalStalls(named.compactMap(\.stall)) }
        if let known = charge.open {
            guard known.words == words else { throw .alreadyOpen(known.id) }
            return .repeated(charge, known)
        }
        guard open < mostOpen else { throw .tooManyOpen(mostOpen) }
        guard today < mostADay else { throw .tooManyToday(mostADay) }
        return .raise(charge)
    }

    /// What is known about a dispute that is to be answered or put right.
    struct Standing: Sendable, Equatable {
        let raisedOn: CivilDate
        let answer: Dispute.Answer?
        let corrections: [CorrectionReference]
        /// Waivers and the withdrawal of its charge.
        let remedies: [Remedy]
    }

    struct Remedy: Sendable, Equatable {
        let correction: Dispute.Correction
        /// The other dispute that this waiver was the answer to.
        let linkedTo: DisputeID?
    }

    /// - Returns: false where the correction is linked already.
    static func check(
        _ reference: CorrectionReference, of outcome: Dispute.Outcome, in standing: Standing
    ) throws(DisputeRefusal) -> Bool {
        guard outcome == .upheld else { throw .notUpheld(outcome) }
        guard let remedy = standing.remedies.first(where: { $0.correction.reference == reference })
        else { throw .correctionOfOtherCharge(reference) }
        if let other = remedy.linkedTo { throw .correctionOfOtherDispute(other) }
        return !standing.corrections.contains(reference)
    }

    /// The body in whose name somebody answers, as the household is told.
    static func body(of actor: Actor) -> String? {
        actor.grants.count == 1 ? actor.grants.first?.body : nil
    }
}
