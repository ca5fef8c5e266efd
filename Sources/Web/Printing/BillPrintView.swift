/// The bills of a building, ready for the printer.
struct BillPrintView: Sendable {
    let compound: String
    /// `2021年11月`.
    let month: String
    let back: String
    let path: String
    let buildings: [Choice]
    let papers: [Choice]
    /// The building and the paper that are shown, for the form that makes links.
    let building: String
    let paper: String
    /// Why there is nothing to print.
    let failure: String?
    /// `共 36 份`.
    let shown: String?
    /// How many of them have no link yet; nil where each has one.
    let withoutLink: Int?
    let isA5: Bool
    let bills: [Bill]

    struct Choice: Sendable {
        let value: String
        let title: String
        let isChosen: Bool
    }

    struct Bill: Sendable {
        let compound: String
        let month: String
        let address: String
        /// Masked: bills lie in mailboxes.
        let obligor: String
        let lines: [Line]
        let arrears: Arrears?
        /// What was settled or waived of the month.
        let done: String?
        let credit: String?
        let due: String
        let capitals: String
        /// Nil where nothing is to be paid.
        let dueOn: String?
        let isClear: Bool
        let payees: [Payee]
        let decisions: [Decision]
        let link: Link?
    }

    struct Line: Sendable {
        /// `停车费 A-009`.
        let name: String
        /// `50.00 元／户`; nil for what was taken over.
        let rate: String?
        let amount: String
    }

    struct Arrears: Sendable {
        /// `2021年8月起 3 个月`.
        let period: String
        let amount: String
    }

    struct Payee: Sendable {
        let items: String
        let name: String
        let account: String?
    }

    struct Decision: Sendable {
        let items: String
        /// `2021年10月8日 业主委员会《收费标准》（据原记录，未附计票）`.
        let words: String
    }

    struct Link: Sendable {
        let viewBox: String
        let path: String
        let accessCode: String
        /// Where somebody without a camera goes.
        let home: String
    }
}
