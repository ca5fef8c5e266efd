import Hummingbird

/// What travels with one request through the middleware to its page.
public struct WebRequest: RequestContext {
    public var coreContext: CoreRequestContextStorage
    private let readPeer: @Sendable () -> String?
    private let closeLater: @Sendable () -> Void

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let channel = source.channel
        readPeer = { channel.remoteAddress?.ipAddress }
        closeLater = {
            channel.eventLoop.scheduleTask(in: .seconds(WebLimits.lingerSeconds)) {
                channel.close(promise: nil)
            }
        }
    }

    /// The address of who holds the connection. Written out only when asked for.
    var peer: String? { readPeer() }

    /// Closes the connection once the answer has had time to arrive, where the rest of the
    /// request's body is not wanted.
    func closeAfterAnswer() { closeLater() }
}
