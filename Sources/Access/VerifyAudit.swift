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
    private let migrations: [String]

    /// - Parameters:
    ///   - factQueries: the statements of sql/facts, each giving scope, entry and line.
    ///   - migrations: the words of sql/migrations, which the functions of the database must have;
    ///     empty not to ask.
    public init(database: Database, factQueries: [String], migrations: [String] = []) {
        self.database = database
        self.factQueries = factQueries
        self.migrations = migrations
    }

    /// - Parameter head: exported earlier; what it covers must all be there still.
    /// - Throws: `PermissionRefusal`, `PostgresError`.
    public func perform(by actor: Actor, head: AuditHead? = nil) async throws -> Outcome {
        try actor.require(.readAudit, in: .installation)
        return try await database.withTransaction(isolation: .repeatableRead) { connection in
            var problems: [Problem] = []
            if !migrations.isEmpty { try await checkFunctions(&problems, on: connection) }
            if let head { try await check(head, &problems, on: connection) }
            let entries = try await checkChains(&problems, on: connection)
            try await checkFacts(&problems, on: connection)
            let unsealed = try await connection.query(
                "select count(*) from access.audit_entry where position is null")
            return Outcome(
                entries: entries, unsealed: try unsealed.only().decode(Int.self),
                problems: Array(problems.prefix(VerifyAudit.listed)))
        }
    }

    private func checkFunctions(
        _ problems: inout [Problem], on connection: Connection
    ) async throws {
        let foreign = try await AuditHeadStore.foreignFunctions(among: migrations, on: connection)
        for name in foreign {
            problems.append(
                Problem(
                    scope: .installation, entry: nil, code: "functionAltered",
                    sentence: "数据库函数 \(name) 与本程序所建的不同：核验结果不可信，请先查明是谁改动的。"))
        }
    }

    private func check(
        _ head: AuditHead, _ problems: inout [Problem], on connection: Connection
    ) async throws {
        for (link, entry) in try await AuditHeadStore.broken(head.links, on: connection) {
            problems.append(
                Problem(
                    scope: link.scope, entry: entry,
                    code: entry == nil ? "headMissing" : "headDiffers",
                    sentence: entry == nil
                        ? "范围 \(link.scope)：\(head.at.shown) 导出时日志已到第 \(link.position) 位，现在没有这一位，末尾被截去。"
                        : "范围 \(link.scope)：日志第 \(link.position) 位与 \(head.at.shown) 导出的链头不符，此前的内容被改写过。"
                ))
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
            let (scope, number, withoutEntry) = try row.decode(
                ScopeID.self, EntryID?.self, Bool.self)
            guard let entry = number else {
                problems.append(
                    Problem(
                        scope: scope, entry: nil, code: "factWithoutEntry",
                        sentence: "范围 \(scope)：有数据不属于任何一条日志，是绕过程序写入的。"))
                continue
            }
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
