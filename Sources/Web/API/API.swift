import Core
import Fees
import Hummingbird

/// The JSON interface: its operations room by room, and its description.
enum API {
    /// In the order of the description.
    static let operations: [APIRoute] =
        RegisterAPI.routes + ResolutionsAPI.routes + BillingAPI.routes + PaymentsAPI.routes
        + CorrectionsAPI.routes + ApprovalsAPI.routes + ReportsAPI.routes + DisputesAPI.routes
        + PeopleAPI.routes + AuditAPI.routes

    static func add(to site: inout Site) {
        for route in operations { site.api(route) }
        let body = ByteBuffer(
            bytes: OpenAPIDocument(routes: [residentFees] + operations).json.bytes)
        site.get("\(APIRoute.root)/openapi.json", for: .anybody) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json", .cacheControl: "no-cache"],
                body: ResponseBody(byteBuffer: body))
        }
    }

    /// Answered by `ResidentAPI`, to whoever holds a household's link.
    private static let residentFees = APIRoute(
        method: .get, path: "\(APIRoute.root)/fees", access: .resident, tag: "住户",
        summary: "持缴费通知单链接中的令牌，查本户的账", query: [], body: [], answer: ReportsAPI.statement
    ) { _ in .null }
}
