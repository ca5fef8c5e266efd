import Access
import Core
import Postgres

/// Makes the links that bills are about to be printed with, where households have none. Links that
/// are there stay as they are.
public struct IssueBillLinks: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        /// Nil for every building.
        public let building: String?

        public init(scope: ScopeID, building: String? = nil) {
            self.scope = scope
            self.building = building
        }
    }

    private let database: Database
    private let signer: LinkSigner

    public init(database: Database, signer: LinkSigner) {
        self.database = database
        self.signer = signer
    }

    /// - Returns: how many were made.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(_ input: Input, by actor: Actor) async throws -> Int {
        try actor.require(.manageRegister, in: input.scope)
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(input.scope, on: connection)
            let missing = try await BillLinkStore.missing(
                in: input.scope, building: input.building, on: connection)
            guard !missing.isEmpty else { return 0 }
            let entry = try await AuditStore.draw(on: connection)
            let facts = try await ResidentLinkStore.insert(
                missing.map { holder in
                    let token = signer.token(
                        scope: input.scope, household: holder.household, tenure: holder.tenure,
                        generation: holder.generation)
                    return (holder.tenure, holder.generation, token.sha256)
                }, in: input.scope, entry: entry, on: connection)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "IssueBillLinks",
                    subject: "compound:\(input.scope)",
                    detail: ["issued": JSON(facts.count), "building": JSON(input.building)],
                    facts: .lines(facts)),
                on: connection)
            return facts.count
        }
    }
}

/// The links and access codes that are in force, to be printed on bills. Makes none.
public struct ReadBillLinks: Sendable {
    public struct Link: Sendable, Equatable {
        public let token: ResidentToken
        /// In groups of four, as it is easier to type off paper.
        public let accessCode: String
    }

    private let database: Database
    private let signer: LinkSigner

    public init(database: Database, signer: LinkSigner) {
        self.database = database
        self.signer = signer
    }

    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(
        in scope: ScopeID, building: String?, by actor: Actor
    ) async throws -> [TenureID: Link] {
        // Whoever sees a link can use it, and could as well have made it.
        try actor.require(.manageRegister, in: scope)
        let holders = try await database.withConnection {
            try await BillLinkStore.inForce(in: scope, building: building, on: $0)
        }
        return holders.reduce(into: [:]) { links, holder in
            let code = signer.accessCode(
                scope: scope, household: holder.household, tenure: holder.tenure,
                generation: holder.generation)
            links[holder.tenure] = Link(
                token: signer.token(
                    scope: scope, household: holder.household, tenure: holder.tenure,
                    generation: holder.generation),
                accessCode: ReadBillLinks.grouped(code))
        }
    }

    static func grouped(_ code: String) -> String {
        stride(from: 0, to: code.count, by: 4)
            .map { String(code.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }
}
