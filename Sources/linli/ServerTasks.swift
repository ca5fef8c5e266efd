import Access
import Application
import Logging
import Postgres
import PrivateCluster
import ServiceLifecycle
import Web

/// Seals the audit log about once a second while the server runs.
struct Sealer: Service {
    let database: Database
    let logger: Logger

    func run() async throws {
        try await everySecond {
            do {
                _ = try await SealAudit(database: database).perform()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The next second tries again; writers never wait for the chain.
                logger.warning("audit entries not sealed", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// Starts the private cluster again where it has died: nobody restarts a failed postmaster.
struct Reviver: Service {
    let installation: Installation
    let cluster: ClusterHold
    let logger: Logger

    func run() async throws {
        try await everySecond {
            do {
                try await installation.ping()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.warning("database not reachable", metadata: ["error": "\(error)"])
                do {
                    try await cluster.revive()
                } catch {
                    logger.error("cluster not started", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

/// Serves the figures on an address of their own, and says which one it was where it cannot.
struct Figures: Service {
    let server: MetricsServer
    let host: String
    let port: Int

    func run() async throws {
        do {
            try await server.application.run()
        } catch {
            throw ServeRefusal(error, host: host, port: port) ?? error
        }
    }
}

/// Repeats until the service group shuts down.
private func everySecond(_ body: @Sendable @escaping () async throws -> Void) async throws {
    try await cancelWhenGracefulShutdown {
        do {
            while true {
                try await body()
                try await Task.sleep(for: .seconds(1))
            }
        } catch is CancellationError {
            return
        }
    }
}
