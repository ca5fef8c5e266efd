import Foundation
import Postgres

/// Every statement that a database is asked, with what PostgreSQL really did for it: the server
/// itself writes that down, so that no query can be forgotten.
public struct PlanLog: Sendable {
    /// For one test at a time: all write into the log of the test cluster.
    public static let options: Database.Options = {
        var options = Database.Options()
        // As few as there can be: a statement's sixth turn on a connection may be planned for any
        // values, and that plan must be seen too.
        options.pipelinedConnections = 1
        options.leasedConnections = 1
        options.sessionSettings = [
            "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
            "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off",
            "auto_explain.log_nested_statements": "on", "auto_explain.log_format": "json",
        ]
        return options
    }()

    /// What a node of a plan read of a table, in each of its turns.
    public struct Reading: Hashable, Sendable {
        public let table: String
        /// Such as `Index Scan`.
        public let kind: String
        /// Those that a filter took away again, too.
        public let rows: Int
        public let statement: String
    }

    private let file: String
    private let start: UInt64

    /// From now on.
    public init() throws {
        file = try TestCluster.shared.get().socketFolder + "/log"
        start = try FileHandle(forReadingAtPath: file)?.seekToEnd() ?? 0
    }

    /// Everything that was read since.
    public func readings() throws -> [Reading] {
        guard let handle = FileHandle(forReadingAtPath: file) else { return [] }
        try handle.seek(toOffset: start)
        let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        var readings: [Reading] = []
        var plan: [Substring]?
        var lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.append("")
        for line in lines {
            // Further lines of a message begin with a TAB.
            if line.hasPrefix("\t") {
                plan?.append(line)
            } else {
                if let plan { readings += try PlanLog.readings(in: plan.joined(separator: "\n")) }
                plan = line.hasSuffix("plan:") ? [] : nil
            }
        }
        return readings
    }

    private static func readings(in text: String) throws -> [Reading] {
        guard let plan = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            let root = plan["Plan"] as? [String: Any]
        else { return [] }
        return readings(of: root, in: plan["Query Text"] as? String ?? "")
    }

    private static func readings(of node: [String: Any], in statement: String) -> [Reading] {
        var readings: [Reading] = []
        if let table = node["Relation Name"] as? String, let kind = node["Node Type"] as? String,
            kind.hasSuffix("Scan")
        {
            let counts = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"]
            readings.append(
                Reading(
                    table: table, kind: kind,
                    rows: counts.reduce(0) { $0 + ((node[$1] as? NSNumber)?.intValue ?? 0) },
                    statement: statement))
        }
        for child in node["Plans"] as? [[String: Any]] ?? [] {
            readings += PlanLog.readings(of: child, in: statement)
        }
        return readings
    }
}
