/// What the resident's page shows, as texts: the template adds nothing of its own.
struct ResidentView: Sendable {
    let compound: String
    /// `1号楼1单元101`.
    let address: String
    /// Masked: `郭**`.
    let owners: String
    /// `2021年11月8日`.
    let asOf: String
    /// Nil where nothing is owed.
    let owed: Owed?
    /// Said instead where nothing is owed.
    let clear: String
    /// Money paid ahead, in yuan; nil where there is none.
    let credit: String?
    let payees: [Payee]
    let years: [Year]
    let hasYears: Bool
    let months: [Month]
    let hasMonths: Bool
    let payments: [Payment]
    let hasPayments: Bool
    /// Said where there are none.
    let noPayments: String
    let decisions: [Decision]
    let hasDecisions: Bool
    /// What was taken over from the old system; nil where nothing was.
    let opening: String?
    /// About charges that are not listed any more: withdrawn, or of another year.
    let others: [Question]
    let hasOthers: Bool

    struct Owed: Sendable {
        let yuan: String
        /// With its point: `.00`.
        let fen: String
        /// The next day by which something is to be paid.
        let due: String?
        /// How much of it is past its day; nil where nothing is.
        let overdue: String?
    }

    struct Payee: Sendable {
        let name: String
        let account: String?
        /// `物业费、停车费`.
        let items: String
        let fund: String
        /// What it is owed, where several are; nil where it is the only one.
        let amount: String?
    }

    struct Year: Sendable {
        let name: String
        let isShown: Bool
        let hasOpen: Bool
    }

    /// A word and the style that goes with it.
    struct State: Sendable, Equatable {
        let word: String
        let style: String

        static let settled = State(word: "已缴清", style: "settled")
        static let open = State(word: "待缴", style: "open")
        static let overdue = State(word: "已逾期", style: "overdue")
        static let partly = State(word: "部分已缴", style: "partly")
        static let waived = State(word: "已减免", style: "waived")
    }

    struct Month: Sendable {
        let name: String
        let amount: String
        let state: State
        let isOpen: Bool
        let due: String
        let lines: [Line]
    }

    struct Line: Sendable {
        let item: String
        /// The stall, where it is one.
        let subject: String?
        let amount: String
        /// What was paid, waived, and is left: each nil where it would say nothing new.
        let settled: String?
        let waived: String?
        let left: String?
        /// The anchor of the decision that it stands on.
        let basis: String?
        /// Where a question about it is asked; nil while one waits for its answer.
        let ask: String?
        let questions: [Question]
    }

    /// What the household asked about a charge, and what it was answered.
    struct Question: Sendable {
        let anchor: String
        /// `2021年11月 停车费 A-001`.
        let charge: String
        let state: DisputeState
        let words: String
        /// `2021年11月8日 提出`.
        let asked: String
        let answer: Answer?

        struct Answer: Sendable {
            let words: String
            /// `2021年11月9日，许昌恒达物业公司`.
            let given: String
            /// `已减免 10.00 元`.
            let corrections: [String]
        }
    }

    struct Payment: Sendable {
        let day: String
        let channel: String
        let amount: String
        let receipt: String?
        /// The day on which it was declared void; nil where it stands.
        let reversed: String?
        let refunded: String?
    }

    /// What a body decided, and the fees that stand on it.
    struct Decision: Sendable {
        let anchor: String
        let title: String
        /// `2021年10月8日，由业主委员会决定`.
        let decided: String
        let words: String?
        /// Whether it stands on old records, without counted votes.
        let isHistorical: Bool
        let source: String?
        /// The first digits of the digest, in groups; the whole of it.
        let digest: String
        let wholeDigest: String
        let fees: [Fee]
    }

    struct Fee: Sendable {
        let item: String
        /// `50.00 元／户·月`; nil for what was taken over.
        let rate: String?
        /// The months it was charged for: `已计 2021年11月 至 2022年1月`.
        let period: String
    }
}
