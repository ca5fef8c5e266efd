import Core
import Fees

/// Where the pages of a compound's fees are.
extension CompoundPath {
    var schedules: String { "\(self)/schedules" }
    var bills: String { "\(self)/bills" }
    var payments: String { "\(self)/payments" }
    var arrears: String { "\(self)/arrears" }
    var cashier: String { "\(self)/cashier" }
    var dashboard: String { "\(self)/dashboard" }
    var disputes: String { "\(self)/disputes" }

    func scheduleEnd(_ id: ScheduleID) -> String { "\(schedules)/\(id)/end" }
    func run(_ id: RunID) -> String { "\(bills)/\(id)" }
    func billing(_ key: String) -> String { "\(bills)/progress/\(URLText.escape(key))" }
    func billPreview(_ month: BillingMonth) -> String { "\(bills)/preview?month=\(month)" }
    func withdrawal(_ month: BillingMonth) -> String { "\(bills)/withdraw?month=\(month)" }
    func billPapers(_ month: BillingMonth) -> String { "\(self)/papers/bills/\(month)" }
    func dispute(_ id: DisputeID) -> String { "\(disputes)/\(id)" }
}

/// All pages of the fees.
struct FeesPages {
    let context: WebContext
    let residents: ResidentReader

    func add(to site: inout Site) {
        SchedulePages().add(to: &site)
        BillPages(desk: context.billing).add(to: &site)
        PaymentListPages().add(to: &site)
        ArrearsPages().add(to: &site)
        CashierPages().add(to: &site)
        DashboardPages().add(to: &site)
        DisputePages().add(to: &site)
        ResidentDisputePages(context, residents).add(to: &site)
    }
}

extension FeeSchedule.Basis {
    /// `50.00 元／户·月`.
    func shown(_ rate: Rate) -> String {
        switch self {
        case .household: "\(rate) 元／户·月"
        case .stall: "\(rate) 元／个·月"
        case .area: "\(rate) 元／㎡·月"
        }
    }
}

/// `0.0057` → `0.57%`; a rate of nothing is no rate.
enum Percent {
    static func shown(_ fraction: String?) -> String {
        guard let fraction, let scaled = FixedPoint.parse(fraction, decimals: 4) else {
            return fraction ?? "—"
        }
        return FixedPoint.format(scaled, decimals: 2) + "%"
    }

    /// In hundredths of a per cent; nil where there is none.
    static func size(_ fraction: String?) -> Int64? {
        fraction.flatMap { FixedPoint.parse($0, decimals: 4) }
    }
}
