extension Database {
    /// The client's limits and timeouts. Every default has its reason; bounds are clamped.
    public struct Options: Sendable {
        /// Connections of the pipelined lane, at least 1. Two keep both cores of a small machine
        /// busy: more only divide the same requests into smaller batches.
        public var pipelinedConnections = 2
        /// Most requests of the pipelined lane waiting or under way; one more throws `.queueFull`.
        /// At 10 000 requests/s this is a tenth of a second of work: waiting longer helps nobody.
        public var pipelinedQueueLimit = 1_024
        /// Most connections of the leased lane, at least 1, opened on demand. A writer waits for
        /// the disk most of the time, so a few per core keep it busy.
        public var leasedConnections = 8
        /// Most callers waiting for a leased connection; one more throws `.queueFull`.
        public var leaseQueueLimit = 256
        /// Longest wait for a leased connection; then `.leaseTimeout`. Shorter than the patience
        /// of a person before a browser.
        public var leaseTimeout: Duration = .seconds(10)
        /// `statement_timeout` of the pipelined lane, whose requests wait behind each other and
        /// are bounded by an index: what takes longer is a mistake.
        public var statementTimeout: Duration = .seconds(5)
        /// `lock_timeout` of the leased lane; then SQLSTATE 55P03. Longer than any honest writer
        /// holds a lock, shorter than `leaseTimeout`.
        public var lockTimeout: Duration = .seconds(5)
        /// Longest attempt to connect, and longest time for which a request of the pipelined lane
        /// waits for a lost server to return. A server that was never reached is told at once.
        public var connectTimeout: Duration = .seconds(5)
        /// How often `withTransaction` tries again after 40001, 40P01 or 55P03. Conflicts that
        /// survive three more attempts are not chance.
        public var retries = 3
        /// Statements kept prepared on each connection, at least 1; the least recently used goes.
        /// More than the literals in our rooms, at a few kilobytes of server memory each.
        public var preparedStatements = 512
        /// How long `close()` lets running work end before it is failed with `.connectionLost`.
        public var closeTimeout: Duration = .seconds(2)
        /// Shown in `pg_stat_activity`.
        public var applicationName = "linli"
        /// Server settings sent when a connection starts, such as `["TimeZone": "UTC"]`.
        /// They override those above.
        public var sessionSettings: [String: String] = [:]

        public init() {}
    }
}
