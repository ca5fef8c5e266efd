/// Why a row of a 车位表 cannot stand beside the register or another row.
enum StallDifference: String, CaseIterable {
    case sameStall, sameAsRefused, unknownHousehold, leasedToAnother, leaseDiffers, leaseEnded
    case noOpenTenure, beforeTenure

    func refused(
        row: Int, value: String, detail: String
    ) -> ImportComparison<StallColumn>.Refused {
        .init(row: row, column: column, value: value, reason: reason(detail))
    }

    private var column: StallColumn {
        switch self {
        case .sameStall, .sameAsRefused: .code
        case .unknownHousehold, .leasedToAnother, .noOpenTenure: .household
        case .leaseDiffers, .leaseEnded, .beforeTenure: .from
        }
    }

    private func reason(_ detail: String) -> String {
        switch self {
        case .sameStall: "与第 \(detail) 行是同一车位而内容不同：请只留一行。"
        case .sameAsRefused: "与第 \(detail) 行完全相同，而那一行不合格。"
        case .unknownHousehold: "没有这一户：请核对房号，或先导入房屋业主表。"
        case .leasedToAnother:
            "登记中由 \(detail) 承租：换了承租户的，请先用 linli stall release 退租，再用 linli stall lease 出租。"
        case .leaseDiffers:
            "登记的租约是 \(detail)，与表中不同：请核对；确有变更的，请用 linli stall release 和 linli stall lease 办理。"
        case .leaseEnded: "这个车位上一份租约到 \(detail) 为止，新租约须从其后的月份开始。"
        case .noOpenTenure: "这一户目前没有缴费义务人：请先用 linli household transfer 登记业主。"
        case .beforeTenure: "这一户的现业主从 \(detail) 开始，起租月份不能更早。"
        }
    }
}
