import Access
import Core
import Postgres

/// Registers a compound where it lies, with the parts of the administrative tree above it.
public struct AddCompound: Sendable {
    public struct Input: Sendable {
        public let name: String
        public let city: String
        public let county: String
        public let street: String?
        public let community: String?

        public init(
            name: String, city: String, county: String, street: String? = nil,
            community: String? = nil
        ) {
            self.name = name
            self.city = city
            self.county = county
            self.street = street
            self.community = community
        }
    }

    public enum Failure: Refusal, Equatable {
        case nameMissing(String)
        case nameTooLong(String)
        case nameHasSlash(String)
        case communityWithoutStreet
        case alreadyRegistered(String)

        public var code: String {
            switch self {
            case .nameMissing: "nameMissing"
            case .nameTooLong: "nameTooLong"
            case .nameHasSlash: "nameHasSlash"
            case .communityWithoutStreet: "communityWithoutStreet"
            case .alreadyRegistered: "alreadyRegistered"
            }
        }

        public var sentence: String {
            switch self {
            case .nameMissing(let what): "\(what)名称不能为空。"
            case .nameTooLong(let what): "\(what)名称超过 100 个字，请核对。"
            case .nameHasSlash(let what): "\(what)名称不能含“/”。"
            case .communityWithoutStreet: "填写社区时须同时填写街道（--street）。"
            case .alreadyRegistered(let name): "“\(name)”已登记在同一地区，不再重复登记。"
            }
        }
    }

    static let longestName = 100

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Compound {
        try actor.require(.manageInstallation, in: .installation)
        let region = try AddCompound.path(of: input)
        let name = try AddCompound.checked(input.name, what: "小区")
        do {
            return try await database.withTransaction { connection in
                try await write(name, in: region, by: actor, on: connection)
            }
        } catch let error as PostgresError where error.constraint == "compound_name_unique" {
            // registered by somebody else at the same moment
            throw Failure.alreadyRegistered(name)
        }
    }

    private func write(
        _ name: String, in region: [(RegionKind, String)], by actor: Actor,
        on connection: Connection
    ) async throws -> Compound {
        var parent: RegionID?
        for (kind, regionName) in region {
            parent = try await CompoundStore.region(
                kind, regionName, under: parent, on: connection)
        }
        let entry = try await AuditStore.draw(on: connection)
        guard let parent,
            let made = try await CompoundStore.insert(
                name: name, region: parent, entry: entry, on: connection)
        else { throw Failure.alreadyRegistered(name) }
        try await AuditStore.append(
            AuditEntry(
                scope: made.scope, entry: entry, actor: actor, action: "AddCompound",
                subject: "compound:\(made.scope)",
                detail: [
                    "name": .string(name),
                    "region": .array(region.map { JSON.string($0.1) }),
                ],
                facts: .lines([made.fact])),
            on: connection)
        return Compound(scope: made.scope, name: name, region: region.map(\.1))
    }

    static func path(of input: Input) throws -> [(RegionKind, String)] {
        var path: [(RegionKind, String)] = [
            (.city, try checked(input.city, what: "市")),
            (.county, try checked(input.county, what: "县（市、区）")),
        ]
        if let street = input.street { path.append((.street, try checked(street, what: "街道"))) }
        if let community = input.community {
            guard input.street != nil else { throw Failure.communityWithoutStreet }
            path.append((.community, try checked(community, what: "社区")))
        }
        return path
    }

    static func checked(_ text: String, what: String) throws -> String {
        let name = text.trimmed
        guard !name.isEmpty else { throw Failure.nameMissing(what) }
        // counted as the database does
        guard name.unicodeScalars.count <= longestName else { throw Failure.nameTooLong(what) }
        guard !name.contains("/") else { throw Failure.nameHasSlash(what) }
        return name
    }
}
