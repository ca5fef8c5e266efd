import Mustache
import Testing

@testable import Web

/// A key that a template misspells renders as nothing, silently. So every tag of every template is
/// looked up here, in values made of the page's own view with everything filled in.
@Suite struct TemplateTests {
    @Test func everyTemplateCanBeRead() throws {
        _ = try Templates()
        let pages = TemplateTests.sources.keys.filter { !TemplateTests.isPart($0) }
        #expect(Set(pages) == Set(TemplateSamples.views.keys))
    }

    @Test(arguments: Array(TemplateSamples.views.keys).sorted())
    func everyKeyOfATemplateIsFilled(_ name: String) throws {
        let view = try #require(TemplateSamples.views[name])
        let source = TemplateTests.inlined(try #require(TemplateTests.sources[name]))
        let root: [String: Any] = [
            "view": view, "stylesheet": Assets.stylesheetPath, "desk": TemplateSamples.desk,
            "csrf": TemplateSamples.desk.csrf,
        ]
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
        #expect(TemplateTests.find("view.titel", in: [["view": TemplateSamples.error]]) == nil)
        #expect(TemplateTests.find("view.title", in: [["view": TemplateSamples.error]]) != nil)
    }

    // MARK: The sources

    /// Layouts and parts are looked at inside the pages that they are parts of.
    private static func isPart(_ name: String) -> Bool {
        name.hasPrefix("parts/") || !name.contains("/") && name != "error"
    }

    /// A template with its parts and its layout in place.
    private static func inlined(_ source: String) -> String {
        var text = source
        for sign in ["<", ">"] {
            for (name, part) in sources where isPart(name) {
                text = text.replacing("{{\(sign)\(name)}}", with: part)
            }
        }
        return text
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
        // a leading dot looks nowhere but at the innermost
        for object in key.hasPrefix(".") ? stack.suffix(1) : stack.reversed() {
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
