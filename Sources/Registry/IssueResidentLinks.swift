import Access
import Core
import Postgres

/// The links and access codes that stand on the paper bills, of one household or of all. Issued
/// where there is none, the same again where there is one, a new generation when renewed.
public struct IssueResidentLinks: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// Nil for every household with an open tenure.
        public let household: HouseholdCode?
        /// Revokes the link in force and issues the next generation.
        public let renew: Bool

        public init(scope: ScopeID, household: HouseholdCode?, renew: Bool = false) {
            self.scope = scope
            self.household = household
            self.renew = renew
        }
    }

    public struct Link: Sendable {
        public let household: HouseholdCode
        public let generation: Int32
        public let token: ResidentToken
        public let accessCode: String
        /// Whether it was issued just now.
        public let isNew: Bool
    }

    private let database: Database
    private let signer: LinkSigner

    public init(database: Database, signer: LinkSigner) {
        self.database = database
        self.signer = signer
    }

    /// - Throws: `HouseholdRefusal`, `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> [Link] {
        try actor.require(.manageRegister, in: input.scope)
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(input.scope, on: connection)
            let holders = try await ResidentLinkStore.holders(
                in: input.scope, household: input.household, on: connection)
            if let code = input.household, holders.isEmpty {
                throw try await ResidentLinkStore.refusal(
                    of: code, in: input.scope, on: connection)
            }
            let links = holders.map { link(for: $0, renew: input.renew, in: input.scope) }
            let issued = zip(holders, links).filter(\.1.isNew)
            guard !issued.isEmpty else { return links }
            let entry = try await AuditStore.draw(on: connection)
            let revoked = try await ResidentLinkStore.revoke(
                issued.filter { $0.0.current != nil }.map(\.0.tenure), in: input.scope,
                entry: entry, on: connection)
            let added = try await ResidentLinkStore.insert(
                issued.map { ($0.0.tenure, $0.1.generation, $0.1.token.sha256) },
                in: input.scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "IssueResidentLinks",
                    subject: input.household == nil
                        ? "compound:\(input.scope)" : "household:\(holders[0].household)",
                    detail: ["issued": JSON(added.count), "revoked": JSON(revoked.count)],
                    facts: .lines(revoked + added)),
                on: connection)
            return links
        }
    }

    private func link(
        for holder: ResidentLinkStore.Holder, renew: Bool, in scope: ScopeID
    ) -> Link {
        let kept = renew ? nil : holder.current
        return Link(
            holder, generation: kept ?? holder.newest + 1, isNew: kept == nil, in: scope,
            signer: signer)
    }
}

/// Takes a link back without issuing another: a bill that was lost or read by somebody else.
public struct RevokeResidentLink: Sendable {
    public enum Failure: Refusal, Equatable {
        case noLink(String)

        public var code: String { "noLink" }
        public var sentence: String {
            switch self {
            case .noLink(let household): "\(household) 目前没有有效的查询链接。"
            }
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Parameter tenure: whose link, former tenures' too; nil for who answers for it now.
    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        household code: HouseholdCode, tenure: TenureID? = nil, in scope: ScopeID, by actor: Actor
    ) async throws {
        try actor.require(.manageRegister, in: scope)
        try await database.withTransaction { connection in
            try await LedgerStore.lock(scope, on: connection)
            let found = try await ResidentLinkStore.linked(
                code, tenure: tenure, in: scope, on: connection)
            guard let (household, tenure) = found else {
                throw Failure.noLink(code.description)
            }
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await ResidentLinkStore.revoke(
                [tenure], in: scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: scope, entry: entry, actor: actor, action: "RevokeResidentLink",
                    subject: "household:\(household)", detail: ["tenure": JSON(tenure)],
                    facts: .lines(facts)),
                on: connection)
        }
    }
}
