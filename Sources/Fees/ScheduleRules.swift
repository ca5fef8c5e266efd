import Core
import Registry
import Resolutions

/// Decisions about schedules: pure functions of values.
enum ScheduleRules {
    static let longestPayee = 100
    static let longestAccount = 60

    /// How far ahead a schedule may begin: the longest term that a service contract usually has.
    /// A later month is a slip of the pen, and could not be corrected.
    static let mostMonthsAhead = 60

    /// What was asked, complete and checked.
    static func terms(
        of input: AddSchedule.Input, on today: CivilDate
    ) throws(ScheduleRefusal) -> FeeSchedule.Terms {
        guard input.rate.tenThousandths > 0,
            input.rate.tenThousandths <= Rate.largest.tenThousandths
        else { throw .rateOutOfRange }
        if input.basis == .area {
            guard input.rate.tenThousandths <= BillingRules.largestAreaRate.tenThousandths else {
                throw .areaRateTooLarge(input.rate)
            }
        }
        guard (1...28).contains(input.dueDay) else { throw .dueDayOutOfRange(input.dueDay) }
        let latest = BillingMonth(containing: today).adding(months: mostMonthsAhead)
        guard input.from <= latest else { throw .fromTooFarAhead(input.from, latest: latest) }
        if let until = input.until, until < input.from {
            throw .untilBeforeFrom(from: input.from, until: until)
        }
        let kinds = try kinds(of: input)
        guard let fund = input.fund ?? KnownItem.fund(of: input.item) else {
            throw .fundMissing(input.item)
        }
        return FeeSchedule.Terms(
            item: input.item, rate: input.rate, basis: input.basis, rounding: input.rounding,
            kinds: kinds, from: input.from, until: input.until, dueDay: Int16(input.dueDay),
            fund: fund, payee: try payee(of: input, fund: fund), resolution: input.resolution)
    }

    private static func kinds(
        of input: AddSchedule.Input
    ) throws(ScheduleRefusal) -> HouseholdKinds {
        guard !input.kinds.isEmpty else { return .all }
        guard let kinds = HouseholdKinds(input.kinds) else { throw .kindsNotAdjacent }
        guard input.basis != .stall || kinds == .all else { throw .kindsForStalls }
        return kinds
    }

    private static func payee(
        of input: AddSchedule.Input, fund: Fund
    ) throws(ScheduleRefusal) -> FeeSchedule.Payee {
        let given = input.payeeName?.trimmed ?? ""
        guard let name = given.isEmpty ? fund.usualPayee : given else { throw .payeeMissing(fund) }
        let account = input.payeeAccount?.trimmed ?? ""
        guard name.unicodeScalars.count <= longestPayee,
            account.unicodeScalars.count <= longestAccount
        else { throw .payeeTooLong }
        return FeeSchedule.Payee(name: name, account: account.isEmpty ? nil : account)
    }

    /// - Parameter known: the item's name in this compound; nil where it is new there.
    static func itemName(
        _ input: AddSchedule.Input, known: String?
    ) throws(ScheduleRefusal) -> String {
        let given = input.itemName?.trimmed ?? ""
        if let known {
            guard given.isEmpty || given == known else {
                throw .itemNameDiffers(input.item, known: known)
            }
            return known
        }
        guard let name = given.isEmpty ? KnownItem.name(of: input.item) : given else {
            throw .itemNameMissing(input.item)
        }
        guard name.unicodeScalars.count <= FeeItem.longestName else { throw .itemNameTooLong }
        return name
    }

    /// - Parameter basis: nil where the compound has no such resolution.
    static func check(
        basis: Resolution?, of resolution: ResolutionID
    ) throws(ScheduleRefusal) {
        guard let basis else { throw .unknownResolution(resolution) }
        guard basis.kind.supportsFee else { throw .resolutionNotSufficient(basis.kind) }
    }

    /// A version that stands, as far as a new one must know it.
    struct Version: Sendable, Equatable {
        let schedule: FeeSchedule
        /// A later version closed it already, or it was ended.
        let isClosed: Bool
        /// The last month, from the new version's first on, with a charge in force under it.
        let lastBilled: BillingMonth?
    }

    enum Decision: Equatable {
        case repeated(FeeSchedule)
        case add(closing: [ScheduleID])
    }

    /// What becomes of the versions of the same item when another is added. One that begins with the
    /// same month takes the whole place of a version under which nothing was billed.
    static func decide(
        _ terms: FeeSchedule.Terms, among versions: [Version]
    ) throws(ScheduleRefusal) -> Decision {
        let versions = versions.filter { !$0.schedule.wasNeverInForce }
        if let same = versions.first(where: { $0.schedule.terms == terms }) {
            return .repeated(same.schedule)
        }
        var closing: [ScheduleID] = []
        for version in versions {
            let schedule = version.schedule
            let known = schedule.terms
            let isApart =
                !known.kinds.overlaps(terms.kinds)
                || (terms.until.map { $0 < known.from } ?? false)
                || (schedule.until.map { $0 < terms.from } ?? false)
            if isApart { continue }
            guard known.from <= terms.from, !version.isClosed else {
                throw .overlaps(item: terms.item, from: known.from, until: schedule.until)
            }
            guard terms.kinds.contains(known.kinds) else {
                throw .leavesKindsWithoutFee(item: terms.item, kinds: known.kinds)
            }
            if let last = version.lastBilled {
                throw .monthsBilled(item: terms.item, last: last)
            }
            closing.append(schedule.id)
        }
        return .add(closing: closing)
    }

    /// - Parameters:
    ///   - last: the last month that is still charged; nil: none at all.
    ///   - version: the schedule, billed from the month after `last` on or not.
    /// - Returns: the month to end with; nil where it ends so already.
    static func end(
        _ version: Version, with last: BillingMonth?
    ) throws(ScheduleRefusal) -> BillingMonth? {
        let schedule = version.schedule
        let end = last ?? schedule.terms.from.adding(months: -1)
        if schedule.until == end { return nil }
        if schedule.wasNeverInForce { throw .neverInForce(schedule.id) }
        if version.isClosed || schedule.until.map({ $0 < end }) ?? false, let until = schedule.until
        {
            throw .endedEarlier(schedule.id, until: until)
        }
        if let last, last < schedule.terms.from {
            throw .endBeforeFrom(from: schedule.terms.from, last: last)
        }
        if let billed = version.lastBilled {
            throw .billedAfterEnd(last: billed, end: end)
        }
        return end
    }
}
