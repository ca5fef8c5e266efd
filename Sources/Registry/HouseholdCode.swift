import Core

/// Where a household is in its compound: `3-2-501` is 3号楼2单元501; `5-101` has no entrance.
public struct HouseholdCode: Hashable, Sendable, CustomStringConvertible {
    public let building: String
    /// Empty where the building has none.
    public let entrance: String
    public let room: String

    public init(building: String, entrance: String = "", room: String) {
        self.building = building
        self.entrance = entrance
        self.room = room
    }

    /// Reads the written code: two or three parts joined by hyphens, none of them empty.
    public init?(written text: some StringProtocol) {
        let parts = String(text).split(separator: "-", omittingEmptySubsequences: false)
            .map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && $0.count <= 20 }) else { return nil }
        switch parts.count {
        case 2: self.init(building: parts[0], room: parts[1])
        case 3: self.init(building: parts[0], entrance: parts[1], room: parts[2])
        default: return nil
        }
    }

    public var description: String {
        entrance.isEmpty ? "\(building)-\(room)" : "\(building)-\(entrance)-\(room)"
    }
}

extension HouseholdCode: JSONConvertible {
    public var json: JSON { .string(description) }
}
