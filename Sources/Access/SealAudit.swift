import Core
import Postgres
import Secrets

/// Chains what is not yet sealed, scope by scope in order of entry: each link is the SHA-256 of
/// the link before and the entry's canonical bytes. Run by the server about once a second and by
/// every command before it ends, so that no writer waits for the chain.
public struct SealAudit: Sendable {
    /// What one transaction seals at the most: about a megabyte of canonical text.
    static let batch = 2000

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Seals all there is and returns how many entries it sealed. Where another sealer was faster
    /// it leaves the rest to that one.
    public func perform() async throws -> Int {
        var total = 0
        while true {
            let sealed: Int
            do {
                sealed = try await database.withTransaction { connection in
                    let waiting = try await AuditStore.unsealed(
                        limit: SealAudit.batch, on: connection)
                    guard !waiting.isEmpty else { return 0 }
                    try await AuditStore.write(SealAudit.chain(waiting), on: connection)
                    return waiting.count
                }
            } catch let error as PostgresError
                where ["audit_entry_position", "audit_entry_sealed_once"].contains(error.constraint)
            {
                return total
            }
            total += sealed
            if sealed < SealAudit.batch { return total }
        }
    }

    static func chain(_ waiting: [AuditStore.Unsealed]) -> [AuditStore.Seal] {
        var seals: [AuditStore.Seal] = []
        seals.reserveCapacity(waiting.count)
        for entry in waiting {
            let previous = seals.last.flatMap { $0.scope == entry.scope ? $0 : nil }
            let position = (previous?.position ?? entry.headPosition ?? 0) + 1
            let chain = link(
                after: previous?.chain ?? entry.headChain ?? [], canonical: entry.canonical)
            seals.append(
                AuditStore.Seal(
                    scope: entry.scope, entry: entry.entry, position: position, chain: chain))
        }
        return seals
    }

    static func link(after previous: [UInt8], canonical: String) -> [UInt8] {
        Digest.sha256(previous + Array(canonical.utf8))
    }
}
