import Core
import Fees
import Registry

/// `/compounds/{scope}/bills/preview`.
struct BillPreviewView: Sendable {
    let frame: CompoundFrame
    let action: String
    let month: FieldView
    /// Nil where the month cannot be billed at all.
    let found: Found?
    let back: String

    struct Found: Sendable {
        let month: String
        let charges: String
        let total: String
        /// Said where nothing would be charged.
        let nothing: String?
        let already: String?
        let skippedCount: String
        let hasSkipped: Bool
        let groups: [Group]
        /// Nil where there is nothing to bill, or for who may not.
        let order: Order?
    }

    struct Order: Sendable {
        let action: String
        let month: String
        let key: String
    }

    /// What is skipped for the same reason.
    struct Group: Sendable {
        let item: String
        let reason: String
        let count: String
        let doors: [String]
        let hasMore: Bool
    }

    /// Doors named of one group: what can be read at a glance. The run itself lists all of them.
    private static let mostDoors = 40

    init(
        _ entries: Entries, _ outcome: BillingOutcome?, _ frame: CompoundFrame, _ desk: Desk
    ) {
        self.frame = frame
        action = "\(desk.compound.bills)/preview"
        month = entries.field("month", "账期", .month)
        found = outcome.map { Found($0, desk) }
        back = desk.compound.bills
    }
}

extension BillPreviewView.Found {
    init(_ outcome: BillingOutcome, _ desk: Desk) {
        month = outcome.month.chinese
        charges = String(outcome.charges)
        total = outcome.total.grouped
        if !outcome.withoutSchedule.isEmpty {
            nothing = "这个月没有有效的收费标准：请先设定收费标准。"
        } else if outcome.charges == 0 {
            nothing = outcome.alreadyBilled > 0 ? "这个月都已出账，没有要补的。" : "这个月没有可以出账的。"
        } else {
            nothing = nil
        }
        already =
            outcome.alreadyBilled > 0 ? "此前已出账 \(outcome.alreadyBilled) 笔，不会重复。" : nil
        skippedCount = String(outcome.skippedCount)
        hasSkipped = outcome.skippedCount > 0
        groups = BillPreviewView.groups(of: outcome.skipped)
        order =
            outcome.charges > 0 && desk.may(.bill, in: desk.scope)
            ? BillPreviewView.Order(
                action: desk.compound.bills, month: outcome.month.description, key: FormKey.make())
            : nil
    }
}

extension BillPreviewView {
    fileprivate static func groups(of skipped: [BillingOutcome.Skipped]) -> [Group] {
        struct Place: Hashable {
            let item: FeeItemCode
            let reason: BillingOutcome.SkipReason
        }
        var order: [Place] = []
        var doors: [Place: [String]] = [:]
        for one in skipped {
            let place = Place(item: one.item, reason: one.reason)
            if doors[place] == nil { order.append(place) }
            doors[place, default: []].append(one.household?.description ?? one.stall ?? "")
        }
        return order.map { place in
            let all = doors[place] ?? []
            return Group(
                item: KnownFees.name(of: place.item), reason: place.reason.chinese,
                count: String(all.count),
                doors: Array(all.prefix(mostDoors)), hasMore: all.count > mostDoors)
        }
    }
}

/// What fee items are called where only their code is at hand.
enum KnownFees {
    static func name(of item: FeeItemCode) -> String {
        switch item {
        case .propertyFee: "物业费"
        case .parking: "停车费"
        default: item.text
        }
    }
}

/// `/compounds/{scope}/bills/progress/{key}`.
struct BillProgressView: Sendable {
    let frame: CompoundFrame
    let month: String
    let isRunning: Bool
    /// `已用 3 秒`.
    let elapsed: String
    let done: Done?
    /// Why it did not happen; nothing was billed then.
    let failure: String?
    let path: String
    let back: String

    struct Done: Sendable {
        let charges: String
        let total: String
        let already: String?
        let skipped: String?
        let run: String?
    }

    init(_ job: BillingDesk.Job, run: RunID?, _ frame: CompoundFrame, _ desk: Desk) {
        self.frame = frame
        month = job.month.chinese
        let seconds = max(0, (desk.now.microseconds - job.startedAt.microseconds) / 1_000_000)
        elapsed = "已用 \(seconds) 秒"
        path = desk.compound.billing(job.key)
        back = desk.compound.bills
        var isRunning = false
        var done: Done?
        var failure: String?
        switch job.state {
        case .running: isRunning = true
        case .done(let outcome): done = Done(outcome, run: run.map(desk.compound.run))
        case .refused(let sentence): failure = sentence
        case .failed: failure = "出账没有完成，没有任何改动：请稍后再试，重复出账不会重复收费。"
        }
        self.isRunning = isRunning
        self.done = done
        self.failure = failure
    }
}

extension BillProgressView.Done {
    init(_ outcome: BillingOutcome, run: String?) {
        charges = String(outcome.charges)
        total = outcome.total.grouped
        already =
            outcome.alreadyBilled > 0 ? "此前已出账 \(outcome.alreadyBilled) 笔，没有重复。" : nil
        skipped = outcome.skippedCount > 0 ? "未出账 \(outcome.skippedCount) 项，原因见批次。" : nil
        self.run = run
    }
}

/// `/compounds/{scope}/bills/withdraw`.
struct WithdrawView: Sendable {
    let frame: CompoundFrame
    let action: String
    let failure: String?
    let month: FieldView
    let reason: FieldView
    let back: String

    init(_ entries: Entries, _ frame: CompoundFrame, _ desk: Desk) {
        self.frame = frame
        action = "\(desk.compound.bills)/withdraw"
        failure = entries.failure
        month = entries.field("month", "账期", .month, hint: "例如 2021-11。")
        reason = entries.field("reason", "原因", .area(rows: 3, longest: 500))
        back = desk.compound.bills
    }
}
