import Core
import Fees
import Hummingbird
import Registry
import Secrets

/// From a token to what its household owes: the one way by which pages and API reach a resident's
/// figures.
struct ResidentReader: Sendable {
    private let context: WebContext
    /// Remembers the terms of fees: one for all pages.
    private let read: ReadResidentStatus
    private let findByCode: FindResidentByAccessCode

    init(_ context: WebContext) {
        self.context = context
        read = ReadResidentStatus(database: context.installation.database)
        findByCode = FindResidentByAccessCode(
            database: context.installation.database, signer: context.links)
    }

    /// What the token's household owes today; nil where no link in force has this token.
    ///
    /// The database knows a token's digest only. The token is made anew under the key, so that not
    /// even somebody who can write rows makes a link of his own choice work.
    func status(of token: ResidentToken) async throws -> ResidentStatus? {
        guard
            let status = try await read.perform(
                scope: token.scope, tokenSHA256: token.sha256, on: context.clock.today)
        else { return nil }
        let genuine = context.links.token(
            scope: token.scope, household: status.household, tenure: status.tenure,
            generation: status.generation)
        return constantTimeEqual(Array(genuine.text.utf8), Array(token.text.utf8)) ? status : nil
    }

    /// - Returns: nil whichever part is wrong.
    func find(
        compound: String, room: HouseholdCode?, code: String
    ) async throws -> ResidentToken? {
        guard let room, !compound.isEmpty, !code.isEmpty else { return nil }
        return try await findByCode.perform(compound: compound, room: room, code: code)
    }

    /// The one answer to every wrong token: the same for one that never was, one that was revoked
    /// and one that was tampered with.
    func unknown(
        _ request: Request, _ travel: WebRequest, instead: WebError = .unknownLink
    ) -> WebError {
        let client = context.client(of: request, travel)
        switch context.throttle.wrongToken(from: client, now: context.clock.now) {
        case .granted: return instead
        case .wait(let seconds): return .tooManyAttempts(seconds: seconds)
        }
    }
}
