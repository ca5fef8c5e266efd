import Access
import Application
import Core
import Hummingbird
import Logging

/// Turns every error into an answer: a page in Chinese, or under /api a problem document (RFC 9457)
/// with a stable code. What it says never repeats what was sent.
struct ErrorPages: RouterMiddleware {
    typealias Context = WebRequest

    let templates: Templates

    func handle(
        _ request: Request, context: WebRequest,
        next: (Request, WebRequest) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let error = ErrorPages.meaning(of: error, request, context)
            if error.leavesBody { context.closeAfterAnswer() }
            var response =
                request.uri.path.hasPrefix("/api/")
                ? ErrorPages.problem(error) : try page(error)
            for field in error.headers { response.headers.append(field) }
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    static func meaning(
        of error: any Error, _ request: Request, _ context: WebRequest
    ) -> WebError {
        if let error = error as? WebError { return error }
        if Installation.isUnavailable(error) {
            context.logger.warning("database away", metadata: ["error": "\(error)"])
            return .databaseAway
        }
        if let refusal = error as? PermissionRefusal {
            return .notPermitted(sentence: refusal.sentence)
        }
        switch error {
        case let fault as Schema.Fault:
            return .invalid(pointer: fault.pointer, wanted: fault.wanted)
        case let malformed as JSON.Malformed:
            return .invalid(pointer: "", wanted: String(malformed.sentence.dropLast()))
        case AnswerOnce.Failure.stillRunning: return .stillRunning
        case AnswerOnce.Failure.unknownScope: return .notFound
        default: break
        }
        if let refusal = error as? any Refusal {
            return .refused(code: refusal.code, sentence: PageWords.plain(refusal.sentence))
        }
        switch (error as? any HTTPResponseError)?.status {
        case .notFound:
            return Site.methods.contains(request.method) ? .notFound : .methodUnknown
        case .contentTooLarge: return .bodyTooLarge
        default: break
        }
        // Its type only: what an error says of itself may hold values of rows.
        context.logger.error("fault", metadata: ["type": "\(type(of: error))"])
        context.logger.debug("fault", metadata: ["error": "\(String(reflecting: error))"])
        return .fault(id: context.id)
    }

    private func page(_ error: WebError) throws -> Response {
        try templates.page(
            "error", ErrorView(title: error.title, sentence: error.sentence),
            status: error.status)
    }

    static func problem(_ error: WebError) -> Response {
        Response(
            status: error.status, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document(of: error).bytes)))
    }

    static func document(of error: WebError) -> JSON {
        var members: [(key: String, value: JSON)] = [
            ("type", "about:blank"), ("title", .string(error.status.reasonPhrase)),
            ("status", JSON(error.status.code)), ("code", .string(error.code)),
            ("detail", .string(error.sentence)),
        ]
        if case .invalid(let pointer, _) = error { members.append(("pointer", .string(pointer))) }
        return .object(members)
    }
}

struct ErrorView {
    let title: String
    let sentence: String
    let refresh: Bool = false
}
