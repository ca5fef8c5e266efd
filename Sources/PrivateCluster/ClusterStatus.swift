/// What is known of a private cluster at one moment.
public struct ClusterStatus: Sendable, Equatable {
    public enum State: String, Sendable {
        case notMade, stopped, running
    }

    public let state: State
    /// Of the postmaster, while it runs.
    public let pid: Int?
    /// Whether it stays up when the last process leaves.
    public let pinned: Bool
    /// How often it is held now, as far as the system tells: a container does not see processes
    /// outside it.
    public let holders: Int
    public let dataFolder: String
    /// While it runs.
    public let socketFolder: String?
    /// The major version that made it, such as `15`.
    public let version: String?
    public let sizeBytes: Int
}
