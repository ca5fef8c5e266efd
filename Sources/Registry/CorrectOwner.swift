import Access
import Core
import Postgres

/// Corrects a misspelt name or a phone that changed, of the owner of a household. Who the owner is
/// does not change: that is a transfer.
public struct CorrectOwner: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let household: HouseholdCode
        /// As the register has it now.
        public let name: String
        public let correctName: String?
        public let correctPhone: String?

        public init(
            scope: ScopeID, household: HouseholdCode, name: String, correctName: String?,
            correctPhone: String?
        ) {
            self.scope = scope
            self.household = household
            self.name = name
            self.correctName = correctName
            self.correctPhone = correctPhone
        }
    }

    public enum Failure: Refusal, Equatable {
        case nothingToCorrect
        case nameInvalid
        case phoneInvalid(String)
        case unknownOwner(String, household: String)
        case sameAsAnother(String)

        public var code: String {
            switch self {
            case .nothingToCorrect: "nothingToCorrect"
            case .nameInvalid: "ownerNameInvalid"
            case .phoneInvalid: "phoneInvalid"
            case .unknownOwner: "unknownOwner"
            case .sameAsAnother: "ownerSameAsAnother"
            }
        }

        public var sentence: String {
            switch self {
            case .nothingToCorrect: "请写明要更正的姓名（--to-name）或电话（--to-phone）。"
            case .nameInvalid: "更正后的姓名为空或超过 100 个字。"
            case .phoneInvalid(let phone):
                "电话“\(phone.prefix(30))”无法识别：请只填数字，可含 + - ( )，3 至 30 位。"
            case .unknownOwner(let name, let household):
                "\(household) 现在的业主中没有“\(name)”：请用 linli household show 核对。"
            case .sameAsAnother(let name):
                "更正后与本小区另一位业主“\(name)”姓名和电话都相同：如是同一人，请改用 linli household transfer 登记。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: what was altered; empty where it already stood so.
    /// - Throws: `Failure`, `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> [String] {
        try actor.require(.manageRegister, in: input.scope)
        let name = input.correctName?.trimmed
        let phone = input.correctPhone?.trimmed
        guard name != nil || phone != nil else { throw Failure.nothingToCorrect }
        if let name, name.isEmpty || name.unicodeScalars.count > 100 { throw Failure.nameInvalid }
        if let phone, !TransferRules.isPhone(phone) { throw Failure.phoneInvalid(phone) }
        do {
            return try await database.withTransaction { connection in
                try await LedgerStore.lock(input.scope, on: connection)
                let owner = try await owner(of: input, on: connection)
                let fields = [("name", owner.name, name), ("phone", owner.phone, phone)]
                    .filter { $0.2 != nil && $0.1 != $0.2 }
                guard !fields.isEmpty else { return [] }
                let entry = try await AuditStore.draw(on: connection)
                try await OwnerStore.update(
                    owner.id, name: name, phone: phone, in: input.scope, on: connection)
                var facts: [String] = []
                for (field, before, after) in fields {
                    facts.append(
                        try await OwnerStore.recordAlteration(
                            of: "owner", owner.id.number, field: field, before: before,
                            after: after, in: input.scope, entry: entry, on: connection))
                }
                try await AuditStore.append(
                    AuditEntry(
                        scope: input.scope, entry: entry, actor: actor, action: "CorrectOwner",
                        subject: "owner:\(owner.id)",
                        detail: ["fields": .array(fields.map { .string($0.0) })],
                        facts: .lines(facts)),
                    on: connection)
                return fields.map(\.0)
            }
        } catch let error as PostgresError where error.constraint == "owner_name_phone_unique" {
            throw Failure.sameAsAnother(name ?? input.name)
        }
    }

    private func owner(of input: Input, on connection: Connection) async throws -> Owner {
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
        let matching = current?.owners.filter { $0.name == input.name.trimmed } ?? []
        guard let owner = matching.first, matching.count == 1 else {
            throw Failure.unknownOwner(input.name, household: input.household.description)
        }
        return owner
    }
}
