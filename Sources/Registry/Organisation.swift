import Access
import Core
import Postgres

/// A body that acts: a property company, a residents' committee, a police station …
public struct Organisation: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case propertyCompany, residentsCommittee, streetOffice, partyOrganisation, housingBureau,
            policeStation, workUnit, other

        public var chinese: String {
            switch self {
            case .propertyCompany: "物业服务企业"
            case .residentsCommittee: "居民委员会"
            case .streetOffice: "街道办事处"
            case .partyOrganisation: "党组织"
            case .housingBureau: "住房和城乡建设局"
            case .policeStation: "派出所"
            case .workUnit: "原单位"
            case .other: "其他"
            }
        }
    }

    public let scope: ScopeID
    public let kind: Kind
    public let name: String
}

extension Organisation: JSONConvertible {
    public var json: JSON {
        ["id": JSON(scope), "kind": .string(kind.rawValue), "name": .string(name)]
    }
}

/// Registers an organisation; the same kind and name again is the same organisation.
public struct AddOrganisation: Sendable {
    public enum Failure: Refusal, Equatable {
        case nameInvalid

        public var code: String { "organisationNameInvalid" }
        public var sentence: String { "单位名称不能为空，也不能超过 200 个字。" }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: the organisation, and whether it was made just now.
    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        kind: Organisation.Kind, name text: String, by actor: Actor
    ) async throws -> (organisation: Organisation, added: Bool) {
        try actor.require(.manageInstallation, in: .installation)
        let name = text.trimmed
        guard !name.isEmpty, name.unicodeScalars.count <= 200 else { throw Failure.nameInvalid }
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            if let known = try await OrganisationStore.find(kind, name, on: connection) {
                return (Organisation(scope: known, kind: kind, name: name), false)
            }
            let entry = try await AuditStore.draw(on: connection)
            let (scope, fact) = try await OrganisationStore.insert(
                kind, name, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: actor, action: "AddOrganisation",
                    subject: "organisation:\(scope)", detail: ["name": .string(name)],
                    facts: .lines([fact])),
                on: connection)
            return (Organisation(scope: scope, kind: kind, name: name), true)
        }
    }
}
