/// A dictionary of bounded size that forgets what was not used for longest.
///
/// It keeps two generations: what was used since the last turn, and what was used before. When the
/// young one is full it becomes the old one, and the old one is forgotten whole: every operation
/// stays O(1), without a list to keep in order.
struct RecentMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Most entries kept; at least half as many are remembered at any time.
    let limit: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    init(limit: Int) {
        self.limit = max(2, limit)
    }

    var count: Int { young.count + old.count }

    subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            keep(value, for: key)
            return value
        }
        set {
            old[key] = nil
            if let newValue {
                keep(newValue, for: key)
            } else {
                young[key] = nil
            }
        }
    }

    private mutating func keep(_ value: Value, for key: Key) {
        young[key] = value
        if young.count >= limit / 2 {
            old = young
            young = [:]
        }
    }
}
