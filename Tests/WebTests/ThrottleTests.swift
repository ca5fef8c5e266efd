import Core
import Testing

@testable import Web

@Suite struct ThrottleTests {
    let door = Throttle.Door(compound: "文宴雅居", room: "1-1-101")
    let here = ClientAddress("203.0.113.5") ?? .unknown
    let home = ClientAddress("198.51.100.7") ?? .unknown

    func at(_ seconds: Double) -> Timestamp { Timestamp(microseconds: Int64(seconds * 1_000_000)) }

    func seconds(_ admission: Throttle.Admission) -> Int {
        if case .wait(let seconds) = admission { seconds } else { 0 }
    }

    @Test func freeFailuresCostNothingAndThenEachDoublesTheWait() {
        var penalty = Penalty()
        let rule = ThrottleRule.pair
        var waits: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<rule.most {
            penalty.fail(at: now, under: rule)
            waits.append(max(0, penalty.until - now) / 1_000_000)
            now = max(now, penalty.until)
        }
        #expect(Array(waits.prefix(5)) == [0, 0, 0, 0, 0])
        #expect(Array(waits.dropFirst(5).prefix(6)) == [1, 2, 4, 8, 16, 32])
        #expect(waits.allSatisfy { $0 <= rule.longest })
    }

    @Test(arguments: [(59.0, 1), (60.0, 0), (61.0, 0)])
    func failuresAreForgottenOneByOne(after seconds: Double, failures: Int) {
        var penalty = Penalty()
        penalty.fail(at: 0, under: .pair)
        var later = penalty
        later.fail(at: Int64(seconds * 1_000_000), under: .pair)
        #expect(later.failures == failures + 1)
    }

    @Test func anHourLaterEverythingIsForgotten() {
        let throttle = Throttle()
        for second in 0..<600 {
            _ = throttle.admit(at: door, from: here, now: at(Double(second)))
        }
        #expect(throttle.admit(at: door, from: here, now: at(600)) != .granted)
        for _ in 0..<5 {
            #expect(throttle.admit(at: door, from: here, now: at(4_200)) == .granted)
        }
    }

    @Test func theWaitIsNeverLongerThanAMinute() {
        let throttle = Throttle()
        var longest = 0
        var now = 0.0
        for _ in 0..<400 {
            longest = max(longest, seconds(throttle.admit(at: door, from: here, now: at(now))))
            now += 7
        }
        #expect(longest > 30 && longest <= 60)
    }

    @Test func aHundredGuessesAtOnceAreNotAllLetIn() {
        let throttle = Throttle()
        let granted = (0..<100).filter { _ in
            throttle.admit(at: door, from: here, now: at(0)) == .granted
        }
        #expect(granted.count == ThrottleRule.pair.free + 1)
    }

    @Test func theRightCodeCostsNothing() {
        let throttle = Throttle()
        for _ in 0..<200 {
            #expect(throttle.admit(at: door, from: here, now: at(0)) == .granted)
            throttle.forgive(at: door, from: here)
        }
    }

    /// The household's own bill opens while a thousand addresses hammer its door.
    @Test func aHouseholdUnderAttackIsLetInAfterAShortWait() {
        let throttle = Throttle()
        func hammer(at second: Double) {
            for host in 0..<250 {
                let address = ClientAddress("10.0.\(Int(second) % 200).\(host)") ?? .unknown
                _ = throttle.admit(at: door, from: address, now: at(second))
            }
        }
        for second in 0..<30 { hammer(at: Double(second)) }
        let wait = seconds(throttle.admit(at: door, from: home, now: at(30)))
        #expect((1...Int(ThrottleRule.household.longest)).contains(wait))
        for second in 30..<30 + wait { hammer(at: Double(second)) }
        #expect(throttle.admit(at: door, from: home, now: at(30 + Double(wait))) == .granted)
    }

    @Test func whoComesBackTooEarlyKeepsTheSameTurn() {
        let throttle = Throttle()
        for host in 0..<40 {
            let address = ClientAddress("10.0.0.\(host)") ?? .unknown
            _ = throttle.admit(at: door, from: address, now: at(0))
        }
        let first = seconds(throttle.admit(at: door, from: home, now: at(0)))
        let second = seconds(throttle.admit(at: door, from: home, now: at(1)))
        #expect(second == first - 1)
    }

    @Test func anAddressThatTriesManyDoorsWaitsToo() {
        let throttle = Throttle()
        var granted = 0
        for room in 0..<200 {
            let other = Throttle.Door(compound: "文宴雅居", room: "1-1-\(room)")
            if throttle.admit(at: other, from: here, now: at(0)) == .granted { granted += 1 }
        }
        #expect(granted == ThrottleRule.address.free + 1)
        #expect(throttle.admit(at: door, from: home, now: at(0)) == .granted)
    }

    @Test func memoryIsBounded() {
        var map = RecentMap<Int, Int>(limit: 100)
        for key in 0..<10_000 { map[key] = key }
        #expect(map.count <= 100)
        #expect(map[9_999] == 9_999)
        #expect(map[0] == nil)
    }

    @Test func whatIsUsedIsRemembered() {
        var map = RecentMap<Int, Int>(limit: 100)
        map[-1] = 7
        for key in 0..<10_000 {
            map[key] = key
            if key.isMultiple(of: 20) { #expect(map[-1] == 7) }
        }
        map[-1] = nil
        #expect(map[-1] == nil)
    }
}
