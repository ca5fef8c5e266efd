import Hummingbird
import NIOCore

/// What travels with one request through the middleware to its page.
public struct WebRequest: RequestContext {
    public var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The address of who holds the connection. Written out only when asked for.
    var peer: String? { channel.remoteAddress?.ipAddress }

    /// The route as it is declared, without what an address fills in.
    func route(of request: Request) -> String { "\(request.method) \(endpointPath ?? "none")" }

    /// Closes the connection once the answer has had time to arrive, where the rest of the
    /// request's body is not wanted.
    func closeAfterAnswer() {
        channel.eventLoop.scheduleTask(in: .seconds(WebLimits.lingerSeconds)) { [channel] in
            channel.close(promise: nil)
        }
    }
}
