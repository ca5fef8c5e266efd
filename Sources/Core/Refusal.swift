/// Why an operation is refused. Each operation has its own enum, ordered by precedence.
///
/// `code` is stable English for machines; `sentence` is Chinese for the person at the desk and
/// says what is wrong and what to do.
public protocol Refusal: Error, Sendable, CustomStringConvertible {
    var code: String { get }
    var sentence: String { get }
}

extension Refusal {
    public var description: String { sentence }
}

/// A value that cannot be read: which, what stands there, and what is expected.
public struct MalformedValue: Refusal, Equatable {
    public let code: String
    public let sentence: String

    public init(code: String, sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
