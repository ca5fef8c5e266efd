import Core

/// 小区: the tenant. Its scope's number is its own.
public struct Compound: Sendable, Equatable {
    public let scope: ScopeID
    public let name: String
    /// From the city down: 许昌市 / 魏都区 / …
    public let region: [String]

    public init(scope: ScopeID, name: String, region: [String]) {
        self.scope = scope
        self.name = name
        self.region = region
    }
}

extension Compound: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(scope), "name": .string(name), "region": .array(region.map(JSON.string)),
        ]
    }
}

/// 市 → 县（市、区）→ 街道 → 社区.
public enum RegionKind: String, Sendable, CaseIterable {
    case city, county, street, community

    public var chinese: String {
        switch self {
        case .city: "市"
        case .county: "县（市、区）"
        case .street: "街道"
        case .community: "社区"
        }
    }
}

/// Why a compound that was named cannot be taken.
public enum CompoundRefusal: Refusal, Equatable {
    case unknownCompound(String)
    case ambiguousCompound(String, candidates: [String])

    public var code: String {
        switch self {
        case .unknownCompound: "unknownCompound"
        case .ambiguousCompound: "ambiguousCompound"
        }
    }

    public var sentence: String {
        switch self {
        case .unknownCompound(let name):
            "没有名为“\(name)”的小区：请用 linli compound list 查看，或先用 linli compound add 登记。"
        case .ambiguousCompound(let name, let candidates):
            "名为“\(name)”的小区不止一个：请写明上级，例如 \(candidates.joined(separator: " 或 "))。"
        }
    }
}
