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
        let source = TemplateTests.framed(try #require(TemplateTests.sources[name]))
        walk(name, source, [TemplateTests.root(view)], atLeast: 2)
    }

    /// Parts are looked at by themselves, on what pages give them.
    @Test(arguments: Array(TemplateSamples.parts.keys).sorted())
    func everyKeyOfAPartIsFilled(_ name: String) throws {
        let view = try #require(TemplateSamples.parts[name])
        let source = try #require(TemplateTests.sources[name])
        walk(name, source, [TemplateTests.root(view), TemplateTests.inside(view)], atLeast: 1)
    }

    @Test func everyPartHasASample() {
        let parts = TemplateTests.sources.keys.filter { $0.hasPrefix("parts/") }
        // the mark is a drawing
        #expect(Set(parts).subtracting(["parts/mark"]) == Set(TemplateSamples.parts.keys))
    }

    private static func root(_ view: any Sendable) -> [String: Any] {
        [
            "view": inside(view), "stylesheet": Assets.stylesheetPath,
            "desk": TemplateSamples.desk, "csrf": TemplateSamples.desk.csrf,
        ]
    }

    private func walk(_ name: String, _ source: String, _ start: [Any], atLeast least: Int) {
        var stack = start
        var sections: [String] = []
        var looked = 0
        for tag in TemplateTests.tags(of: source) {
            let key = String(tag.dropFirst())
            switch tag.first {
            case "!", "<", "$": continue
            // not escaped: what is made of marks already, such as a picture
            case "&":
                looked += 1
                #expect(TemplateTests.find(key, in: stack) != nil, "\(name): {{\(tag)}}")
            case ">": #expect(TemplateTests.sources[key] != nil, "\(name): {{\(tag)}}")
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
                // yes and no only show or hide: one stands where one stood
                let top = TemplateTests.isAnswer(found) ? stack.last : found
                stack.append(TemplateTests.inside(top ?? ()))
            default:
                looked += 1
                #expect(TemplateTests.find(tag, in: stack) != nil, "\(name): {{\(tag)}}")
            }
        }
        #expect(sections.isEmpty, "\(name)")
        #expect(looked >= least, "\(name)")
    }

    @Test func aMisspeltKeyWouldBeFound() {
        #expect(TemplateTests.find("view.titel", in: [["view": TemplateSamples.error]]) == nil)
        #expect(TemplateTests.find("view.title", in: [["view": TemplateSamples.error]]) != nil)
    }

    // MARK: The sources

    /// Layouts are looked at inside the pages that they are around.
    private static func isPart(_ name: String) -> Bool {
        name.hasPrefix("parts/") || !name.contains("/") && name != "error"
    }

    /// A template with its layout around it.
    private static func framed(_ source: String) -> String {
        sources.reduce(source) { text, layout in
            text.replacing("{{<\(layout.key)}}", with: layout.value)
        }
    }

    private static let sources = Dictionary(
        uniqueKeysWithValues: EmbeddedFiles.files.filter { $0.path.hasSuffix(".mustache") }.map {
            (String($0.path.dropLast(".mustache".count)), $0.text)
        })

    // MARK: Looking up as Mustache does

    private static func tags(of source: String) -> [String] {
        source.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().map {
            String($0.prefix { $0 != "}" })
        }
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
            let found = list.all.compactMap { child(name, of: $0) }
                .flatMap { ($0 as? [Any]) ?? [$0] }
            return found.isEmpty ? nil : Elements(all: found)
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

    private static func isAnswer(_ found: Any?) -> Bool {
        found is Bool || (found as? Elements)?.all.first is Bool
    }

    private static func inside(_ value: Any) -> Any {
        (value as? [Any]).map { Elements(all: $0) } ?? value
    }
}
