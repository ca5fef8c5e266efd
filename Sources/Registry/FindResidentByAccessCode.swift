import Core
import Postgres
import Secrets

/// Finds the link of a household by what stands on its paper bill: compound, room, access code.
/// Reads only. Guessing is throttled by who calls.
public struct FindResidentByAccessCode: Sendable {
    private let database: Database
    private let signer: LinkSigner

    public init(database: Database, signer: LinkSigner) {
        self.database = database
        self.signer = signer
    }

    /// - Returns: the token; nil whichever part is wrong, so that nobody learns which.
    public func perform(
        compound: String, room: HouseholdCode, code: String
    ) async throws -> ResidentToken? {
        let typed = Base32.normalise(code)
        let rows = try await database.query(
            ResidentLinkStore.inForce(compound: compound.trimmed, room: room))
        var found: ResidentToken?
        for row in rows {
            let (scope, household, tenure, generation) = try row.decode(
                ScopeID.self, HouseholdID.self, TenureID.self, Int32.self)
            let expected = signer.accessCode(
                scope: scope, household: household, tenure: tenure, generation: generation)
            if constantTimeEqual(Array(expected.utf8), Array(typed.utf8)) {
                found = signer.token(
                    scope: scope, household: household, tenure: tenure, generation: generation)
            }
        }
        return found
    }
}
