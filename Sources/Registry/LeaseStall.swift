import Access
import Core
import Postgres

/// Leases a stall to a household's open tenure from a month on.
public struct LeaseStall: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let stall: String
        public let household: HouseholdCode
        public let from: BillingMonth
        public let plate: String?

        public init(
            scope: ScopeID, stall: String, household: HouseholdCode, from: BillingMonth,
            plate: String? = nil
        ) {
            self.scope = scope
            self.stall = stall
            self.household = household
            self.from = from
            self.plate = plate
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: false where the very same lease is already in force.
    /// - Throws: `StallRefusal`, `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Bool {
        try actor.require(.manageRegister, in: input.scope)
        let plate = input.plate?.trimmed
        if let plate, plate.isEmpty || plate.unicodeScalars.count > 20 {
            throw StallRefusal.malformedPlate(plate)
        }
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(input.scope, on: connection)
            let (household, tenure) = try await openTenure(
                of: input.household, in: input.scope, on: connection)
            guard
                let stall = try await StallStore.find(
                    input.stall, in: input.scope, on: connection)
            else { throw StallRefusal.unknownStall(input.stall) }
            if let lease = stall.lease {
                guard lease.household == input.household, lease.from == input.from,
                    lease.plate == plate
                else {
                    throw StallRefusal.alreadyLeased(
                        stall.code, household: lease.household.description)
                }
                return false
            }
            if let last = try await StallStore.lastLeased(
                stall.id, in: input.scope, on: connection), input.from <= last
            {
                throw StallRefusal.overlapsEarlierLease(stall.code, until: last)
            }
            if let from = tenure.from, input.from < BillingMonth(containing: from) {
                throw StallRefusal.leaseBeforeTenure(household.code.description, from: from)
            }
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await StallStore.lease(
                stall.id, to: tenure.id, from: input.from, plate: plate, in: input.scope,
                entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "LeaseStall",
                    subject: "stall:\(stall.id)",
                    detail: [
                        "stall": .string(stall.code), "household": JSON(household.code),
                        "from": JSON(input.from),
                    ],
                    facts: .lines([fact])),
                on: connection)
            return true
        }
    }

    private func openTenure(
        of code: HouseholdCode, in scope: ScopeID, on connection: Connection
    ) async throws -> (Household, (id: TenureID, from: CivilDate?)) {
        guard let household = try await HouseholdStore.find(code, in: scope, on: connection) else {
            throw HouseholdRefusal.unknownHousehold(
                code.description, compound: try await CompoundStore.name(of: scope, on: connection))
        }
        guard
            let tenure = try await TenureStore.open(of: household.id, in: scope, on: connection)
        else { throw HouseholdRefusal.noOpenTenure(code.description) }
        return (household, tenure)
    }
}

/// Ends the lease of a stall after its last billed month.
public struct ReleaseStall: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter last: the last month that is still billed.
    /// - Throws: `StallRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        stall code: String, in scope: ScopeID, after last: BillingMonth, by actor: Actor
    ) async throws {
        try actor.require(.manageRegister, in: scope)
        try await database.withTransaction { connection in
            try await LedgerStore.lock(scope, on: connection)
            guard let stall = try await StallStore.find(code, in: scope, on: connection) else {
                throw StallRefusal.unknownStall(code)
            }
            guard let lease = stall.lease else { throw StallRefusal.notLeased(code) }
            guard last >= lease.from.adding(months: -1) else {
                throw StallRefusal.releaseBeforeStart(code, from: lease.from)
            }
            let entry = try await AuditStore.draw(on: connection)
            let fact = try await StallStore.end(
                lease.id, after: last, in: scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: actor, action: "ReleaseStall",
                    subject: "stall:\(stall.id)",
                    detail: ["stall": .string(code), "until": JSON(last)],
                    facts: .lines([fact])),
                on: connection)
        }
    }
}
