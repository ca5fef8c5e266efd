import Tables

/// The columns of a 车位表.
public enum StallColumn: Int, TableColumn {
    case code, building, entrance, household, from, until, plate, title

    public var name: String {
        switch self {
        case .code: "车位号"
        case .building: "楼栋"
        case .entrance: "单元"
        case .household: "房号"
        case .from: "起租月份"
        case .until: "止租月份"
        case .plate: "车牌号"
        case .title: "产权"
        }
    }

    public var synonyms: [String] {
        switch self {
        case .code: ["车位编号", "车位", "停车位", "泊位号", "车位编码", "停车位编号", "车位名称"]
        case .building: HouseholdColumn.building.synonyms
        case .entrance: HouseholdColumn.entrance.synonyms
        case .household:
            [
                "承租房号", "承租户", "房屋", "租用房号", "使用房号", "业主房号", "地址", "房产", "房屋编号",
                "门牌号", "室号", "房间号",
            ]
        case .from: ["起租日期", "开始月份", "起始月份", "起租时间", "开始日期", "起租", "租用开始", "起始日期"]
        case .until: ["止租日期", "结束月份", "止租时间", "结束日期", "到期日期", "截止月份", "到期月份"]
        case .plate: ["车牌", "车牌号码", "车号", "车辆号牌"]
        case .title: ["车位性质", "性质", "产权性质", "车位产权", "产权归属", "车位类型", "类型"]
        }
    }
}
