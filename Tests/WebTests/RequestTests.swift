import Hummingbird
import TestSupport
import Testing

@testable import Web

/// What is known of one request, and how long it may take.
@Suite struct RequestTests {
    @Test func everyAnswerHasANumberThatIsInTheLog() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let first = try #require(try await server.client.get("/")["x-request-id"])
                let second = try #require(try await server.client.get("/nowhere")["x-request-id"])
                #expect(first != second)
                #expect(server.log.text.contains(first) && server.log.text.contains(second))
                // nobody but a proxy of ours gives numbers
                let own = try await server.client.get("/", ["X-Request-Id": "abcdefgh-1234"])
                #expect(own["x-request-id"] != "abcdefgh-1234")
            }
        }
    }

    @Test func aProxysNumberIsKept() async throws {
        try await withDatabase { database in
            try await withServer(database, trustsProxy: true) { server in
                let answer = try await server.client.get("/me", ["X-Request-Id": "abcdefgh-1234"])
                #expect(answer["x-request-id"] == "abcdefgh-1234")
                #expect(server.log.text.contains("abcdefgh-1234"))
                let bad = try await server.client.get("/me", ["X-Request-Id": "王芳 13800000000"])
                #expect(bad["x-request-id"]?.contains("1380") == false)
                #expect(!server.log.text.contains("13800000000"))
            }
        }
    }

    @Test(arguments: [
        ("abcdefg", false), ("abcdefgh", true), (String(repeating: "a", count: 64), true),
        (String(repeating: "a", count: 65), false), ("0123-ABC-xyz", true), ("abcdefgh\"", false),
        ("abcdefg h", false), ("abcdefgh\u{202E}", false), ("", false),
    ])
    func whichNumbersAreTaken(_ text: String, isTaken: Bool) {
        #expect(RequestIDs.isPlain(text) == isTaken)
    }

    /// Work that takes too long is given up, and says so.
    @Test func longWorkIsGivenUp() async throws {
        await #expect(throws: WebError.tooSlow) {
            try await Deadline.run(seconds: 1, orElse: WebError.tooSlow) {
                try await Task.sleep(for: .seconds(60))
            }
        }
        #expect(WebError.tooSlow.status == .serviceUnavailable)
        #expect(DeskShell.Body.form.seconds(of: .get) == WebLimits.pageSeconds)
        #expect(DeskShell.Body.form.seconds(of: .post) == WebLimits.formSeconds)
        #expect(DeskShell.Body.files.seconds(of: .post) == WebLimits.uploadFormSeconds)
    }

    @Test func readyIsADatabaseOfThisVersion() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let well = try await server.client.get("/readyz")
                #expect(well.status == 200 && well.text == "ok")
                try await asSuperuser(database) { connection in
                    try await connection.execute(
                        """
                        insert into linli.migration (number, name, checksum)
                        select max(number) + 1, 'later', 'x' from linli.migration
                        """)
                }
                let newer = try await server.client.get("/readyz")
                #expect(newer.status == 503 && newer.text == "database of another version")
                #expect(newer["retry-after"] == "5")
                #expect(try await server.client.get("/healthz").status == 200)
            }
        }
    }
}
