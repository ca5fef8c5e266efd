import Hummingbird
import Mustache

/// Every template of the folder Templates, read once when the server starts.
struct Templates: Sendable {
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private let library: MustacheLibrary

    /// - Throws: `Broken`, naming the template.
    init() throws {
        var library = MustacheLibrary()
        for file in EmbeddedFiles.files where file.path.hasSuffix(".mustache") {
            let name = String(file.path.dropLast(".mustache".count))
            do {
                try library.register(file.text, named: name)
            } catch {
                throw Broken(description: "template \(name): \(error)")
            }
        }
        self.library = library
    }

    /// - Throws: `Broken` where there is no template of that name: a slip of ours.
    func text(_ name: String, _ view: some Sendable, desk: DeskView? = nil) throws -> String {
        let framed = Framed(view: view, desk: desk)
        guard let text = library.render(framed, withTemplate: name) else {
            throw Broken(description: "template \(name) is missing")
        }
        return text
    }

    /// - Parameter desk: what the layout of the desk shows; nil for other layouts.
    func page(
        _ name: String, _ view: some Sendable, desk: DeskView? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: try text(name, view, desk: desk))))
    }

    /// A page's own values, and those that the layout around every page needs.
    private struct Framed<View>: MustacheParent {
        let view: View
        let desk: DeskView?

        func child(named name: String) -> Any? {
            switch name {
            case "stylesheet": Assets.stylesheetPath
            case "view": view
            case "desk": desk
            case "csrf": desk?.csrf
            default: nil
            }
        }
    }
}
