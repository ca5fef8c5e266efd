import Hummingbird

/// Puts the security headers on every answer, and keeps what it does not know out of every cache.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebRequest

    /// Nothing is loaded but our stylesheet and images, nothing runs, nobody frames us, and forms
    /// are sent to us only.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'none'", "style-src 'self'", "img-src 'self' data:",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private let fields: [(name: HeaderName, value: String)]

    /// - Parameter isSecure: whether people reach the pages by TLS only.
    init(isSecure: Bool) {
        var fields: [(name: HeaderName, value: String)] = [
            (.contentSecurityPolicy, SecurityHeaders.contentSecurityPolicy),
            (.referrerPolicy, "no-referrer"),
            (.xContentTypeOptions, "nosniff"),
            (.frameOptions, "DENY"),
            (.openerPolicy, "same-origin"),
            (.resourcePolicy, "same-origin"),
            (.embedderPolicy, "require-corp"),
            (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]
        if isSecure {
            fields.append((.strictTransportSecurity, "max-age=31536000"))
        }
        self.fields = fields
    }

    func handle(
        _ request: Request, context: WebRequest,
        next: (Request, WebRequest) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        apply(to: &response.headers)
        return response
    }

    func apply(to headers: inout HTTPFields) {
        headers.reserveCapacity(headers.count + fields.count + 2)
        for field in fields { headers.append(.init(name: field.name, value: field.value)) }
        if !headers.contains(.cacheControl) {
            headers.append(.init(name: .cacheControl, value: "no-store"))
        }
    }
}
