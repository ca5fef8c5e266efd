/// Recorded statements as a script of pgbench. A value that differs from one transaction to the
/// next becomes an expression; all others stay as they were.
struct PgbenchScript {
    /// From a recorded value to an expression of pgbench or SQL, such as `1001` to `:scope`.
    let varying: [String: String]

    /// - Throws: `BenchError` where the statement has more values than were recorded.
    func text(of statement: RecordedStatement) throws -> String {
        var out = ""
        var rest = Substring(statement.text)
        while let dollar = rest.firstIndex(of: "$") {
            out += rest[..<dollar]
            let digits = rest[rest.index(after: dollar)...].prefix { $0.isNumber }
            guard let place = Int(digits) else {
                out += "$"
                rest = rest[rest.index(after: dollar)...]
                continue
            }
            guard (1...statement.values.count).contains(place) else {
                throw BenchError("no value was recorded for $\(place) of: \(statement.text)")
            }
            out += expression(of: statement.values[place - 1])
            rest = rest[digits.endIndex...]
        }
        return out + rest
    }

    private func expression(of value: String?) -> String {
        guard let value else { return "null" }
        if let expression = varying[value] { return expression }
        guard value.hasPrefix("{"), value.hasSuffix("}"), !value.contains("\"") else {
            return PgbenchScript.quoted(value)
        }
        return array(value.dropFirst().dropLast().split(separator: ",").map(String.init))
    }

    /// An array needs its type said: nothing around it tells.
    private func array(_ elements: [String]) -> String {
        let type =
            elements.allSatisfy { Int64($0) != nil }
            ? "bigint" : elements.allSatisfy(PgbenchScript.isDate) ? "date" : "text"
        let items = elements.map { varying[$0] ?? PgbenchScript.quoted($0) }
        return "array[\(items.joined(separator: ", "))]::\(type)[]"
    }

    private static func isDate(_ text: String) -> Bool {
        text.utf8.count == 10 && text.split(separator: "-").count == 3
    }

    /// pgbench takes `:name` for a variable even inside quotes.
    private static func quoted(_ value: String) -> String {
        let text = value.replacing("\\", with: "\\\\").replacing("'", with: "''")
            .replacing(":", with: "\\x3a")
        return "E'\(text)'"
    }
}
