import Glibc

/// Who is on the stage at the moment, and whether the play is over.
actor Scene {
    enum Role: String, CaseIterable, Sendable {
        /// `linli payment take`
        case clerk
        /// `linli bill run`
        case biller
        /// `linli serve`
        case server
        /// `linli-bench work`: payments, many at once, from one process
        case worker
        /// One process of PostgreSQL that serves a connection
        case backend
        /// PostgreSQL's first process
        case postmaster
    }

    private var running: [Role: Set<pid_t>] = [:]
    private var slain: Set<pid_t> = []
    private(set) var isOver = false

    func end() {
        isOver = true
        for pid in running[.server, default: []].union(running[.worker, default: []]) {
            kill(pid, SIGTERM)
        }
    }

    /// Runs a program in a role to its end.
    func play(
        _ role: Role, _ command: [String], environment: [String: String?]
    ) async throws -> (ending: Program.Ending, slain: Bool) {
        let program = try Program(command, environment: environment)
        running[role, default: []].insert(program.pid)
        let ending = await program.end()
        running[role]?.remove(program.pid)
        return (ending, slain.remove(program.pid) != nil)
    }

    /// Kills one program of ours at once.
    ///
    /// - Returns: whether there was one.
    func slay(_ role: Role, with generator: inout Dice) -> Bool {
        guard let pid = running[role]?.sorted().randomElement(using: &generator) else {
            return false
        }
        slain.insert(pid)
        // It is ours until `play` has seen its end, so the number is not somebody else's by now.
        return kill(pid, SIGKILL) == 0
    }
}

/// Dice that fall the same way for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
