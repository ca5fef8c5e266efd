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
    /// Where it works, from the city down; empty for one that belongs nowhere, as a company.
    public let region: [String]
}

extension Organisation: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(scope), "kind": .string(kind.rawValue), "name": .string(name),
            "region": .array(region.map(JSON.string)),
        ]
    }
}

/// Registers an organisation; the same kind and name again is the same organisation.
public struct AddOrganisation: Sendable {
    public enum Failure: Refusal, Equatable {
        case nameInvalid
        case regionIncomplete
        /// Known by this name and kind, in another region or in none.
        case otherRegion(name: String, region: [String])

        public var code: String {
            switch self {
            case .nameInvalid: "organisationNameInvalid"
            case .regionIncomplete: "regionIncomplete"
            case .otherRegion: "organisationInOtherRegion"
            }
        }

        public var sentence: String {
            switch self {
            case .nameInvalid: "单位名称不能为空，也不能超过 200 个字。"
            case .regionIncomplete: "所在地须从市写起，中间不能缺：市、县（市、区）、街道、社区。"
            case .otherRegion(let name, let region):
                "“\(name)”早已登记在\(region.isEmpty ? "（未写所在地）" : region.joined(separator: " / "))，所在地不能改动：请换一个名称。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter region: where it works: the city, the county, the street and the community, as
    ///   far down as it goes. All compounds in it are within reach of its people, except a
    ///   company's, whose reach is its contracts.
    /// - Returns: the organisation, and whether it was made just now.
    /// - Throws: `Failure`, `AddCompound.Failure` for a name of the region, `PermissionRefusal`,
    ///   `PostgresError`.
    public func perform(
        kind: Organisation.Kind, name text: String, region path: [String] = [], by actor: Actor
    ) async throws -> (organisation: Organisation, added: Bool) {
        try actor.require(.manageInstallation, in: .installation)
        let name = text.trimmed
        guard !name.isEmpty, name.unicodeScalars.count <= 200 else { throw Failure.nameInvalid }
        guard path.count <= RegionKind.allCases.count else { throw Failure.regionIncomplete }
        let regions = try zip(RegionKind.allCases, path).map { kind, name in
            (kind, try AddCompound.checked(name, what: kind.chinese))
        }
        let names = regions.map(\.1)
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(.installation, on: connection)
            if let known = try await OrganisationStore.find(kind, name, on: connection) {
                guard names.isEmpty || names == known.region else {
                    throw Failure.otherRegion(name: name, region: known.region)
                }
                return (known, false)
            }
            var region: RegionID?
            for (kind, name) in regions {
                region = try await CompoundStore.region(kind, name, under: region, on: connection)
            }
            let entry = try await AuditStore.draw(on: connection)
            let (scope, fact) = try await OrganisationStore.insert(
                kind, name, region: region, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: actor, action: "AddOrganisation",
                    subject: "organisation:\(scope)",
                    detail: ["name": .string(name), "region": .array(names.map(JSON.string))],
                    facts: .lines([fact])),
                on: connection)
            return (Organisation(scope: scope, kind: kind, name: name, region: names), true)
        }
    }
}
