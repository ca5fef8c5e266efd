import Access
import Core
import Postgres

/// The link and access code that the present tenure of a household has in force, made anew under
/// the key as they were printed. Issues nothing.
public struct ReadResidentLink: Sendable {
    private let database: Database
    private let signer: LinkSigner

    public init(database: Database, signer: LinkSigner) {
        self.database = database
        self.signer = signer
    }

    /// - Returns: nil where none is in force.
    /// - Throws: `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        household code: HouseholdCode, in scope: ScopeID, by actor: Actor
    ) async throws -> IssueResidentLinks.Link? {
        try actor.require(.manageRegister, in: scope)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            let holders = try await ResidentLinkStore.holders(
                in: scope, household: code, on: connection)
            guard let holder = holders.first else {
                throw try await ResidentLinkStore.refusal(of: code, in: scope, on: connection)
            }
            guard let generation = holder.current else { return nil }
            return IssueResidentLinks.Link(
                holder, generation: generation, isNew: false, in: scope, signer: signer)
        }
    }
}

extension IssueResidentLinks.Link {
    init(
        _ holder: ResidentLinkStore.Holder, generation: Int32, isNew: Bool, in scope: ScopeID,
        signer: LinkSigner
    ) {
        self.init(
            household: holder.code, generation: generation,
            token: signer.token(
                scope: scope, household: holder.household, tenure: holder.tenure,
                generation: generation),
            accessCode: signer.accessCode(
                scope: scope, household: holder.household, tenure: holder.tenure,
                generation: generation),
            isNew: isNew)
    }
}
