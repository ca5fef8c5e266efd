import Access
import Foundation
import TestSupport
import Testing

@testable import Web

@Suite struct UploadTests {
    static let type = ["Content-Type": "multipart/form-data; boundary=XyZ"]

    static func body(_ parts: [(head: String, content: [UInt8])], ending: String = "--\r\n")
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        for part in parts {
            bytes += Array("--XyZ\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8)
            bytes += part.content + Array("\r\n".utf8)
        }
        return bytes + Array("--XyZ\(ending)".utf8)
    }

    static func field(_ name: String, _ value: String) -> (head: String, content: [UInt8]) {
        ("name=\"\(name)\"", Array(value.utf8))
    }

    static func file(_ content: [UInt8], name: String = "登记册.csv") -> (
        head: String, content: [UInt8]
    ) {
        ("name=\"file\"; filename=\"\(name)\"\r\nContent-Type: text/csv", content)
    }

    static func send(_ body: [UInt8], _ server: TestServer) async throws -> Answer {
        try await server.client.send(
            "POST", "/t/import", Staff.cookie(.propertyClerk).merging(type) { $1 }, body: body)
    }

    @Test func aFileArrivesAndIsGoneAfterwards() async throws {
        try await DeskShellTests.withDesk { server in
            let token = Staff.csrf("propertyClerk")
            let answer = try await UploadTests.send(
                UploadTests.body([
                    UploadTests.field("_csrf", token), UploadTests.field("kind", "户"),
                    UploadTests.file(Array("1,2\r\n--Xy\r\n".utf8), name: "C:\\册\\甲.csv"),
                ]), server)
            #expect(answer.status == 200)
            #expect(answer.text.contains("<h1>甲.csv</h1>"))
            #expect(answer.text.contains("1,2\r\n--Xy\r\n|/"))
            #expect(answer.text.contains("|户"))
            let path = answer.text.split(separator: "|")[1]
            #expect(!FileManager.default.fileExists(atPath: String(path)))
            let folder = URL(fileURLWithPath: String(path)).deletingLastPathComponent().path
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test func whatIsNoUploadOfOursIsRefused() async throws {
        try await DeskShellTests.withDesk { server in
            let token = UploadTests.field("_csrf", Staff.csrf("propertyClerk"))
            let whole = UploadTests.body([token, UploadTests.file([65])])
            let cases: [([UInt8], Int)] = [
                (whole, 200),
                (UploadTests.body([UploadTests.file([65])]), 403),
                (Array(whole.dropLast(4)), 400),
                (UploadTests.body([token], ending: "x"), 400),
                (UploadTests.body([token, ("nothing", [65])]), 400),
                (UploadTests.body([token, ("name=\"a\"", [0])]), 400),
                (UploadTests.body([token, ("name=\"a\"", [0xFF])]), 400),
                (
                    UploadTests.body([
                        token, ("name=\"\(String(repeating: "a", count: 3_000))\"", []),
                    ]), 400
                ),
                (
                    UploadTests.body(
                        [token]
                            + (0..<WebLimits.uploadParts).map { UploadTests.field("f\($0)", "") }
                    ), 400
                ),
                (
                    UploadTests.body([
                        token, ("name=\"a\"", [UInt8](repeating: 65, count: WebLimits.body + 1)),
                    ]), 413
                ),
                ([], 400),
            ]
            for (number, (body, status)) in cases.enumerated() {
                let answer = try await UploadTests.send(body, server)
                #expect(answer.status == status, "case \(number)")
            }
            let form = try await DeskShellTests.post(server, .propertyClerk, path: "/t/import")
            #expect(form.status == 415)
        }
    }

    @Test func aFileHasItsLimit() async throws {
        try await DeskShellTests.withDesk { server in
            let token = UploadTests.field("_csrf", Staff.csrf("propertyClerk"))
            let answer = try await UploadTests.send(
                UploadTests.body([
                    token, UploadTests.file([UInt8](repeating: 65, count: WebLimits.upload + 1)),
                ]), server)
            #expect(answer.status == 413 && answer.text.contains("20 MB"))
            let announced = try await server.client.send(
                "POST", "/t/import",
                Staff.cookie(.propertyClerk).merging(UploadTests.type) { $1 }.merging([
                    "Content-Length": "30000000"
                ]) { $1 }, body: [65])
            #expect(announced.status == 413)
        }
    }

    // MARK: The reader by itself

    /// All events, with data joined, when the body comes in pieces of so many bytes.
    static func events(_ body: [UInt8], piece: Int) throws -> [MultipartReader.Event] {
        var reader = try #require(
            MultipartReader(contentType: "multipart/form-data; boundary=XyZ"))
        var events: [MultipartReader.Event] = []
        var rest = body[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let event = try reader.next() {
                if case .data(let more) = event, case .data(let known) = events.last {
                    events[events.count - 1] = .data(known + more)
                } else {
                    events.append(event)
                }
            }
        }
        return events
    }

    @Test(arguments: [1, 2, 3, 7, 64, 100_000])
    func piecesOfAnySizeGiveTheSame(piece: Int) throws {
        let content = Array("\r\n--XyY\r\n--Xy\r\r\n-".utf8) + [0, 0xFF]
        let body = UploadTests.body([UploadTests.field("a", ""), UploadTests.file(content)])
        #expect(
            try UploadTests.events(body, piece: piece) == [
                .part(name: "a", fileName: nil), .partEnd,
                .part(name: "file", fileName: "登记册.csv"), .data(content), .partEnd, .end,
            ])
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"),
        ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", "a b"),
        ("multipart/form-data; boundary=", ""), ("multipart/form-data", nil),
        ("multipart/form-data; boundary=\"abc", nil),
    ])
    func theBoundaryIsFound(_ type: String, _ expected: String?) {
        #expect(MultipartReader.parameter("boundary", of: type) == expected)
    }
}
