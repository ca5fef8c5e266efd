import Hummingbird
import Secrets

/// The stylesheet, the icon and robots.txt, out of the executable.
struct Assets {
    private struct Asset: Sendable {
        let body: ByteBuffer
        let mediaType: String
        /// The first half of its SHA-256: as long as needed to tell two versions apart.
        let version: String
    }

    /// The stylesheet's address changes with its content, so browsers may keep it for ever.
    static let stylesheetPath = "/style.css?v=\(version(of: text("style.css")))"

    static func add(to site: inout Site) {
        add("style.css", "text/css; charset=utf-8", to: &site)
        add("favicon.svg", "image/svg+xml", to: &site)
        add("robots.txt", "text/plain; charset=utf-8", to: &site)
    }

    private static func add(_ name: String, _ mediaType: String, to site: inout Site) {
        let text = text(name)
        let asset = Asset(
            body: ByteBuffer(string: text), mediaType: mediaType, version: version(of: text))
        site.get("/\(name)", for: .anybody) { request, _ in answer(asset, to: request) }
    }

    private static func answer(_ asset: Asset, to request: Request) -> Response {
        let tag = "\"\(asset.version)\""
        let isPinned = request.uri.query == "v=\(asset.version)"
        let headers: HTTPFields = [
            .contentType: asset.mediaType, .eTag: tag,
            .cacheControl: isPinned ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        let known = request.headers[.ifNoneMatch] ?? ""
        guard known != "*", !known.contains(tag) else {
            return Response(status: .notModified, headers: headers)
        }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.body))
    }

    private static func text(_ name: String) -> String {
        EmbeddedFiles.files.first { $0.path == name }?.text ?? ""
    }

    private static func version(of text: String) -> String {
        Hex.encode(Digest.sha256(text).prefix(16))
    }
}
