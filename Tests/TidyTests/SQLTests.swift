import Foundation
import Testing

/// The habits of sql/ and of the SQL in the rooms.
@Suite struct SQLTests {
    @Test func migrationsAreContiguousAndNamed() {
        let names = Repository.migrations.map(\.name)
        for (index, name) in names.enumerated() {
            let number = String(index + 1)
            let expected = String(repeating: "0", count: 4 - number.count) + number + "_"
            #expect(name.hasPrefix(expected), "\(name)")
            #expect(name.wholeMatch(of: /[0-9]{4}_[a-z_]+\.sql/) != nil, "\(name)")
        }
        #expect(!names.isEmpty)
    }

    /// `<table>_<rule>`: so that an error names what was broken, and maps to a refusal.
    @Test func everyConstraintIsNamedAfterItsTable() {
        for file in Repository.migrations {
            for statement in statements(of: file) {
                check(statement, in: file)
            }
        }
    }

    private func check(_ statement: String, in file: Repository.File) {
        let named = statement.matches(of: /\bconstraint ([a-z0-9_]+)/).map { String($0.1) }
        if let table = statement.firstMatch(
            of: /^create table (?:if not exists )?[a-z]+\.([a-z_]+)/)
        {
            for name in named {
                #expect(name.hasPrefix("\(table.1)_"), "\(file.name): \(name) on \(table.1)")
            }
            let rules = statement.matches(of: /\b(primary key|unique|check|exclude) ?(\(|using)/)
            #expect(rules.count == named.count, "\(file.name): a rule of \(table.1) has no name")
            #expect(
                !statement.contains(" references "), "\(file.name): \(table.1) before it is sharded"
            )
        } else if let table = statement.firstMatch(of: /^alter table [a-z]+\.([a-z_]+) add\b/) {
            for name in named {
                #expect(name.hasPrefix("\(table.1)_"), "\(file.name): \(name) on \(table.1)")
            }
            let addsColumn = statement.contains(" add column ")
            #expect(addsColumn || named.count == 1, "\(file.name): \(statement.prefix(80))")
        } else if let index = statement.firstMatch(
            of: /^create (?:unique )?index ([a-z0-9_]+) on [a-z]+\.([a-z_]+)/)
        {
            #expect(index.1.hasPrefix("\(index.2)_"), "\(file.name): index \(index.1)")
        }
    }

    /// A tenant's key begins with its scope.
    @Test func everyTenantTableBeginsWithItsScope() {
        let shared: Set = ["registry.region"]
        for file in Repository.migrations {
            for statement in statements(of: file) {
                guard let table = statement.firstMatch(of: /^create table ([a-z]+\.[a-z_]+)/),
                    !shared.contains(String(table.1))
                else { continue }
                #expect(
                    statement.contains(/primary key \(scope_id[,)]/), "\(file.name): \(table.1)")
            }
        }
    }

    /// Statements without comments and function bodies, blanks made single.
    private func statements(of file: Repository.File) -> [String] {
        var text = file.lines
            .map { $0.split(separator: "--", omittingEmptySubsequences: false)[0] }
            .joined(separator: " ")
        text = text.split(separator: "$$", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: " ")
        return text.split(separator: ";").map { statement in
            statement.split(separator: " ").joined(separator: " ")
        }
    }

    /// Its first line is what is said when it returns a row.
    @Test func everyCheckSaysWhatIsWrong() {
        for file in Repository.checks {
            let first = String(file.lines.first ?? "")
            #expect(first.hasPrefix("-- ") && first.hasChinese, "\(file.path): \(first)")
            #expect(!file.text.contains(";"), "\(file.path) is one query without a semicolon")
            #expect(file.name.wholeMatch(of: /[a-z]+(-[a-z]+)+\.sql/) != nil, "\(file.path)")
        }
        #expect(!Repository.checks.isEmpty)
    }

    /// Where SQL may stand besides the stores.
    private static let alsoSQL: Set = [
        "Sources/Access/VerifyAudit.swift", "Sources/Application/DatabaseHealth.swift",
        "Sources/Application/Installation.swift", "Sources/Application/Migrator.swift",
        "Sources/Application/RunChecks.swift",
    ]

    @Test func sqlStandsInStores() throws {
        let knows: Set = ["Postgres", "SQLCatalog", "EmbedTool", "Bench"]
        let statement = try NSRegularExpression(
            pattern: #"(^|")\s*(select |insert into |update [a-z_]+\.|delete from |truncate |"#
                + #"create (temporary )?table |with (recursive )?[a-z_]+ (\(.*\) )?as \(|copy [a-z])"#
        )
        for file in Repository.sources
        where !knows.contains(file.target) && !file.name.hasSuffix("Store.swift")
            && !Self.alsoSQL.contains(file.path)
        {
            for (index, line) in file.lines.enumerated() {
                let text = String(line)
                let isComment = text.drop { $0 == " " }.hasPrefix("//")
                let range = NSRange(text.startIndex..., in: text)
                let found = statement.firstMatch(in: text, range: range) != nil
                #expect(isComment || !found, "\(file.path):\(index + 1) \(text)")
            }
        }
    }
}
