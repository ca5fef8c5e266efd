import Core
import Synchronization

/// How fast one thing may be tried in vain: some failures are free, each one after them doubles
/// the wait, and time forgets them one by one, so that nobody is locked out for good.
struct ThrottleRule: Sendable {
    /// Failures that cost no wait: people mistype.
    let free: Int
    /// The longest wait in seconds.
    let longest: Int64
    /// Seconds after which one failure is forgotten.
    let forgetting: Int64

    /// Failures beyond this many are not counted: the wait has reached its longest by then, and
    /// what is not counted need not be forgotten.
    var most: Int { free + 8 }

    /// One person at one household's door.
    static let pair = ThrottleRule(free: 5, longest: 60, forgetting: 60)
    /// Everybody at one household's door. The wait stays short: the household itself stands there
    /// too, and who has waited once is let in (see `Throttle.admit`).
    static let household = ThrottleRule(free: 10, longest: 10, forgetting: 30)
    /// One address at all doors: more is free, since a whole building may share an address.
    static let address = ThrottleRule(free: 20, longest: 60, forgetting: 15)
    /// Wrong links and tokens from one address.
    static let token = ThrottleRule(free: 30, longest: 60, forgetting: 10)
    /// Questions of one household, refused ones too: the day's limit stands behind it.
    static let question = ThrottleRule(free: 10, longest: 60, forgetting: 60)
}

/// The failures of one thing so far. Times are microseconds.
struct Penalty: Sendable, Equatable {
    private(set) var failures = 0
    private(set) var forgottenAt: Int64 = 0
    private(set) var until: Int64 = 0
    /// When somebody who was sent away from a busy door may come back and is let in.
    var turn: Int64?

    mutating func fail(at now: Int64, under rule: ThrottleRule) {
        forget(at: now, under: rule)
        if failures == 0 { forgottenAt = now }
        failures = min(failures + 1, rule.most)
        let beyond = failures - rule.free
        if beyond > 0 {
            until = max(until, now + min(rule.longest, 1 << Int64(beyond - 1)) * 1_000_000)
        }
    }

    /// Takes back a failure that was none.
    mutating func forgive() {
        failures = max(0, failures - 1)
        until = 0
        turn = nil
    }

    private mutating func forget(at now: Int64, under rule: ThrottleRule) {
        let step = rule.forgetting * 1_000_000
        let forgotten = max(0, (now - forgottenAt) / step)
        failures = forgotten >= Int64(failures) ? 0 : failures - Int(forgotten)
        forgottenAt += forgotten * step
    }
}

/// Slows down guessing of access codes and links, in bounded memory, for one server process.
final class Throttle: Sendable {
    /// A household as it was typed, whether there is one or not.
    struct Door: Hashable, Sendable {
        let compound: String
        let room: String
    }

    enum Admission: Equatable {
        case granted
        /// Whole seconds until it is worth to try again.
        case wait(seconds: Int)
    }

    /// Entries kept of each kind, some 200 bytes each: more addresses than a city's residents
    /// mistype from in an hour.
    static let entries = 20_000

    private struct Pair: Hashable {
        let door: Door
        let address: ClientAddress
    }

    private struct State {
        var pairs = RecentMap<Pair, Penalty>(limit: Throttle.entries)
        var doors = RecentMap<Door, Penalty>(limit: Throttle.entries)
        var addresses = RecentMap<ClientAddress, Penalty>(limit: Throttle.entries)
        var tokens = RecentMap<ClientAddress, Penalty>(limit: Throttle.entries)
        var questions = RecentMap<[UInt8], Penalty>(limit: Throttle.entries)
    }

    private let state = Mutex(State())

    /// Asks to try one code at one door. What is granted counts as a failure until `forgive`, so
    /// that a hundred guesses at once are not all let in before the first is found wrong.
    ///
    /// A door that others hammer sends everybody away once, with a time to come back; who comes
    /// back then is let in whatever the others do. So the household itself waits ten seconds at
    /// the most, and many addresses together still guess no faster than each one alone may.
    func admit(at door: Door, from address: ClientAddress, now: Timestamp) -> Admission {
        let time = now.microseconds
        return state.withLock { state in
            let key = Pair(door: door, address: address)
            var pair = state.pairs[key] ?? Penalty()
            var atDoor = state.doors[door] ?? Penalty()
            var atAddress = state.addresses[address] ?? Penalty()
            let blocked = max(pair.until, atAddress.until)
            if blocked > time { return .wait(until: blocked, from: time) }
            if atDoor.until > time {
                let turn = pair.turn ?? atDoor.until
                guard turn <= time else {
                    pair.turn = turn
                    state.pairs[key] = pair
                    return .wait(until: turn, from: time)
                }
            }
            pair.turn = nil
            pair.fail(at: time, under: .pair)
            atDoor.fail(at: time, under: .household)
            atAddress.fail(at: time, under: .address)
            state.pairs[key] = pair
            state.doors[door] = atDoor
            state.addresses[address] = atAddress
            return .granted
        }
    }

    /// The code was right, or could not be checked: the failure counted by `admit` was none.
    func forgive(at door: Door, from address: ClientAddress) {
        state.withLock { state in
            let key = Pair(door: door, address: address)
            state.pairs[key]?.forgive()
            state.doors[door]?.forgive()
            state.addresses[address]?.forgive()
        }
    }

    /// Counts a wrong link or token. The right one is never kept waiting: its 256 bits need no
    /// help against guessing, and a neighbour's mischief must not close somebody's link.
    ///
    /// - Returns: whether the address is to be told to wait.
    func wrongToken(from address: ClientAddress, now: Timestamp) -> Admission {
        let time = now.microseconds
        return state.withLock { state in
            var penalty = state.tokens[address] ?? Penalty()
            defer { state.tokens[address] = penalty }
            if penalty.until > time { return .wait(until: penalty.until, from: time) }
            penalty.fail(at: time, under: .token)
            return .granted
        }
    }

    /// Counts a question that a household asks.
    ///
    /// - Parameter digest: of the household's token.
    func question(from digest: [UInt8], now: Timestamp) -> Admission {
        let time = now.microseconds
        return state.withLock { state in
            var penalty = state.questions[digest] ?? Penalty()
            defer { state.questions[digest] = penalty }
            if penalty.until > time { return .wait(until: penalty.until, from: time) }
            penalty.fail(at: time, under: .question)
            return .granted
        }
    }
}

extension Throttle.Admission {
    fileprivate static func wait(until: Int64, from now: Int64) -> Throttle.Admission {
        .wait(seconds: Int((until - now + 999_999) / 1_000_000))
    }
}
