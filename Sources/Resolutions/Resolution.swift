import Core
import Secrets

public enum ResolutionTag {}
public typealias ResolutionID = Identifier<ResolutionTag>

/// What a body adopted: fees, contracts and works point to one as their basis.
public struct Resolution: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// 业主共同决定, counted under 民法典 278.
        case ownersDecision
        /// Written consent of more than half of all owners (河南省物业管理条例 48).
        case writtenConsent
        case committee
        case jointMeetingRecommendation
        /// Agreed before the system: 据原记录，未附计票.
        case historical

        public var chinese: String {
            switch self {
            case .ownersDecision: "业主共同决定"
            case .writtenConsent: "业主书面同意"
            case .committee: "业主委员会决定"
            case .jointMeetingRecommendation: "联席会议建议"
            case .historical: "据原记录"
            }
        }

        /// Whether a new fee may stand on it (河南省物业管理条例 48).
        public var supportsFee: Bool {
            switch self {
            case .ownersDecision, .writtenConsent, .historical: true
            case .committee, .jointMeetingRecommendation: false
            }
        }
    }

    public enum Body: String, Sendable, CaseIterable {
        case ownersAssembly = "owners-assembly"
        case ownersCommittee = "owners-committee"
        case preparatoryGroup = "preparatory-group"
        case residentsCommittee = "residents-committee"
        case jointMeeting = "joint-meeting"
        case propertyCompany = "property-company"
        case workUnit = "work-unit"

        public var chinese: String {
            switch self {
            case .ownersAssembly: "业主大会"
            case .ownersCommittee: "业主委员会"
            case .preparatoryGroup: "筹备组"
            case .residentsCommittee: "居民委员会"
            case .jointMeeting: "联席会议"
            case .propertyCompany: "物业服务企业"
            case .workUnit: "原单位"
            }
        }
    }

    public let id: ResolutionID
    public let kind: Kind
    public let body: Body
    public let title: String
    public let adoptedOn: CivilDate
    /// Where a historical resolution was found.
    public let source: String?
    public let text: String?
    public let fileSHA256: [UInt8]?
    /// SHA-256 of `canonical`.
    public let digest: [UInt8]

    /// As papers and pages print it.
    public var hexDigest: String { Hex.encode(digest) }

    /// The bytes that the digest covers: a JSON array in this order, so that anybody can
    /// recompute it from what is shown.
    static func canonical(
        kind: Kind, body: Body, title: String, adoptedOn: CivilDate, source: String?, text: String?,
        fileSHA256: [UInt8]?
    ) -> [UInt8] {
        JSON.array([
            .string(kind.rawValue), .string(body.rawValue), .string(title), JSON(adoptedOn),
            JSON(source), JSON(text), JSON(fileSHA256.map { Hex.encode($0) }),
        ]).bytes
    }
}

extension Resolution: JSONConvertible {
    public var json: JSON {
        [
            "id": JSON(id), "kind": .string(kind.rawValue), "body": .string(body.rawValue),
            "title": .string(title), "adoptedOn": JSON(adoptedOn), "source": JSON(source),
            "text": JSON(text), "fileSha256": JSON(fileSHA256.map { Hex.encode($0) }),
            "digest": .string(hexDigest),
        ]
    }
}
