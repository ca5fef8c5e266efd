import CLibpq
import Logging

/// Passes the server's notices to the log. libpq's own processor would print them on stderr.
final class NoticeSink {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// The sink must outlive the connection; the loop owns both.
    func attach(to connection: OpaquePointer?) {
        let sink = Unmanaged.passUnretained(self).toOpaque()
        _ = PQsetNoticeProcessor(
            connection,
            { sink, message in
                guard let sink, let message else { return }
                Unmanaged<NoticeSink>.fromOpaque(sink).takeUnretainedValue()
                    .log(String(cString: message))
            }, sink)
    }

    private func log(_ message: String) {
        let words = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        logger.debug("notice from the database", metadata: ["notice": "\(words)"])
    }
}
