import Access
import Core
import Postgres
import Registry

/// 提出异议: a household says what it finds wrong about one charge. One waits for its answer at a
/// time.
public struct RaiseDispute: Sendable {
    public enum Complainant: Sendable, Equatable {
        /// The household itself, which holds the token with this digest.
        case link(tokenSHA256: [UInt8])
        /// Somebody writes it down for the household.
        case desk(Payer)
    }

    public struct Input: Sendable {
        public let scope: ScopeID
        public let complainant: Complainant
        public let month: BillingMonth
        public let item: FeeItemCode
        /// The stall, where the household has several charges of the item in the month.
        public let stall: String?
        public let words: String

        public init(
            scope: ScopeID, complainant: Complainant, month: BillingMonth, item: FeeItemCode,
            stall: String? = nil, words: String
        ) {
            self.scope = scope
            self.complainant = complainant
            self.month = month
            self.item = item
            self.stall = stall
            self.words = words
        }
    }

    public struct Outcome: Sendable, Equatable {
        public let dispute: DisputeID
        public let month: BillingMonth
        public let item: FeeItemCode
        public let stall: String?
        public let raisedOn: CivilDate
        /// True where the same words about the same charge were waiting already.
        public let repeated: Bool
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// A household raises its own without any permission; its link is its right.
    ///
    /// - Throws: `MalformedValue` for the words, `DisputeRefusal`, `HouseholdRefusal`,
    ///   `PaymentRefusal.unknownTenure`, `CompoundRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        switch input.complainant {
        case .link:
            guard actor.kind == .resident else {
                throw PermissionRefusal.notPermitted(.answerDispute)
            }
        case .desk: try actor.require(.answerDispute, in: input.scope)
        }
        let words = try Wording.read(
            input.words, what: "异议内容", limit: Dispute.longestWords)
        return try await database.withTransaction { connection in
            let tenure = try await lockAndFind(input, on: today, connection)
            let known = try await DisputeStore.charges(
                input, of: tenure, on: today, connection)
            let decision = try DisputeRules.decide(
                input, words: words, among: known.charges, open: known.open, today: known.today)
            switch decision {
            case .repeated(let charge, let open):
                return Outcome(
                    dispute: open.id, month: input.month, item: input.item, stall: charge.stall,
                    raisedOn: open.raisedOn, repeated: true)
            case .raise(let charge):
                let dispute = try await write(
                    charge, words, input, by: actor, on: today, connection)
                return Outcome(
                    dispute: dispute, month: input.month, item: input.item, stall: charge.stall,
                    raisedOn: today, repeated: false)
            }
        }
    }

    private func lockAndFind(
        _ input: Input, on today: CivilDate, _ connection: Connection
    ) async throws -> TenureID {
        switch input.complainant {
        case .desk(let payer):
            return try await PayerStore.lockAndFind(payer, in: input.scope, on: today, connection)
                .tenure
        case .link(let digest):
            try await LedgerStore.lock(input.scope, on: connection)
            guard
                let tenure = try await DisputeStore.tenure(
                    ofLink: digest, in: input.scope, on: connection)
            else { throw DisputeRefusal.unknownLink }
            return tenure
        }
    }

    private func write(
        _ charge: DisputeRules.Candidate, _ words: String, _ input: Input, by actor: Actor,
        on today: CivilDate, _ connection: Connection
    ) async throws -> DisputeID {
        let entry = try await AuditStore.draw(on: connection)
        let channel: Dispute.Channel = actor.kind == .resident ? .link : .desk
        let (dispute, fact) = try await DisputeStore.insert(
            charge.key, words: words, through: channel, in: input.scope, entry: entry, on: today,
            connection)
        try await AuditStore.append(
            AuditEntry(
                scope: input.scope, entry: entry, actor: actor, action: "RaiseDispute",
                subject: "dispute:\(dispute)",
                detail: [
                    "tenure": JSON(charge.key.tenure), "month": JSON(input.month),
                    "item": JSON(input.item), "stall": JSON(charge.stall),
                ],
                facts: .lines([fact])),
            on: connection)
        return dispute
    }
}

extension RaiseDispute.Outcome: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(dispute), "month": JSON(month), "item": JSON(item), "stall": JSON(stall),
            "raisedOn": JSON(raisedOn), "repeated": .bool(repeated),
        ]
    }
}
