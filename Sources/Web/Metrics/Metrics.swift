import Synchronization

/// What the server has done since it started, for Prometheus to fetch: counts and times by route,
/// never by address, person or household.
public final class Metrics: Sendable {
    struct Key: Hashable, Sendable {
        let method: String
        /// As it is declared, such as `/compounds/{scope}`, so that there are as many as routes.
        let route: String
    }

    struct Series: Sendable, Equatable {
        var statuses: [Int: Int] = [:]
        /// Requests that took up to each bound, not summed up; the last is beyond all.
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var seconds = 0.0

        var count: Int { buckets.reduce(0, +) }
    }

    private struct State {
        var inFlight = 0
        var series: [Key: Series] = [:]
    }

    /// Seconds: pages are to be made within 0.05, and given up after 30.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]

    private let state = Mutex(State())

    public init() {}

    func begin() { state.withLock { $0.inFlight += 1 } }

    /// A request that got no answer: the connection went away.
    func abandon() { state.withLock { $0.inFlight -= 1 } }

    func end(_ key: Key, status: Int, seconds: Double) {
        let bucket = Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count
        state.withLock { state in
            state.inFlight -= 1
            var series = state.series[key] ?? Series()
            series.statuses[status, default: 0] += 1
            series.buckets[bucket] += 1
            series.seconds += seconds
            state.series[key] = series
        }
    }

    /// Prometheus' text format, 0.0.4.
    ///
    /// - Parameter databaseIsUp: as of now.
    func text(databaseIsUp: Bool) -> String {
        let (inFlight, series) = state.withLock { ($0.inFlight, $0.series) }
        let ordered = series.sorted {
            ($0.key.route, $0.key.method) < ($1.key.route, $1.key.method)
        }
        var lines = [
            "# HELP linli_database_up Whether the database answers.",
            "# TYPE linli_database_up gauge", "linli_database_up \(databaseIsUp ? 1 : 0)",
            "# HELP linli_http_requests_in_flight Requests under way.",
            "# TYPE linli_http_requests_in_flight gauge",
            "linli_http_requests_in_flight \(inFlight)",
            "# HELP linli_http_requests_total Requests answered.",
            "# TYPE linli_http_requests_total counter",
        ]
        for (key, one) in ordered {
            for (status, count) in one.statuses.sorted(by: { $0.key < $1.key }) {
                lines.append(
                    "linli_http_requests_total{\(key.labels),status=\"\(status)\"} \(count)")
            }
        }
        lines += [
            "# HELP linli_http_request_seconds Time until the answer began.",
            "# TYPE linli_http_request_seconds histogram",
        ]
        for (key, one) in ordered { lines += Metrics.histogram(key, one) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func histogram(_ key: Key, _ series: Series) -> [String] {
        var lines: [String] = []
        var sum = 0
        for (bound, count) in zip(bounds, series.buckets) {
            sum += count
            lines.append(
                "linli_http_request_seconds_bucket{\(key.labels),le=\"\(bound)\"} \(sum)")
        }
        lines.append(
            "linli_http_request_seconds_bucket{\(key.labels),le=\"+Inf\"} \(series.count)")
        lines.append("linli_http_request_seconds_sum{\(key.labels)} \(series.seconds)")
        lines.append("linli_http_request_seconds_count{\(key.labels)} \(series.count)")
        return lines
    }
}

extension Metrics.Key {
    /// Methods and routes are ours, without anything to escape.
    fileprivate var labels: String { "method=\"\(method)\",route=\"\(route)\"" }
}
