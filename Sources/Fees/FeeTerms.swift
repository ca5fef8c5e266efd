import Core
import Registry
import Resolutions
import Secrets

/// What a line of a statement rests on: one version of a fee's schedule, or one item of what was
/// taken over from the old system.
public struct FeeOrigin: Hashable, Sendable {
    /// The schedule's number, or the takeover's as a negative one.
    let number: Int64
    public let item: FeeItemCode

    /// False for what was taken over.
    public var isBilled: Bool { number > 0 }
}

/// Who decided a fee, when: the resolution behind its schedule, or the file that a debt was taken
/// over from.
public struct FeeBasis: Sendable, Equatable {
    public let kind: String
    public let body: String
    public let title: String
    public let adoptedOn: CivilDate
    /// SHA-256 of the resolution's canonical bytes, or of the file taken over.
    public let digest: [UInt8]
    /// Where a historical resolution was found.
    public let source: String?
    /// The words of the resolution, as far as they are kept.
    public let words: String?

    /// Agreed before the system came: shown as 据原记录，未附计票.
    public var isHistorical: Bool { kind == Resolution.Kind.historical.rawValue }

    public var kindChinese: String { Resolution.Kind(rawValue: kind)?.chinese ?? kind }

    public var bodyChinese: String {
        body == FeeBasis.takeover ? "原收费系统" : Resolution.Body(rawValue: body)?.chinese ?? body
    }

    /// The body of what was taken over.
    static let takeover = "takeover"
}

/// The terms of a fee: how much, per what, to whom, and who decided. They never change: a new
/// version is another schedule.
public struct FeeTerms: Sendable, Equatable {
    public let origin: FeeOrigin
    /// 物业费.
    public let name: String
    /// Nil for what was taken over.
    public let rate: Rate?
    /// Nil for what was taken over.
    public let per: FeeSchedule.Basis?
    public let payee: Receipt.Payee?
    public let basis: FeeBasis
}

extension FeeBasis: JSONConvertible {
    public var json: JSON {
        [
            "kind": .string(kind), "body": .string(body), "title": .string(title),
            "adoptedOn": JSON(adoptedOn), "digest": .string(Hex.encode(digest)),
            "source": JSON(source),
        ]
    }
}
