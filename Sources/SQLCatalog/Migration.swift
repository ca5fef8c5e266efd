/// One step of the database's schema, from a file `NNNN_name.sql`; forward only.
public struct Migration: Sendable, Equatable {
    public let number: Int
    public let name: String
    public let sql: String
    /// SHA-256 of the text in UTF-8, in lower-case hex: a migration that was edited after it had
    /// been applied is told from the one that ran.
    public let checksum: String

    public init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
        self.checksum = SHA256.hex(of: sql)
    }
}

extension Migration {
    /// Digits in a file's number: with a fixed width, the order of names is the order of numbers.
    static let numberWidth = 4

    /// Reads migrations that are in the order of their names. Reading stops at the first gap:
    /// what comes after a missing step must not be applied.
    static func read(
        from files: [(name: String, text: String)]
    ) -> (migrations: [Migration], faults: [String]) {
        var migrations: [Migration] = []
        var faults: [String] = []
        for file in files {
            guard let (number, name) = split(fileName: file.name) else {
                faults.append("\(file.name).sql is not named NNNN_name.sql")
                continue
            }
            guard number == migrations.count + 1 else {
                faults.append("\(file.name).sql where \(migrations.count + 1) is expected")
                continue
            }
            migrations.append(Migration(number: number, name: name, sql: file.text))
        }
        return (migrations, faults)
    }

    private static func split(fileName: String) -> (number: Int, name: String)? {
        let digits = fileName.prefix(numberWidth)
        let rest = fileName.dropFirst(numberWidth)
        let allDigits = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        guard digits.count == numberWidth, allDigits, let number = Int(digits),
            rest.first == "_", rest.count > 1, !rest.contains("/")
        else { return nil }
        return (number, String(rest.dropFirst()))
    }
}
