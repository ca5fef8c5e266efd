/// A moment in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// China keeps one time, eight hours ahead of UTC, without daylight saving since 1991.
    static let shanghaiOffset: Int64 = 8 * 3600 * 1_000_000
    static let microsecondsPerDay: Int64 = 86_400 * 1_000_000

    /// The day in Asia/Shanghai.
    public var dayInShanghai: CivilDate {
        CivilDate(daysSinceEpoch: Int32(floorDays))
    }

    /// The first moment of a day in Asia/Shanghai.
    public init(startOf day: CivilDate) {
        let local = Int64(day.daysSinceEpoch) * Timestamp.microsecondsPerDay
        self.init(microseconds: local - Timestamp.shanghaiOffset)
    }

    /// ISO 8601 with the offset of Shanghai, to the second: `2021-11-08T09:30:00+08:00`.
    public var description: String {
        "\(dayInShanghai)T\(clock)+08:00"
    }

    /// `2021-11-08 09:30:00`, as pages print it.
    public var shown: String { "\(dayInShanghai) \(clock)" }

    private var floorDays: Int64 {
        let local = microseconds + Timestamp.shanghaiOffset
        let days = local / Timestamp.microsecondsPerDay
        return local < 0 && local % Timestamp.microsecondsPerDay != 0 ? days - 1 : days
    }

    private var clock: String {
        let local = microseconds + Timestamp.shanghaiOffset
        let seconds = Int((local - floorDays * Timestamp.microsecondsPerDay) / 1_000_000)
        return
            "\(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
    }
}
