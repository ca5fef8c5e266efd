import Core

/// Who acts. Every writing operation takes one, and every audit entry names one.
public struct Actor: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Somebody at the machine itself, through the command line.
        case terminal
        /// Linli on its own account, such as the sealer.
        case system
        /// A household through its link; reads only.
        case resident
        /// Somebody who logged in.
        case account
    }

    public let kind: Kind
    public let name: String
    /// The appointment acted in, for an account.
    public let appointment: String?

    public init(kind: Kind, name: String, appointment: String? = nil) {
        self.kind = kind
        self.name = name
        self.appointment = appointment
    }

    /// - Parameter user: the operating system's name of who sits there; kept to 100 characters.
    public static func terminal(user: String) -> Actor {
        Actor(kind: .terminal, name: String(user.prefix(100)))
    }

    public static let system = Actor(kind: .system, name: "linli")
}
