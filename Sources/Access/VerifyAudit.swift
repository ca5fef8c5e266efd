import Core
import Postgres

/// Recomputes the chain of every scope from its entries, and every entry's digest from the facts.
public struct VerifyAudit: Sendable {
    public struct Problem: Sendable, Equatable {
        public let scope: ScopeID
        public let entry: EntryID?
        public let code: String
        public let sentence: String
    }

    public struct Outcome: Sendable {
        public let entries: Int
        public let unsealed: Int
        public let problems: [Problem]
    }

    /// Problems that are listed; the rest are only counted by the exit code. A broken chain
    /// repeats itself in every later link.
    static let listed = 200
    /// Entries read at a time.
    static let page = 2000

    private let database: Database
    private let factQueries: [String]

    /// - Parameter factQueries: the statements of sql/facts, each giving scope, entry and line.
    public init(database: Database, factQueries: [String]) {
        self.database = database
        self.factQueries = factQueries
    }

    public func perform(by actor: Actor) async throws -> Outcome {
        try actor.require(.readAudit, in: .installation)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            var problems: [Problem] = []
            let entries = try await checkChains(&problems, on: connection)
            try await checkFacts(&problems, on: connection)
            let unsealed = try await connection.query(
                "select count(*) from access.audit_entry where position is null")
            return Outcome(
                entries: entries, unsealed: try unsealed.only().decode(Int.self),
                problems: Array(problems.prefix(VerifyAudit.listed)))
        }
    }

    private func checkChains(
        _ problems: inout [Problem], on connection: Connection
    ) async throws -> Int {
        var walk = ChainWalk()
        var last = (scope: ScopeID(0), position: Int64(0))
        while true {
            let rows = try await connection.query(
                """
                select e.scope_id, e.entry_id, e.position, e.chain, access.canonical(e)
                from access.audit_entry e
                where e.position is not null
                    and (e.scope_id, e.position) > (\(last.scope), \(last.position))
                order by e.scope_id, e.position limit \(VerifyAudit.page)
                """)
            for row in rows {
                let (scope, entry, position, chain, canonical) = try row.decode(
                    ScopeID.self, EntryID.self, Int64.self, [UInt8].self, String.self)
                if let problem = walk.step(
                    scope: scope, entry: entry, position: position, chain: chain,
                    canonical: canonical)
                {
                    problems.append(problem)
                }
                last = (scope, position)
            }
            if rows.count < VerifyAudit.page { return walk.steps }
        }
    }

    private func checkFacts(
        _ problems: inout [Problem], on connection: Connection
    ) async throws {
        guard !factQueries.isEmpty else { return }
        let union = factQueries.map { "select * from (\($0)) f" }.joined(separator: "\nunion all\n")
        let rows = try await connection.query(
            """
            with fact (scope_id, entry_id, line) as (\(unescaped: union)), digest as (
                select scope_id, entry_id, count(*) as lines,
                    sha256(convert_to(string_agg(line, E'\\n' order by line collate "C"), 'UTF8'))
                        as facts
                from fact group by scope_id, entry_id
            )
            select scope_id, entry_id, e.entry_id is null as without_entry
            from access.audit_entry e full join digest d using (scope_id, entry_id)
            where coalesce(d.lines, 0) is distinct from e.fact_count
                or coalesce(d.facts, sha256('')) is distinct from e.facts_digest
            order by scope_id, entry_id limit \(VerifyAudit.listed)
            """)
        for row in rows {
            let (scope, entry, withoutEntry) = try row.decode(
                ScopeID.self, EntryID.self, Bool.self)
            problems.append(
                Problem(
                    scope: scope, entry: entry,
                    code: withoutEntry ? "factWithoutEntry" : "factsDiffer",
                    sentence: withoutEntry
                        ? "范围 \(scope)：有数据标记为第 \(entry) 条日志所写，但日志中没有这一条。"
                        : "范围 \(scope)：第 \(entry) 条日志所写的数据与其摘要不符，数据被改动、增加或删除过。"))
        }
    }
}

/// Walks entries in order of scope and position, and finds the first link that does not hold.
struct ChainWalk {
    private(set) var steps = 0
    private var scope = ScopeID(0)
    private var position: Int64 = 0
    private var chain: [UInt8] = []

    mutating func step(
        scope: ScopeID, entry: EntryID, position: Int64, chain: [UInt8], canonical: String
    ) -> VerifyAudit.Problem? {
        steps += 1
        if scope != self.scope {
            self.scope = scope
            self.position = 0
            self.chain = []
        }
        defer {
            self.position = position
            self.chain = chain
        }
        guard position == self.position + 1 else {
            return VerifyAudit.Problem(
                scope: scope, entry: entry, code: "positionMissing",
                sentence: "范围 \(scope)：日志第 \(self.position + 1) 位缺失，其后是第 \(position) 位。")
        }
        guard chain == SealAudit.link(after: self.chain, canonical: canonical) else {
            return VerifyAudit.Problem(
                scope: scope, entry: entry, code: "chainBroken",
                sentence: "范围 \(scope)：第 \(entry) 条日志（第 \(position) 位）与链不符，内容被改动过。")
        }
        return nil
    }
}
