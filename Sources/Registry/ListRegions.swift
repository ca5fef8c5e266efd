import Access
import Core
import Postgres

/// A part of the administrative tree: 许昌市 / 魏都区 / …
public struct Region: Sendable, Equatable {
    public let id: RegionID
    public let parent: RegionID?
    public let kind: RegionKind
    /// From the city down to itself.
    public let path: [String]
    /// Compounds in it and below it, as far as the reader may look.
    public let compounds: Int

    public var name: String { path.last ?? "" }
    /// 0 for a city.
    public var depth: Int { path.count - 1 }
}

/// The administrative tree, as far as there is something in it that the reader may look at.
public struct ListRegions: Sendable {
    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: from the top down, each before those below it.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(by actor: Actor) async throws -> [Region] {
        let reach = try actor.requireReach(for: .readRegister)
        return try await database.query(CompoundListStore.regions(reach: reach)).map { row in
            let (id, parent, kind, path, compounds) = try row.decode(
                RegionID.self, RegionID?.self, String.self, [String].self, Int.self)
            return Region(
                id: id, parent: parent, kind: RegionKind(rawValue: kind) ?? .community,
                path: path, compounds: compounds)
        }
    }
}

extension Region: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(id), "parent": JSON(parent), "kind": .string(kind.rawValue),
            "path": .array(path.map(JSON.string)), "compounds": JSON(compounds),
        ]
    }
}
