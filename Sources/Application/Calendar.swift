import Core
import Glibc

/// The one clock of the house: rooms are handed the day.
public enum Calendar {
    public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The day in Asia/Shanghai.
    public static func today() -> CivilDate { now().dayInShanghai }
}
