import Core
import Testing

@testable import Accounts

@Suite struct SignInThrottleTests {
    /// Failures so far, seconds since the last of them, and the wait that is left.
    @Test(arguments: [
        (0, 0, 0), (4, 0, 0), (5, 0, 1), (5, 1, 0), (6, 0, 2), (6, 1, 1), (6, 2, 0), (7, 0, 4),
        (13, 0, 256), (14, 0, 300), (40, 0, 300), (40, 299, 1), (40, 300, 0),
        // a quiet hour forgets
        (40, 3599, 0), (40, 3600, 0),
        // a clock that went back does not lock anybody out
        (40, -1_000_000, 300),
    ])
    func waitsDouble(failures: Int, seconds: Int, wait: Int) {
        let last = Timestamp(microseconds: 1_000_000_000_000)
        let now = Timestamp(microseconds: last.microseconds + Int64(seconds) * 1_000_000)
        let record = SignInThrottle.Record(failures: failures, lastAt: last)
        #expect(SignInThrottle.account.wait(after: record, at: now) == wait)
        #expect(
            SignInThrottle.account.failures(of: record, at: now)
                == (seconds >= 3600 ? 0 : failures))
    }

    @Test func aFractionOfASecondIsWaitedFor() {
        let record = SignInThrottle.Record(failures: 5, lastAt: Timestamp(microseconds: 0))
        #expect(
            SignInThrottle.account.wait(after: record, at: Timestamp(microseconds: 999_999)) == 1)
        #expect(
            SignInThrottle.account.wait(after: record, at: Timestamp(microseconds: 1_000_000)) == 0)
        #expect(SignInThrottle.account.wait(after: nil, at: Timestamp(microseconds: 0)) == 0)
    }

    /// Inventing names or addresses cannot fill the database.
    @Test func subjectsAreBounded() {
        var seen: Set<String> = []
        for number in 0..<2000 {
            seen.insert(AttemptSubject.unknown(name: "x\(number)"))
            seen.insert(AttemptSubject.address("192.0.2.\(number)"))
        }
        #expect(seen.allSatisfy { $0.count <= "address:ffff".count })
        #expect(AttemptSubject.unknown(name: "a") != AttemptSubject.address("a"))
    }
}
