import Access
import Core
import Postgres

/// The bodies at which one may propose and confirm somebody, each with the roles that are in
/// question: what the form of an appointment offers.
public struct ListBodies: Sendable {
    public struct Row: Sendable, Equatable {
        public let scope: ScopeID
        public let name: String
        /// Never empty.
        public let roles: [Role]
    }

    /// Bodies that are looked at: a county's, which no form offers at once any more.
    static let mostBodies = 5_000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Returns: organisations before compounds, in the order of their names.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(by actor: Actor) async throws -> [Row] {
        let reach = try actor.requireReach(for: .appoint)
        let bodies = try await database.withConnection {
            try await AppointmentStore.bodies(
                within: reach, limit: ListBodies.mostBodies, on: $0)
        }
        return bodies.compactMap { body in
            let roles = Role.allCases.filter {
                $0.fits(body.kind) && actor.appoints($0, at: body.scope)
            }
            return roles.isEmpty ? nil : Row(scope: body.scope, name: body.name, roles: roles)
        }
    }
}
