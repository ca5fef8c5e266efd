import Access
import Core
import Registry

/// What somebody is appointed to: an organisation, a compound, or the installation itself.
struct Body: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case installation
        case compound
        case organisation(Organisation.Kind, region: RegionKind?)
    }

    let scope: ScopeID
    let kind: Kind
    let name: String

    static let installationName = "本系统"
}

extension Role {
    /// Whether the role is one of that body. A body's region decides how far the role reaches, so a
    /// community's organisation lies in a community, a street's in a street.
    func fits(_ body: Body.Kind) -> Bool {
        switch (self, body) {
        case (.administrator, .installation), (.auditor, .installation): true
        case (.propertyClerk, .organisation(.propertyCompany, _)),
            (.propertyManager, .organisation(.propertyCompany, _)):
            true
        case (.communityPartyOrganisation, .organisation(.partyOrganisation, .community)),
            (.communityPartyOrganisation, .organisation(.residentsCommittee, .community)):
            true
        case (.residentsCommittee, .organisation(.residentsCommittee, .community)): true
        case (.streetWorkingCommittee, .organisation(.partyOrganisation, .street)),
            (.streetWorkingCommittee, .organisation(.streetOffice, .street)):
            true
        case (.industryPartyCommittee, .organisation(.partyOrganisation, .city)),
            (.industryPartyCommittee, .organisation(.partyOrganisation, .county)):
            true
        case (.housingBureau, .organisation(.housingBureau, .some)): true
        case (.ownersCommittee, .compound), (.scrutineer, .compound), (.gridWorker, .compound): true
        case (.gridWorker, .organisation(let kind, .some)):
            [.residentsCommittee, .partyOrganisation, .streetOffice].contains(kind)
        case (.invitedBody, .organisation(let kind, _)):
            [.policeStation, .workUnit, .other].contains(kind)
        default: false
        }
    }

    /// Where the role belongs, for the sentence that refuses it elsewhere.
    var home: String {
        switch self {
        case .propertyClerk, .propertyManager: "物业服务企业"
        case .communityPartyOrganisation: "登记在某个社区的党组织或居民委员会"
        case .residentsCommittee: "登记在某个社区的居民委员会"
        case .streetWorkingCommittee: "登记在某个街道的党组织或街道办事处"
        case .industryPartyCommittee: "登记在某个市或县（市、区）的党组织"
        case .ownersCommittee, .scrutineer: "小区"
        case .gridWorker: "小区，或登记了所在地的社区、街道组织"
        case .invitedBody: "派出所、原单位等受邀单位"
        case .housingBureau: "登记了所在地的住房和城乡建设局"
        case .administrator, .auditor: "本系统"
        }
    }

    /// Whom somebody with `Permission.appoint` may propose and confirm where they reach: their own
    /// kind, and below a party organisation those that it organises in its compounds. The first of
    /// a body, administrators and auditors come from the terminal.
    var appoints: Set<Role> {
        switch self {
        case .propertyManager: [.propertyManager, .propertyClerk]
        case .communityPartyOrganisation:
            [
                .communityPartyOrganisation, .residentsCommittee, .ownersCommittee, .scrutineer,
                .gridWorker,
            ]
        case .streetWorkingCommittee:
            [.streetWorkingCommittee, .ownersCommittee, .scrutineer, .gridWorker]
        case .ownersCommittee: [.ownersCommittee, .scrutineer]
        case .industryPartyCommittee: [.industryPartyCommittee]
        case .housingBureau: [.housingBureau]
        case .propertyClerk, .residentsCommittee, .scrutineer, .gridWorker, .invitedBody,
            .administrator, .auditor:
            []
        }
    }
}

extension Actor {
    /// - Throws: `PermissionRefusal`, `AppointmentRefusal.roleNotYours`.
    func requireAppointing(_ role: Role, at body: ScopeID) throws {
        try require(.appoint, in: body)
        guard appoints(role, at: body) else { throw AppointmentRefusal.roleNotYours(role) }
    }

    /// Whether one of the grants lets them appoint just this role there.
    func appoints(_ role: Role, at body: ScopeID) -> Bool {
        guard kind == .account else { return true }
        return grants.contains {
            $0.permits(.appoint, in: body) && $0.role.appoints.contains(role)
        }
    }
}
