import Access
import Core
import Registry
import Testing

@testable import Accounts

/// Which role belongs to which body, and who appoints whom.
@Suite struct RoleBodyTests {
    /// Every kind of body that there can be.
    static let bodies: [(String, Body.Kind)] =
        [("installation", .installation), ("compound", .compound)]
        + Organisation.Kind.allCases.flatMap { kind in
            [("\(kind.rawValue)", Body.Kind.organisation(kind, region: nil))]
                + RegionKind.allCases.map { region in
                    ("\(kind.rawValue) \(region.rawValue)", .organisation(kind, region: region))
                }
        }

    private static let anywhere = ["", " city", " county", " street", " community"]

    /// The whole table: a body that is not named fits no role.
    static let homes: [Role: Set<String>] = [
        .propertyClerk: Set(anywhere.map { "propertyCompany" + $0 }),
        .propertyManager: Set(anywhere.map { "propertyCompany" + $0 }),
        .communityPartyOrganisation: [
            "partyOrganisation community", "residentsCommittee community",
        ],
        .residentsCommittee: ["residentsCommittee community"],
        .streetWorkingCommittee: ["partyOrganisation street", "streetOffice street"],
        .industryPartyCommittee: ["partyOrganisation city", "partyOrganisation county"],
        .ownersCommittee: ["compound"], .scrutineer: ["compound"],
        .gridWorker: Set(
            ["residentsCommittee", "partyOrganisation", "streetOffice"].flatMap { kind in
                anywhere.dropFirst().map { kind + $0 }
            } + ["compound"]),
        .invitedBody: Set(
            ["policeStation", "workUnit", "other"].flatMap { kind in anywhere.map { kind + $0 } }),
        .housingBureau: Set(anywhere.dropFirst().map { "housingBureau" + $0 }),
        .administrator: ["installation"], .auditor: ["installation"],
    ]

    @Test(arguments: Role.allCases)
    func aRoleFitsItsBodiesAndNoOther(role: Role) throws {
        let homes = try #require(Self.homes[role])
        for (name, kind) in Self.bodies {
            #expect(role.fits(kind) == homes.contains(name), "\(role) at \(name)")
        }
        #expect(!role.home.isEmpty)
    }

    @Test(arguments: Role.allCases)
    func appointsItsOwnAndWhomItOrganises(role: Role) {
        let table: [Role: Set<Role>] = [
            .propertyManager: [.propertyManager, .propertyClerk],
            .communityPartyOrganisation: [
                .communityPartyOrganisation, .residentsCommittee, .ownersCommittee, .scrutineer,
                .gridWorker,
            ],
            .streetWorkingCommittee: [
                .streetWorkingCommittee, .ownersCommittee, .scrutineer, .gridWorker,
            ],
            .ownersCommittee: [.ownersCommittee, .scrutineer],
            .industryPartyCommittee: [.industryPartyCommittee],
            .housingBureau: [.housingBureau],
        ]
        #expect(role.appoints == table[role] ?? [])
        #expect(role.appoints.isEmpty == !role.permissions.contains(.appoint))
        // nobody makes an administrator or an auditor but the terminal
        #expect(role.appoints.isDisjoint(with: [.administrator, .auditor]))
    }
}
