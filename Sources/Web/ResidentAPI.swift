import Core
import Fees
import Hummingbird
import Registry

/// The same figures as JSON, for whoever presents the token of a link.
struct ResidentAPI {
    let residents: ResidentReader

    func add(to site: inout Site) {
        site.get("/api/v1/fees", for: .resident) { request, travel in
            try await fees(request, travel)
        }
    }

    private func fees(_ request: Request, _ travel: WebRequest) async throws -> Response {
        guard let authorization = request.headers[.authorization] else {
            throw WebError.unauthorised
        }
        guard let token = ResidentAPI.bearer(authorization),
            let status = try await residents.status(of: token)
        else { throw residents.unknown(request, travel, instead: .unauthorised) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: FeesDocument.bytes(of: status))))
    }

    /// The token of `Bearer …` (RFC 6750), whose scheme may be written in any case.
    static func bearer(_ authorization: String) -> ResidentToken? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return ResidentToken(String(parts[1]))
    }
}
