import Hummingbird

/// HTTP's field names, by the module that declares them.
typealias HeaderName = HTTPFields.Element.Name

extension HTTPFields.Element.Name {
    /// A name that stands in our own source: those are all tokens, so the empty name is never
    /// taken; a test looks at each.
    private static func own(_ name: String) -> HeaderName { HeaderName(name) ?? .connection }

    static let forwardedFor = own("x-forwarded-for")
    static let requestID = own("x-request-id")
    static let fetchSite = own("sec-fetch-site")
    static let referrerPolicy = own("referrer-policy")
    static let permissionsPolicy = own("permissions-policy")
    static let openerPolicy = own("cross-origin-opener-policy")
    static let resourcePolicy = own("cross-origin-resource-policy")
    static let embedderPolicy = own("cross-origin-embedder-policy")
    static let frameOptions = own("x-frame-options")
    static let refresh = own("refresh")
    static let idempotencyKey = own("idempotency-key")
    static let idempotentReplayed = own("idempotent-replayed")
}
