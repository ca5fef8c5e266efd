import Core
import Registry

/// A household as `household show` presents it. Phones are masked: who needs to call has the
/// register.
enum HouseholdShown {
    static func json(
        _ compound: Compound, _ household: Household, _ tenures: [Tenure], _ stalls: [Stall]
    ) -> JSON {
        [
            "compound": .string(compound.name), "household": JSON(household.code),
            "kind": .string(household.kind.rawValue), "area": JSON(household.area?.description),
            "countsInRoll": .bool(household.countsInRoll), "remark": .string(household.remark),
            "tenures": .array(tenures.map(json)), "stalls": JSON(stalls),
        ]
    }

    private static func json(_ tenure: Tenure) -> JSON {
        [
            "tenure": JSON(tenure.id), "obligor": .string(tenure.obligor.rawValue),
            "from": JSON(tenure.from), "until": JSON(tenure.until),
            "owners": .array(
                tenure.owners.map { owner in
                    [
                        "name": .string(owner.name),
                        "phone": JSON(owner.phone.map(PersonalData.maskedPhone)),
                        "share": JSON(owner.share?.description),
                    ]
                }),
        ]
    }

    static func words(
        _ compound: Compound, _ household: Household, _ tenures: [Tenure], _ stalls: [Stall]
    ) -> String {
        var lines = [
            "\(compound.name) \(household.code)  \(household.kind.chinese)  "
                + "建筑面积 \(household.area.map { "\($0) ㎡" } ?? "未登记")"
        ]
        if !household.remark.isEmpty { lines.append("备注：\(TextTable.printable(household.remark))") }
        for tenure in tenures {
            let owners = tenure.owners.map { owner in
                TextTable.printable(owner.name) + (owner.share.map { "（\($0)）" } ?? "")
                    + (owner.phone.map { " \(PersonalData.maskedPhone($0))" } ?? "")
            }
            let days =
                (tenure.from.map { "\($0) 起" } ?? "系统启用前起")
                + (tenure.until.map { "，至 \($0)" } ?? "，现任")
            let who = tenure.obligor == .developer ? "开发企业" : "业主"
            lines.append(
                "缴费义务人（任期编号 \(tenure.id)，\(days)）：\(who) \(owners.joined(separator: "、"))")
        }
        if tenures.isEmpty { lines.append("还没有缴费义务人。") }
        for stall in stalls {
            lines.append(
                "车位 \(stall.code)（\(stall.title.chinese)）：\(stall.lease?.from.description ?? "") 起租"
                    + (stall.lease?.plate.map { "，车牌 \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n")
    }
}
