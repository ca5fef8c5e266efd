/// Money that somebody brings: asked under one key until it is acknowledged.
struct Submission: Sendable, Hashable {
    let key: String
    let compound: String
    let household: String
    let fen: Int64
}

/// What `linli` said when it took a payment.
struct Acknowledgement: Sendable, Hashable, Decodable {
    let payment: Int64
    let receipt: String
    let amountFen: Int64
}

/// What was asked and what was acknowledged: the truth that the database is held against. Kept
/// outside of everything that is killed.
actor Journal {
    private var unsettled: [Submission] = []
    private(set) var submissions: [String: Submission] = [:]
    private(set) var acknowledged: [String: Acknowledgement] = [:]
    /// What must never happen, in plain words.
    private(set) var violations: [String] = []
    /// How often a key was sent again because its fate was not known.
    private(set) var resubmissions = 0
    private(set) var billed = 0

    /// Something whose fate is not known, or else something new.
    func next(_ new: Submission) -> Submission {
        if let old = unsettled.popLast() {
            resubmissions += 1
            return old
        }
        submissions[new.key] = new
        return new
    }

    /// What is left when the clerks go home.
    func takeUnsettled() -> [Submission] {
        defer { unsettled = [] }
        return unsettled
    }

    func unknownFate(of submission: Submission) {
        unsettled.insert(submission, at: 0)
    }

    func acknowledge(_ submission: Submission, _ acknowledgement: Acknowledgement) {
        submissions[submission.key] = submission
        if let before = acknowledged[submission.key], before != acknowledgement {
            violate("\(submission.key) was acknowledged as \(before) and as \(acknowledgement)")
        }
        if acknowledgement.amountFen != submission.fen {
            violate("\(submission.key) of \(submission.fen) was taken as \(acknowledgement)")
        }
        acknowledged[submission.key] = acknowledgement
    }

    func billedOnce() {
        billed += 1
    }

    func violate(_ words: String) {
        violations.append(words)
    }
}
