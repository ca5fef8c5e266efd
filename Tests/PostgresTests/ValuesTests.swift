import Postgres
import Testing

@Suite struct ValuesTests {
    /// Sends a value, has the server say what type it has, and reads it back.
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value], type: String, _ database: Database,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        for value in values {
            let row = try #require(
                try await database.query("select \(value), pg_typeof(\(value))::text").first)
            let (back, name) = try row.decode(Value.self, String.self)
            #expect(back == value, sourceLocation: location)
            #expect(name == type, sourceLocation: location)
            // The same through the leased lane, and null.
            let null = try await database.withConnection { connection in
                try await connection.query("select \(Optional<Value>.none)").first?
                    .decode(Value?.self)
            }
            #expect(null == .some(.none), sourceLocation: location)
        }
    }

    @Test func everyTypeRoundTrips() async throws {
        try await withDatabase { database in
            try await roundTrip([true, false], type: "boolean", database)
            try await roundTrip([Int64.min, -1, 0, 1, .max], type: "bigint", database)
            try await roundTrip([Int.min, 0, .max], type: "bigint", database)
            try await roundTrip([Int32.min, 0, .max], type: "integer", database)
            try await roundTrip([Int16.min, 0, .max], type: "smallint", database)
            try await roundTrip(
                [0, -0.5, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
                type: "double precision", database)
            try await roundTrip(
                ["", "a'b\"c\\$1", "邻里物业管理条例 𠮷 é\u{301}", "null"], type: "text", database)
            try await roundTrip(
                [[], [0, 255, 92, 39], Array(0...255)] as [[UInt8]], type: "bytea", database)
        }
    }

    @Test func datesRoundTripAndMeanTheSameDay() async throws {
        try await withDatabase { database in
            let days: [Int32] = [-719_162, -25_567, -1, 0, 10_956, 10_957, 20_000, 2_932_896]
            try await roundTrip(
                days.map { PostgresDate(daysSinceEpoch: $0) } + [.infinity, .minusInfinity],
                type: "date", database)
            try await roundTrip(
                [-62_135_596_800_000_000, -1, 0, 1, 1_700_000_000_123_456].map {
                    PostgresTimestamp(microseconds: $0)
                } + [.infinity, .minusInfinity], type: "timestamp with time zone", database)
            let row = try #require(
                try await database.query(
                    """
                    select date '1969-12-31', date '1900-01-01', date '2024-02-29',
                        timestamptz '1969-12-31 23:59:59.999999+00',
                        \(PostgresDate(daysSinceEpoch: -1))::text
                    """
                ).first)
            let (before, old, leap, moment, text) = try row.decode(
                PostgresDate.self, PostgresDate.self, PostgresDate.self, PostgresTimestamp.self,
                String.self)
            #expect(before.daysSinceEpoch == -1)
            #expect(old.daysSinceEpoch == -25_567)
            #expect(leap.daysSinceEpoch == 19_782)
            #expect(moment.microseconds == -1)
            #expect(text == "1969-12-31")
            // Beyond the server's calendar: refused there, never wrapped around here.
            let error = try await refusal {
                _ = try await database.query("select \(PostgresDate(daysSinceEpoch: .min + 9))")
            }
            #expect(error?.kind == .server)
        }
    }

    @Test func arraysRoundTripWithNulls() async throws {
        try await withDatabase { database in
            try await roundTrip([[], [1], [.min, .max]] as [[Int64]], type: "bigint[]", database)
            try await roundTrip([[1, nil, 3], [nil]] as [[Int?]], type: "bigint[]", database)
            try await roundTrip([[1, 2]] as [[Int32]], type: "integer[]", database)
            try await roundTrip([[1, 2]] as [[Int16]], type: "smallint[]", database)
            try await roundTrip([["", "居委会", "{a,\"b}"]], type: "text[]", database)
            try await roundTrip([["a", nil]] as [[String?]], type: "text[]", database)
            try await roundTrip([[true, false]], type: "boolean[]", database)
            try await roundTrip([[0.5]], type: "double precision[]", database)
            try await roundTrip(
                [[[1, 2], []], []] as [[[UInt8]]], type: "bytea[]", database)
            try await roundTrip(
                [[[0, 0, 0, 1], nil]] as [[[UInt8]?]], type: "bytea[]", database)
            try await roundTrip([[PostgresDate(daysSinceEpoch: -9)]], type: "date[]", database)
            try await roundTrip(
                [[PostgresTimestamp(microseconds: 5)]], type: "timestamp with time zone[]",
                database)
        }
    }

    @Test func aMegabyteOfTextComesBackWhole() async throws {
        try await withDatabase { database in
            let text = String(repeating: "业主大会表决", count: 60_000)
            let rows = try await database.query("select \(text), octet_length(\(text))")
            let (back, length) = try #require(rows.first).decode(String.self, Int.self)
            #expect(back == text)
            #expect(length == text.utf8.count)
            let results = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await database.query("select \(text)").first }
                }
                return try await group.reduce(into: 0) { count, row in
                    count += try row?.decode(String.self) == text ? 1 : 0
                }
            }
            #expect(results == 20)
        }
    }

    @Test func otherTypesAreReadWhereTheyFit() async throws {
        try await withDatabase { database in
            let rows = try await database.query(
                """
                select 1::int2, 2::int4, 'x'::varchar, 'y'::name, 'z '::bpchar, '{"a":1}'::json,
                    '{"a": 1}'::jsonb, 'u', 1.5::float4
                """)
            let row = try #require(rows.first)
            let (small, int, varchar, name, padded, json, jsonb, literal, float) = try row.decode(
                Int.self, Int64.self, String.self, String.self, String.self, String.self,
                String.self, String.self, Double.self)
            #expect((small, int, varchar, name) == (1, 2, "x", "y"))
            #expect((padded, json, jsonb) == ("z ", "{\"a\":1}", "{\"a\": 1}"))
            #expect((literal, float) == ("u", 1.5))
        }
    }

    @Test func typedIDsAndEnumsOfTheServer() async throws {
        try await withDatabase { database in
            try await database.withRollback { connection in
                try await connection.execute("create type pg_temp.mood as enum ('好', 'sad')")
                let rows = try await connection.query(
                    "select \("好")::pg_temp.mood, \(HouseholdID(rawValue: 7)), \(Kind.shop)")
                let (mood, id, kind) = try #require(rows.first).decode(
                    String.self, HouseholdID.self, Kind.self)
                #expect(mood == "好")
                #expect(id.rawValue == 7)
                #expect(kind == .shop)
            }
        }
    }

    @Test func whatDoesNotFitSaysWhere() async throws {
        try await withDatabase { database in
            let rows = try await database.query(
                "select 1::int8 as id, null::text as name, 1.5::numeric as fee")
            let row = try #require(rows.first)
            let tries: [(String, () throws -> Void)] = [
                ("column 1 (id)", { _ = try row.decode(String.self, String?.self, String.self) }),
                ("null cannot", { _ = try row.decode(Int.self, String.self, Int.self) }),
                ("cast it", { _ = try row.decode(Int.self, String?.self, Int64.self) }),
                ("3 columns, 1", { _ = try row.decode(Int.self) }),
                ("no column nam", { _ = try row.get("nam", as: String.self) }),
                ("(name)", { _ = try row.get("name", as: String.self) }),
            ]
            for (words, body) in tries {
                let error = #expect(throws: PostgresError.self, performing: body)
                #expect(error?.kind == .decoding)
                #expect(error.map { String(reflecting: $0).contains(words) } == true, "\(words)")
                #expect(error?.query?.contains("as fee") == true)
            }
            #expect(try row.get("id", as: Int.self) == 1)
            #expect(try row.get("name", as: String?.self) == nil)
            #expect(rows.columns == ["id", "name", "fee"])
        }
    }

    @Test func interpolationBindsAndOnlyUnescapedIsRaw() {
        let injection = "'; drop table x; --"
        let query: Query = "select \(unescaped: "a") from t where b = \(injection) and c = \(3)"
        #expect(query.text == "select a from t where b = $1 and c = $2")
        #expect(query.parameters.map(\.type) == [25, 20])
        #expect(query.parameters[0].bytes == Array(injection.utf8))
        let null: Query = "select \(String?.none)"
        #expect(null.parameters[0].bytes == nil)
    }
}

struct HouseholdID: RawRepresentable, PostgresEncodable, PostgresDecodable {
    let rawValue: Int64
}

enum Kind: String, PostgresEncodable, PostgresDecodable {
    case dwelling, shop
}
