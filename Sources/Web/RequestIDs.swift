import Hummingbird

/// The number of a request: in every line that is logged about it, in the answer, and in what a
/// page says when something of ours fails. A proxy of ours may have given it one already.
struct RequestIDs: RouterMiddleware {
    typealias Context = WebRequest

    /// Characters of a number that is not ours.
    private static let lengths = 8...64

    let trustsProxy: Bool

    func handle(
        _ request: Request, context: WebRequest,
        next: (Request, WebRequest) async throws -> Response
    ) async throws -> Response {
        var context = context
        if trustsProxy, let peer = context.peer, ClientAddress.isLoopback(peer),
            let given = request.headers[.requestID], RequestIDs.isPlain(given)
        {
            context.logger[metadataKey: "hb.request.id"] = .string(given)
        }
        var response = try await next(request, context)
        response.headers.append(.init(name: .requestID, value: context.id))
        return response
    }

    /// Nothing that a log or a header could be broken with, and no room for anything personal.
    static func isPlain(_ text: String) -> Bool {
        lengths.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
