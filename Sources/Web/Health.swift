import Application
import Hummingbird

/// `/healthz`: whether the database answers. `/readyz`: whether requests may be sent here, which
/// needs a database of this executable's version as well. Both are told quickly.
struct Health {
    let context: WebContext

    func add(to site: inout Site) {
        let installation = context.installation
        site.get("/healthz", for: .anybody) { _, _ in
            let isWell = await Health.soon { try await installation.ping() } != nil
            return Health.answer(isWell ? nil : "database away")
        }
        site.get("/readyz", for: .anybody) { _, _ in
            // nil: no answer, or none in time
            let isCurrent = await Health.soon { try await installation.isCurrent() }
            guard let isCurrent else { return Health.answer("database away") }
            return Health.answer(isCurrent ? nil : "database of another version")
        }
    }

    /// - Parameter problem: nil where all is well.
    private static func answer(_ problem: String?) -> Response {
        var response = Response(
            status: problem == nil ? .ok : .serviceUnavailable,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: problem ?? "ok")))
        if problem != nil { response.headers[.retryAfter] = String(WebLimits.retrySeconds) }
        return response
    }

    static func soon<Result: Sendable>(
        _ ask: @escaping @Sendable () async throws -> Result
    ) async -> Result? {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { try? await ask() }
            group.addTask {
                try? await Task.sleep(for: .seconds(WebLimits.healthSeconds))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
