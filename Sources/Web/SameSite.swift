import Hummingbird

/// Whether a form was sent from a page of our own.
///
/// Browsers say where a POST comes from in Sec-Fetch-Site, or at least in Origin; a program that
/// says neither carries no resident's cookie against the resident's will. The pages with forms
/// allow themselves a referrer of their own origin, since under `no-referrer` the browser would
/// hide even that (Origin: null).
enum SameSite {
    /// - Throws: `WebError.crossSite`.
    static func require(_ request: Request, _ options: WebOptions) throws {
        if let site = request.headers[.fetchSite] {
            guard site == "same-origin" || site == "none" else { throw WebError.crossSite }
        } else if let origin = request.headers[.origin] {
            guard isOurs(origin, host: request.head.authority, options) else {
                throw WebError.crossSite
            }
        }
    }

    static func isOurs(_ origin: String, host: String?, _ options: WebOptions) -> Bool {
        if let url = options.publicURL, origin.lowercased() == url.description { return true }
        guard let host, let scheme = origin.firstRange(of: "://") else { return false }
        return origin[scheme.upperBound...].lowercased() == host.lowercased()
    }
}
