import Glibc

/// A point on the monotonic clock.
struct Moment: Comparable, Sendable {
    /// Nanoseconds since some start.
    var nanoseconds: Int64

    static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (left: Moment, right: Moment) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Durations are bounded to between zero and a day.
    func advanced(by duration: Duration) -> Moment {
        Moment(nanoseconds: nanoseconds + duration.clampedMilliseconds * 1_000_000)
    }

    /// Milliseconds until this moment, rounded up; 0 when it is past.
    func milliseconds(from now: Moment) -> Int32 {
        Int32(clamping: max(0, (nanoseconds - now.nanoseconds + 999_999) / 1_000_000))
    }
}

extension Duration {
    /// Milliseconds, rounded up, between zero and a day: what PostgreSQL and epoll take.
    var clampedMilliseconds: Int64 {
        let day: Int64 = 86_400_000
        guard components.seconds < day / 1_000 else { return day }
        let part = (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return min(day, max(0, components.seconds * 1_000 + part))
    }
}
