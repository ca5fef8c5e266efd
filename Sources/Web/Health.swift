import Application
import Hummingbird

/// `/healthz`: whether the database answers, told quickly.
struct Health {
    let context: WebContext

    func add(to site: inout Site) {
        site.get("/healthz", for: .anybody) { _, _ in
            let isWell = await answers()
            var response = Response(
                status: isWell ? .ok : .serviceUnavailable,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: isWell ? "ok" : "database away")))
            if !isWell { response.headers[.retryAfter] = String(WebLimits.retrySeconds) }
            return response
        }
    }

    private func answers() async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await context.installation.ping()) != nil }
            group.addTask {
                try? await Task.sleep(for: .seconds(WebLimits.healthSeconds))
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
