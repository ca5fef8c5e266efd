import Glibc

/// `linli serve` beside us.
struct LinliServer: Sendable {
    /// How long a server may take until it answers: longer than a recovery of PostgreSQL.
    static let patience = Duration.seconds(60)

    let port: Int
    private let program: Program

    var pid: pid_t { program.pid }

    /// - Throws: `BenchError` where it does not listen in time.
    static func start(_ server: ScratchServer) async throws -> LinliServer {
        let port = try LocalPort.free()
        var variables = server.linliVariables()
        variables["LINLI_LISTEN"] = "127.0.0.1:\(port)"
        let web = LinliServer(
            port: port, program: try Program([server.linli, "serve"], environment: variables))
        let begin = ContinuousClock.now
        while !LocalPort.answers(port) {
            guard ContinuousClock.now - begin < patience, kill(web.pid, 0) == 0 else {
                kill(web.pid, SIGKILL)
                let ending = await web.program.end()
                throw BenchError("linli serve did not start: \(ending.complaints.suffix(2000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return web
    }

    func stop() async {
        kill(program.pid, SIGTERM)
        _ = await program.end()
    }

    /// Waits for its end, whoever brings it about.
    func end() async -> Program.Ending {
        await program.end()
    }
}

/// Ports of this machine's loopback address.
enum LocalPort {
    /// One that nobody listens on at the moment.
    static func free() throws -> Int {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw BenchError("no socket can be made") }
        defer { close(listener) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 ? getsockname(listener, pointer, &length) : -1
            }
        }
        guard status == 0 else { throw BenchError("no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    static func answers(_ port: Int) -> Bool {
        let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard caller >= 0 else { return false }
        defer { close(caller) }
        return connects(caller, port)
    }

    static func connects(_ caller: Int32, _ port: Int) -> Bool {
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(caller, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
