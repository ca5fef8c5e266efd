import Access
import Core
import Postgres
import Registry
import Resolutions

/// Sets what a fee costs from a month on, on the decision that allows it (河南省物业管理条例 48).
/// A new version closes the one before it.
public struct AddSchedule: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let item: FeeItemCode
        /// Not needed where the compound has the item already, and for 物业费 and 停车费.
        public let itemName: String?
        public let rate: Rate
        public let basis: FeeSchedule.Basis
        public let rounding: RoundingMode
        /// Empty for all kinds.
        public let kinds: [HouseholdKind]
        public let from: BillingMonth
        /// The last month; nil where it is open.
        public let until: BillingMonth?
        public let dueDay: Int
        /// Not needed for 物业费 and 停车费.
        public let fund: Fund?
        /// Not needed where the fund has a usual payee.
        public let payeeName: String?
        public let payeeAccount: String?
        public let resolution: ResolutionID

        public init(
            scope: ScopeID, item: FeeItemCode, itemName: String? = nil, rate: Rate,
            basis: FeeSchedule.Basis, rounding: RoundingMode = .halfUp,
            kinds: [HouseholdKind] = [], from: BillingMonth, until: BillingMonth? = nil,
            dueDay: Int, fund: Fund? = nil, payeeName: String? = nil, payeeAccount: String? = nil,
            resolution: ResolutionID
        ) {
            self.scope = scope
            self.item = item
            self.itemName = itemName
            self.rate = rate
            self.basis = basis
            self.rounding = rounding
            self.kinds = kinds
            self.from = from
            self.until = until
            self.dueDay = dueDay
            self.fund = fund
            self.payeeName = payeeName
            self.payeeAccount = payeeAccount
            self.resolution = resolution
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let schedule: FeeSchedule
        public let item: FeeItem
        /// The versions that this one closed, with their last month.
        public let closed: [Closing]
        /// True where the very same schedule was there already.
        public let repeated: Bool
    }

    public struct Closing: Sendable, Equatable {
        public let schedule: ScheduleID
        public let from: BillingMonth
        /// Before `from` where nothing was billed under it.
        public let until: BillingMonth
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `ScheduleRefusal`, `PermissionRefusal`, `CompoundRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.manageSchedules, in: input.scope)
        do {
            return try await database.withTransaction { connection in
                guard try await LedgerStore.lock(input.scope, on: connection) else {
                    throw CompoundRefusal.unknownCompound(input.scope.description)
                }
                let known = try await ScheduleStore.itemName(
                    input.item, in: input.scope, on: connection)
                let terms = try ScheduleRules.terms(of: input, on: today)
                let item = FeeItem(
                    code: input.item, name: try ScheduleRules.itemName(input, known: known))
                let basis = try await ResolutionStore.find(
                    input.resolution, in: input.scope, on: connection)
                try ScheduleRules.check(basis: basis, of: input.resolution)
                let versions = try await ScheduleStore.versions(
                    of: input.item, in: input.scope, billedFrom: input.from, on: connection)
                switch try ScheduleRules.decide(terms, among: versions) {
                case .repeated(let schedule):
                    return Outcome(schedule: schedule, item: item, closed: [], repeated: true)
                case .add(let closing):
                    let last = terms.from.adding(months: -1)
                    let closings = versions.map(\.schedule).filter { closing.contains($0.id) }
                        .map { Closing(schedule: $0.id, from: $0.terms.from, until: last) }
                    return try await write(
                        terms, item: item, isNewItem: known == nil, closing: closings,
                        in: input.scope, by: actor, on: connection)
                }
            }
        } catch let error as PostgresError where error.constraint == "schedule_no_overlap" {
            throw ScheduleRefusal.overlaps(item: input.item, from: input.from, until: input.until)
        }
    }

    private func write(
        _ terms: FeeSchedule.Terms, item: FeeItem, isNewItem: Bool, closing: [Closing],
        in scope: ScopeID, by actor: Actor, on connection: Connection
    ) async throws -> Outcome {
        let entry = try await AuditStore.draw(on: connection)
        var facts: [String] = []
        if isNewItem {
            facts.append(
                try await ScheduleStore.insert(item, in: scope, entry: entry, on: connection))
        }
        facts += try await ScheduleStore.close(
            closing.map(\.schedule), after: terms.from.adding(months: -1), in: scope,
            entry: entry, on: connection)
        let (id, fact) = try await ScheduleStore.insert(
            terms, in: scope, entry: entry, on: connection)
        facts.append(fact)
        try await AuditStore.append(
            AuditEntry(
                scope: scope, entry: entry, actor: actor, action: "AddSchedule",
                subject: "schedule:\(id)",
                detail: [
                    "item": JSON(terms.item), "rate": .string(terms.rate.description),
                    "per": .string(terms.basis.rawValue), "from": JSON(terms.from),
                    "resolution": JSON(terms.resolution), "closed": JSON(closing.map(\.schedule)),
                ],
                facts: .lines(facts)),
            on: connection)
        return Outcome(
            schedule: FeeSchedule(id: id, terms: terms, until: terms.until), item: item,
            closed: closing, repeated: false)
    }
}

extension AddSchedule.Outcome: JSONConvertible {
    public var json: JSON {
        let terms = schedule.terms
        return [
            "id": JSON(schedule.id), "item": JSON(item.code), "name": .string(item.name),
            "rate": .string(terms.rate.description), "per": .string(terms.basis.rawValue),
            "from": JSON(terms.from), "until": JSON(schedule.until),
            "dueDay": JSON(terms.dueDay), "fund": .string(terms.fund.rawValue),
            "payee": .string(terms.payee.name), "resolution": JSON(terms.resolution),
            "closed": .array(
                closed.map { ["id": JSON($0.schedule), "until": JSON($0.until)] }),
            "repeated": .bool(repeated),
        ]
    }
}
