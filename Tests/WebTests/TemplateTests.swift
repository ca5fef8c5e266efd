import Mustache
import Testing

@testable import Web

/// A key that a template misspells renders as nothing, silently. So every tag of every template is
/// looked up here, in values made of the page's own view with everything filled in.
@Suite struct TemplateTests {
    @Test func everyTemplateCanBeRead() throws {
        _ = try Templates()
        #expect(Set(TemplateTests.sources.keys) == Set(TemplateTests.views.keys).union(["layout"]))
    }

    @Test(arguments: ["error", "resident/enter", "resident/me"])
    func everyKeyOfATemplateIsFilled(_ name: String) throws {
        let view = try #require(TemplateTests.views[name])
        let source = try #require(TemplateTests.sources[name])
        let root: [String: Any] = ["view": view, "stylesheet": Assets.stylesheetPath]
        var stack: [Any] = [root]
        var sections: [String] = []
        var looked = 0
        for tag in TemplateTests.tags(of: source) {
            let key = String(tag.dropFirst())
            switch tag.first {
            case "!", "<", "$", ">": continue
            case "/":
                if sections.last == key {
                    sections.removeLast()
                    stack.removeLast()
                }
            case "#", "^":
                looked += 1
                let found = TemplateTests.find(key, in: stack)
                #expect(found != nil, "\(name): {{\(tag)}}")
                sections.append(key)
                stack.append(TemplateTests.inside(found ?? ()))
            default:
                looked += 1
                #expect(TemplateTests.find(tag, in: stack) != nil, "\(name): {{\(tag)}}")
            }
        }
        #expect(sections.isEmpty)
        #expect(looked >= 2)
    }

    @Test func aMisspeltKeyWouldBeFound() {
        #expect(TemplateTests.find("view.titel", in: [["view": TemplateTests.error]]) == nil)
        #expect(TemplateTests.find("view.title", in: [["view": TemplateTests.error]]) != nil)
    }

    // MARK: Views with everything in them

    private static let error = ErrorView(title: "没有这个页面", sentence: "请核对网址。")

    private static let views: [String: any Sendable] = [
        "error": error,
        "resident/enter": EnterView(
            isKnown: true, failure: "不相符", compound: "文宴雅居", room: "1-1-101", remember: true),
        "resident/me": ResidentView(
            Samples.status(
                (0..<14).flatMap(lines),
                [Samples.payment(1, "2022-01-02", 100, refunded: 1, reversed: "2022-01-03")],
                opening: 300, credit: 500), on: Samples.day("2022-01-08"), year: nil),
    ]

    private static func lines(_ month: Int) -> [Samples.Line] {
        let text = Samples.month("2020-12").adding(months: month).description
        return [
            Samples.line(text, Samples.propertyFee, settled: 2_000, waived: 1_000),
            Samples.line(text, Samples.parkingElsewhere),
        ]
    }

    private static let sources = Dictionary(
        uniqueKeysWithValues: EmbeddedFiles.files.filter { $0.path.hasSuffix(".mustache") }.map {
            (String($0.path.dropLast(".mustache".count)), $0.text)
        })

    // MARK: Looking up as Mustache does

    private static func tags(of source: String) -> [String] {
        source.split(separator: "{{").dropFirst().map { String($0.prefix { $0 != "}" }) }
    }

    private static func find(_ key: String, in stack: [Any]) -> Any? {
        if key == "." { return stack.last }
        let path = key.split(separator: ".").map(String.init)
        for object in stack.reversed() {
            guard var found = child(path[0], of: object) else { continue }
            for name in path.dropFirst() {
                guard let next = child(name, of: found) else { return nil }
                found = next
            }
            return found
        }
        return nil
    }

    private static func child(_ name: String, of object: Any) -> Any? {
        if let dictionary = object as? [String: Any] { return dictionary[name] }
        if let list = object as? Elements {
            return list.all.lazy.compactMap { child(name, of: $0) }.first
        }
        guard let value = Mirror(reflecting: object).children.first(where: { $0.label == name })
        else { return nil }
        let mirror = Mirror(reflecting: value.value)
        guard mirror.displayStyle == .optional else { return value.value }
        return mirror.children.first.map(\.value)
    }

    /// A list that was stepped into: what any of its elements has counts as there.
    private struct Elements {
        let all: [Any]
    }

    private static func inside(_ value: Any) -> Any {
        (value as? [Any]).map { Elements(all: $0) } ?? value
    }
}
