import Postgres
import Testing

@Suite struct SettingsTests {
    @Test func passwordsAreNeverShown() throws {
        let settings = [
            try ConnectionSettings(url: "postgresql://amy:s3cret@db.example:5433/linli"),
            try ConnectionSettings(url: "host=h user=amy password=s3cret options='-c x=s3cret'"),
            ConnectionSettings(keywords: ["dbname": "postgresql://amy:s3cret@h/d"]),
            ConnectionSettings(keywords: ["dbname": "password=s3cret"]),
        ]
        for setting in settings {
            var dumped = ""
            dump(setting, to: &dumped)
            for text in ["\(setting)", String(reflecting: setting), dumped, "\([setting])"] {
                #expect(!text.contains("s3cret"), "\(text)")
            }
        }
        #expect(settings[0].description.contains("db.example"))
        #expect(settings[0].keywords["password"] == "s3cret")
        let error = #expect(throws: PostgresError.self) {
            try ConnectionSettings(url: "postgresql://amy:s3cret%zz@h/d")
        }
        #expect(!String(reflecting: error).contains("s3cret"))
    }

    @Test func sessionSettingsReachTheServer() async throws {
        let options = Database.Options.with {
            $0.applicationName = "邻里 test"
            $0.sessionSettings = ["TimeZone": "Asia/Shanghai", "app.words": "a b\\c 'd'"]
            $0.statementTimeout = .seconds(3)
            $0.lockTimeout = .milliseconds(1_500)
        }
        try await withDatabase(options) { database in
            let query: Query = """
                select current_setting('TimeZone'), current_setting('app.words'),
                    current_setting('statement_timeout'), current_setting('lock_timeout'),
                    current_setting('client_encoding')
                """
            let read = try #require(try await database.query(query).first)
                .decode(String.self, String.self, String.self, String.self, String.self)
            #expect(read == ("Asia/Shanghai", "a b\\c 'd'", "3s", "0", "UTF8"))
            let written = try await database.withConnection { connection in
                try #require(try await connection.query(query).first)
                    .decode(String.self, String.self, String.self, String.self, String.self)
            }
            #expect(written == ("Asia/Shanghai", "a b\\c 'd'", "0", "1500ms", "UTF8"))
        }
    }

    @Test func errorsAreOneSentenceWithoutValues() async throws {
        try await withDatabase { database in
            let error = try await refusal {
                _ = try await database.query("select \("no-number")::int8")
            }
            let words = "\(try #require(error))"
            #expect(words == "The database refused the statement (SQLSTATE 22P02).")
            let all = String(reflecting: try #require(error))
            for part in ["22P02", "select $1::int8", "SettingsTests.swift:"] {
                #expect(all.contains(part))
            }
        }
    }

    @Test func tooManyValuesAreRefusedBeforeTheyHarmAnybody() async throws {
        try await withDatabase { database in
            var text = Query.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
            text.appendLiteral("select ")
            for number in 0..<65_536 {
                text.appendInterpolation(number)
                text.appendLiteral(",")
            }
            let query = Query(stringInterpolation: text)
            let error = try await refusal { try await database.query(query) }
            #expect(error?.kind == .misuse)
        }
    }
}
