/// A word that says how something stands, and the style that goes with it.
struct Chip: Sendable, Equatable {
    enum Tone: String, Sendable {
        /// Over, or nothing to say about.
        case plain = ""
        /// As it should be.
        case good = "settled"
        /// Waits for somebody.
        case waiting = "open"
        /// Wrong.
        case bad = "overdue"
    }

    let word: String
    let style: String

    init(_ word: String, _ tone: Tone = .plain) {
        self.word = word
        style = tone.rawValue
    }
}

/// A way to another page.
struct Door: Sendable, Equatable {
    let title: String
    let path: String
    var isCurrent = false
}
