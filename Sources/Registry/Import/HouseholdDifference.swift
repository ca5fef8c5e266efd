/// Why a row of a 房屋业主表 cannot stand beside the register or another row.
enum HouseholdDifference: String, CaseIterable {
    case sameAddress, sameAsRefused, ownerDiffers, areaRegistered, phoneDisagrees, phoneTaken
    case idDiffers, idTaken, idOfAnother

    func refused(
        row: Int, value: String, detail: String
    ) -> ImportComparison<HouseholdColumn>.Refused {
        .init(row: row, column: column, value: shown(value), reason: reason(detail))
    }

    private var column: HouseholdColumn {
        switch self {
        case .sameAddress, .sameAsRefused: .room
        case .ownerDiffers: .owner
        case .areaRegistered: .area
        case .phoneDisagrees, .phoneTaken: .phone
        case .idDiffers, .idTaken, .idOfAnother: .idNumber
        }
    }

    /// The number itself is not known here: only its keyed hash is.
    private func shown(_ value: String) -> String { column == .idNumber ? "****" : value }

    private func reason(_ detail: String) -> String {
        switch self {
        case .sameAddress:
            "与第 \(detail) 行是同一房屋而内容不同：请只留一行；几位共有人写在同一格里，用“、”隔开。"
        case .sameAsRefused: "与第 \(detail) 行完全相同，而那一行不合格。"
        case .ownerDiffers:
            "登记的业主是“\(detail)”：房屋已转让的，请用 linli household transfer 过户；只是写错的，请用 linli owner correct 更正。"
        case .areaRegistered: "登记的 \(detail) ㎡ 来自登记簿或实测，导入的面积不能取代它。"
        case .phoneDisagrees: "同一业主的电话在登记中或别的行里是 \(detail)：请核对后改成一致。"
        case .phoneTaken: "另一位“\(detail)”已登记了这个电话：请核对是否同一人。"
        case .idDiffers: "证件号与这位业主登记的或别的行里的不同：请核对；业主已变更的，请用 linli household transfer 过户。"
        case .idTaken: "这个证件号已登记在另一位业主名下：请核对。"
        case .idOfAnother: "这个证件号属于“\(detail)”，姓名不同：请核对。"
        }
    }
}
