import Access
import Core
import Testing

/// Role by permission: the whole table. Whoever changes a role changes it here too.
@Suite struct RoleTests {
    private static let clerk: Set<Permission> = [
        .readRegister, .manageRegister, .readFees, .readReports, .bill, .takePayment,
        .correctFees, .answerDispute, .readContracts,
    ]
    private static let watching: Set<Permission> = [
        .readRegister, .readFees, .readReports, .recordResolution, .answerDispute, .appoint,
        .readContracts,
    ]

    static let table: [Role: Set<Permission>] = [
        .propertyClerk: clerk,
        .propertyManager: clerk.union([
            .manageSchedules, .recordResolution, .approveCorrections, .appoint,
        ]),
        .communityPartyOrganisation: watching, .streetWorkingCommittee: watching,
        .ownersCommittee: watching,
        .residentsCommittee: [.readRegister, .readFees, .readReports, .readContracts],
        .industryPartyCommittee: [.readReports, .appoint, .readContracts],
        .housingBureau: [.readReports, .appoint, .readContracts],
        .gridWorker: [.readRegister],
        .scrutineer: [], .invitedBody: [],
        .administrator: [.manageAccounts, .manageInstallation, .readContracts],
        .auditor: [.readAudit],
    ]

    @Test(arguments: Role.allCases)
    func permitsWhatTheTableSays(role: Role) throws {
        #expect(role.permissions == Self.table[role])
        #expect(!role.title.isEmpty)
        let (own, foreign) = (ScopeID(7), ScopeID(8))
        let actor = Actor.account(
            AccountID(1), name: "x",
            grants: [
                Grant(
                    appointment: AppointmentID(1), role: role, body: "某单位",
                    reach: .scopes([own]))
            ])
        for permission in Permission.allCases {
            let may = try #require(Self.table[role]).contains(permission)
            #expect(((try? actor.require(permission, in: own)) != nil) == may)
            #expect((try? actor.require(permission, in: foreign)) == nil)
            #expect(actor.reach(for: permission) == (may ? [own] : []))
            #expect(((try? actor.requireReach(for: permission)) != nil) == may)
        }
    }

    /// Who manages accounts touches no money; who reads the log changes nothing.
    @Test func dutiesAreApart() {
        let money: Set<Permission> = [
            .bill, .takePayment, .correctFees, .approveCorrections, .readFees, .manageSchedules,
            .recordResolution, .appoint,
        ]
        #expect(Role.administrator.permissions.isDisjoint(with: money.union([.readAudit])))
        #expect(Role.auditor.permissions == [.readAudit])
        for role in Role.allCases where role != .administrator {
            #expect(!role.permissions.contains(.manageAccounts))
        }
    }

    /// Whatever a token says, it gives no more than the role.
    @Test func aGrantIsNarrowedAndNeverWidened() {
        let grant = Grant(
            appointment: AppointmentID(1), role: .propertyClerk, body: "x",
            reach: .scopes([ScopeID(3), ScopeID(5)]))
        let limited = grant.limited(to: [.readFees, .readAudit], in: [ScopeID(5), ScopeID(9)])
        #expect(limited.permissions == [.readFees])
        #expect(limited.reach == .scopes([ScopeID(5)]))
        let wide = Grant(
            appointment: AppointmentID(1), role: .gridWorker, body: "x", reach: .everywhere,
            permissions: Set(Permission.allCases))
        #expect(wide.permissions == [.readRegister])
        #expect(wide.limited(to: [], in: nil).permissions.isEmpty)
        #expect(
            wide.limited(to: [.readRegister], in: [ScopeID(4)]).reach == .scopes([ScopeID(4)]))
    }

    /// A second person's approval opens the last step, and nothing else does.
    @Test func onlyTheMachineActsAlone() {
        for actor in [Actor.terminal(user: "x"), .system] {
            #expect((try? actor.requireSecondPerson()) != nil)
        }
        for actor in [
            Actor.account(AccountID(1), name: "x", grants: []),
            Actor(kind: .resident, name: "居民"),
        ] {
            #expect((try? actor.requireSecondPerson()) == nil)
        }
    }
}
