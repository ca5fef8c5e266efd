import Core
import TestSupport
import Testing

@testable import Web

/// The description of the interface: what it names is there, once, and refers to what it has.
@Suite struct OpenAPITests {
    private var document: JSON { OpenAPIDocument(routes: API.operations).json }

    @Test func isServedToAnybody() async throws {
        try await withDatabase { database in
            try await withServer(database) { server in
                let answer = try await server.client.get("/api/v1/openapi.json")
                #expect(answer.status == 200)
                #expect(answer["content-type"] == "application/json")
                let served = try JSON(parsing: answer.body)
                #expect(served["openapi"] == "3.1.0")
                #expect(served["paths"]?["/api/v1/fees"] != nil)
                for route in API.operations {
                    let operation = served["paths"]?[route.path]?[
                        route.method.rawValue.lowercased()]
                    #expect(operation != nil, "\(route.method) \(route.path)")
                }
            }
        }
    }

    @Test func operationsHaveNamesOfTheirOwn() throws {
        guard case .object(let paths) = try #require(document["paths"]) else { return }
        var names: [String] = []
        for (_, item) in paths {
            guard case .object(let operations) = item else { continue }
            names += operations.compactMap { $0.value["operationId"]?.string }
        }
        #expect(names.count == API.operations.count)
        #expect(Set(names).count == names.count)
    }

    @Test func everyReferenceLeadsSomewhere() {
        var references: Set<String> = []
        func walk(_ value: JSON) {
            switch value {
            case .object(let members):
                if let reference = value["$ref"]?.string { references.insert(reference) }
                for member in members { walk(member.value) }
            case .array(let values): values.forEach(walk)
            default: break
            }
        }
        walk(document)
        #expect(references.count > 20)
        for reference in references {
            let found = reference.split(separator: "/").dropFirst().reduce(document) {
                value, name in
                value?[String(name)]
            }
            #expect(found != nil, "\(reference)")
        }
    }

    /// One name is one schema: two rooms that chose the same would hide one of theirs.
    @Test func aNameStandsForOneSchema() {
        var known: [String: String] = [:]
        func walk(_ schema: Schema) {
            switch schema {
            case .named(let name, let inner):
                let text = inner.document.text
                #expect(known[name] == nil || known[name] == text, "\(name)")
                known[name] = text
                walk(inner)
            case .list(let inner, _), .nullable(let inner): walk(inner)
            case .object(let members): for member in members { walk(member.schema) }
            default: break
            }
        }
        for route in API.operations {
            walk(route.answer)
            for member in route.body + route.query { walk(member.schema) }
        }
        #expect(known.count > 15)
    }
}

@Suite struct SchemaTests {
    private static let schema = Schema.object([
        .required("day", .date), .optional("many", .list(.integer(1...3), atMost: 2)),
        .optional("maybe", .nullable(.flag)), .optional("kind", .word(["a", "b"])),
    ])

    @Test(
        arguments: [
            (#"{"day":"2021-11-08"}"#, nil), (#"{"day":"2020-02-29","maybe":null}"#, nil),
            (#"{"day":"2021-11-08","many":[1,3],"kind":"b","maybe":false}"#, nil),
            (#"{}"#, "/day"), (#"{"day":null}"#, "/day"), (#"{"day":"2021-02-29"}"#, "/day"),
            (#"{"day":"1899-12-31"}"#, "/day"), (#"{"day":"2021-11-8"}"#, "/day"),
            (#"{"day":"2021-11-08","many":[0]}"#, "/many/0"),
            (#"{"day":"2021-11-08","many":[1,4]}"#, "/many/1"),
            (#"{"day":"2021-11-08","many":[1,1,1]}"#, "/many"),
            (#"{"day":"2021-11-08","many":null}"#, "/many"),
            (#"{"day":"2021-11-08","kind":"c"}"#, "/kind"),
            (#"{"day":"2021-11-08","maybe":0}"#, "/maybe"), (#"{"day":"2021-11-08","~":0}"#, "/~0"),
        ] as [(String, String?)])
    func findsTheFirstFault(text: String, pointer: String?) throws {
        let value = try JSON(parsing: Array(text.utf8))
        do {
            try SchemaTests.schema.check(value)
            #expect(pointer == nil, "\(text)")
        } catch let fault {
            #expect(fault.pointer == pointer, "\(text)")
        }
    }
}
