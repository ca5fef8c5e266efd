import Access
import Core
import Registry
import TestSupport
import Testing

@testable import Web

/// What waits for somebody today.
@Suite struct HomePageTests {
    @Test func aManagerSeesHowTheCompoundsStand() async throws {
        try await withStaff { town, visitor in
            let code = HouseholdCode(building: "1", entrance: "1", room: "101")
            try await town.pay(1_000, code, key: "k", on: "2021-12-08")
            let page = try await visitor.get("/desk")
            #expect(page.status == 200)
            #expect(page.words.contains("王芳，您好") && page.words.contains("2021年12月8日"))
            #expect(page.words.contains("文宴雅居") && page.words.contains("10.00（1 笔）"))
            #expect(page.words.contains("今天没有等您办理的事。"))
            #expect(page.text.contains("/compounds/2/cashier"))
        }
    }

    @Test func aMonthThatIsNotBilledWaits() async throws {
        try await withStaff(today: day("2022-01-03")) { _, visitor in
            let page = try await visitor.get("/desk")
            #expect(page.words.contains("1 个小区 2022-01 还没有出账"))
            #expect(page.text.contains("/compounds/2/bills/preview?month=2022-01"))
            // who may not bill is not asked to
            let secretary = Visitor(visitor.server, as: .communityPartyOrganisation)
            #expect(try await !secretary.get("/desk").words.contains("还没有出账"))
        }
    }

    @Test(arguments: Role.allCases)
    func everybodyHasAFirstPage(role: Role) async throws {
        try await withStaff { _, visitor in
            let page = try await Visitor(visitor.server, as: role).get("/desk")
            #expect(page.status == 200)
            let reads = role.permissions.contains(.readReports)
            #expect(page.words.contains("收缴情况") == reads)
            #expect(
                page.words.contains("今日收款") == role.permissions.contains(.readFees))
        }
    }
}
