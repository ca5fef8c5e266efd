import Access
import Core
import Postgres

/// 过户: closes one tenure and opens the next. Debt follows the person: arrears, leases and the
/// link stay with the tenure that ends; the new tenure gets its own link.
public struct TransferHousehold: Sendable {
    public struct NewOwner: Sendable, Equatable {
        public let name: String
        public let phone: String?
        public let share: Owner.Share?

        public init(name: String, phone: String? = nil, share: Owner.Share? = nil) {
            self.name = name
            self.phone = phone
            self.share = share
        }
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        public let household: HouseholdCode
        public let day: CivilDate
        public let obligor: Obligor
        public let owners: [NewOwner]
        /// Leases the stalls of the old tenure go on under the new one from the month of the day.
        public let keepsStalls: Bool

        public init(
            scope: ScopeID, household: HouseholdCode, day: CivilDate, obligor: Obligor = .owner,
            owners: [NewOwner], keepsStalls: Bool = false
        ) {
            self.scope = scope
            self.household = household
            self.day = day
            self.obligor = obligor
            self.owners = owners
            self.keepsStalls = keepsStalls
        }
    }

    public struct Outcome: Sendable {
        public let household: HouseholdCode
        public let closed: TenureID?
        public let opened: TenureID
        public let day: CivilDate
        /// Stalls whose lease ended with the old tenure, or went over to the new one.
        public let stalls: [String]
        /// False where the very same transfer had been made before.
        public let changed: Bool
    }

    public enum Failure: Refusal, Equatable {
        case ownersMissing
        case tooManyOwners
        case ownerNameInvalid(String)
        case phoneInvalid(String)
        case sharesExceedWhole
        case ownerTwice(String)
        case notAfterStart(from: CivilDate)
        case dayTooLate(CivilDate)

        public var code: String {
            switch self {
            case .ownersMissing: "ownersMissing"
            case .tooManyOwners: "tooManyOwners"
            case .ownerNameInvalid: "ownerNameInvalid"
            case .phoneInvalid: "phoneInvalid"
            case .sharesExceedWhole: "sharesExceedWhole"
            case .ownerTwice: "ownerTwice"
            case .notAfterStart: "transferNotAfterStart"
            case .dayTooLate: "transferTooLate"
            }
        }

        public var sentence: String {
            switch self {
            case .ownersMissing: "过户须写明新业主姓名（--owner）。"
            case .tooManyOwners: "一户最多登记 \(TransferHousehold.mostOwners) 名业主。"
            case .ownerNameInvalid(let name):
                "业主姓名“\(name.prefix(40))”为空或超过 100 个字。"
            case .phoneInvalid(let phone):
                "电话“\(phone.prefix(30))”无法识别：请只填数字，可含 + - ( )，3 至 30 位。"
            case .sharesExceedWhole: "各业主份额之和超过 1，请核对。"
            case .ownerTwice(let name): "业主“\(name)”写了两次。"
            case .notAfterStart(let from):
                "过户日期须晚于现业主的起始日期 \(from)。"
            case .dayTooLate(let limit):
                "过户日期不能晚于 \(limit)：最多提前一年登记。"
            }
        }
    }

    static let mostOwners = 50

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.manageRegister, in: input.scope)
        let owners = try TransferHousehold.checked(input, on: today)
        return try await database.withTransaction { connection in
            try await TransferHousehold.carryOut(input, owners: owners, by: actor, on: connection)
                .outcome
        }
    }

    /// - Throws: `Failure`.
    static func checked(_ input: Input, on today: CivilDate) throws(Failure) -> [NewOwner] {
        let owners = try TransferRules.checked(input.owners)
        guard input.day <= today.adding(days: 366) else {
            throw Failure.dayTooLate(today.adding(days: 366))
        }
        return owners
    }

    /// Decides and writes, in a transaction that whoever calls commits or rolls back.
    ///
    /// - Returns: also who answered for the household until now; nil where nobody did.
    static func carryOut(
        _ input: Input, owners: [NewOwner], by actor: Actor, on connection: Connection
    ) async throws -> (outcome: Outcome, until: Tenure?) {
        try await LedgerStore.lock(input.scope, on: connection)
        guard
            let household = try await HouseholdStore.find(
                input.household, in: input.scope, on: connection)
        else {
            throw HouseholdRefusal.unknownHousehold(
                input.household.description,
                compound: try await CompoundStore.name(of: input.scope, on: connection))
        }
        let tenures = try await HouseholdStore.tenures(
            of: household.id, in: input.scope, on: connection)
        let current = tenures.last.flatMap { $0.until == nil ? $0 : nil }
        if let current {
            if TransferRules.isSame(current, as: input) {
                let outcome = Outcome(
                    household: input.household, closed: nil, opened: current.id, day: input.day,
                    stalls: [], changed: false)
                return (outcome, current)
            }
            if let from = current.from, input.day <= from {
                throw Failure.notAfterStart(from: from)
            }
        } else if let end = tenures.last?.until, input.day < end {
            throw Failure.notAfterStart(from: end)
        }
        let outcome = try await write(
            input, owners: owners, household: household.id, closing: current?.id, by: actor,
            on: connection)
        return (outcome, current)
    }

    private static func write(
        _ input: Input, owners: [NewOwner], household: HouseholdID, closing: TenureID?,
        by actor: Actor, on connection: Connection
    ) async throws -> Outcome {
        let scope = input.scope
        let entry = try await AuditStore.draw(on: connection)
        var facts: [String] = []
        if let closing {
            facts.append(
                try await TenureStore.close(
                    closing, on: input.day, in: scope, entry: entry, on: connection))
        }
        let opened = try await TenureStore.insert(
            household: household, obligor: input.obligor, from: input.day, in: scope, entry: entry,
            on: connection)
        facts.append(opened.fact)
        for (index, owner) in owners.enumerated() {
            let person = try await TenureStore.owner(
                name: owner.name, phone: owner.phone,
                kind: input.obligor == .developer ? "developer" : "person", in: scope,
                entry: entry, on: connection)
            if let fact = person.fact { facts.append(fact) }
            facts.append(
                try await TenureStore.insertOwnership(
                    tenure: opened.id, owner: person.id, position: index + 1, share: owner.share,
                    in: scope, entry: entry, on: connection))
        }
        var stalls: [String] = []
        if let closing {
            let ended = try await StallStore.endLeases(
                of: closing, transferredOn: input.day,
                to: input.keepsStalls ? opened.id : nil, in: scope, entry: entry, on: connection)
            stalls = ended.codes
            facts += ended.facts
        }
        try await AuditStore.append(
            AuditEntry(
                scope: scope, entry: entry, actor: actor, action: "TransferHousehold",
                subject: "household:\(household)",
                detail: [
                    "household": JSON(input.household), "on": JSON(input.day),
                    "closed": JSON(closing), "opened": JSON(opened.id),
                ],
                facts: .lines(facts)),
            on: connection)
        return Outcome(
            household: input.household, closed: closing, opened: opened.id, day: input.day,
            stalls: stalls, changed: true)
    }
}

extension TransferHousehold.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "household": JSON(household), "on": JSON(day), "closedTenure": JSON(closed),
            "tenure": JSON(opened), "stalls": .array(stalls.map(JSON.string)),
            "changed": .bool(changed),
        ]
    }
}
