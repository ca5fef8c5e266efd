import NIOCore

/// Why a server could not listen, as far as a person can do something about it.
public enum ListenFailure {
    /// The system's error number; nil where the error is of another kind.
    public static func number(of error: any Error) -> Int32? {
        (error as? IOError)?.errnoCode
    }
}
