import Core
import Registry

/// A household as `household show` presents it. Phones are masked: who needs to call has the
/// register.
enum HouseholdShown {
    static func words(_ found: ReadHousehold.Outcome) -> String {
        let household = found.household
        var lines = [
            "\(found.compound) \(household.code)  \(household.kind.chinese)  "
                + "建筑面积 \(household.area.map { "\($0) ㎡" } ?? "未登记")"
        ]
        if !household.remark.isEmpty { lines.append("备注：\(TextTable.printable(household.remark))") }
        for tenure in found.tenures {
            let owners = tenure.owners.map { owner in
                TextTable.printable(owner.name) + (owner.share.map { "（\($0)）" } ?? "")
                    + (owner.phone.map { " \($0)" } ?? "")
            }
            let days =
                (tenure.from.map { "\($0) 起" } ?? "系统启用前起")
                + (tenure.until.map { "，至 \($0)" } ?? "，现任")
            let who = tenure.obligor == .developer ? "开发企业" : "业主"
            lines.append(
                "缴费义务人（任期编号 \(tenure.id)，\(days)）：\(who) \(owners.joined(separator: "、"))")
        }
        if found.tenures.isEmpty { lines.append("还没有缴费义务人。") }
        for lease in found.currentLeases {
            lines.append(
                "车位 \(lease.stall)（\(lease.title.chinese)）：\(lease.from) 起租"
                    + (lease.plate.map { "，车牌 \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n")
    }
}
