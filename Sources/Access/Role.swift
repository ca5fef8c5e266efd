/// In which capacity somebody was appointed. What each may do stands here and nowhere else; the
/// access table of the web tests is compared with it.
public enum Role: String, Sendable, CaseIterable {
    case propertyClerk
    case propertyManager
    case communityPartyOrganisation
    case residentsCommittee
    case streetWorkingCommittee
    case industryPartyCommittee
    case ownersCommittee
    case scrutineer
    case gridWorker
    case invitedBody
    case housingBureau
    case administrator
    case auditor

    public var title: String {
        switch self {
        case .propertyClerk: "物业收费员"
        case .propertyManager: "物业经理"
        case .communityPartyOrganisation: "社区党组织"
        case .residentsCommittee: "居民委员会"
        case .streetWorkingCommittee: "街道党工委"
        case .industryPartyCommittee: "物业行业党委"
        case .ownersCommittee: "业主委员会"
        case .scrutineer: "监票人"
        case .gridWorker: "网格员"
        case .invitedBody: "受邀单位"
        case .housingBureau: "住房和城乡建设局"
        case .administrator: "系统管理员"
        case .auditor: "审计员"
        }
    }

    /// An administrator touches no money, votes or minutes; an auditor changes nothing.
    public var permissions: Set<Permission> {
        switch self {
        case .propertyClerk:
            [
                .readRegister, .manageRegister, .readFees, .readReports, .bill, .takePayment,
                .correctFees, .answerDispute, .readContracts,
            ]
        case .propertyManager:
            Role.propertyClerk.permissions.union([
                .manageSchedules, .recordResolution, .approveCorrections, .appoint,
            ])
        case .communityPartyOrganisation, .streetWorkingCommittee:
            [
                .readRegister, .readFees, .readReports, .recordResolution, .answerDispute,
                .appoint, .readContracts,
            ]
        case .ownersCommittee:
            [
                .readRegister, .readFees, .readReports, .recordResolution, .answerDispute,
                .appoint, .readContracts,
            ]
        case .residentsCommittee: [.readRegister, .readFees, .readReports, .readContracts]
        case .industryPartyCommittee, .housingBureau: [.readReports, .appoint, .readContracts]
        case .gridWorker: [.readRegister]
        case .scrutineer, .invitedBody: []
        case .administrator: [.manageAccounts, .manageInstallation, .readContracts]
        case .auditor: [.readAudit]
        }
    }
}
