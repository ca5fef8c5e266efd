import Tables

/// The columns of a 期初余额表: one row for each household, fee and month that is owed; a credit
/// stands in any one row of its household.
public enum OpeningBalanceColumn: Int, TableColumn {
    case building, entrance, room, address, item, stall, month, owed, credit

    public var name: String {
        switch self {
        case .building: "楼栋"
        case .entrance: "单元"
        case .room: "房号"
        case .address: "房屋"
        case .item: "收费项目"
        case .stall: "车位号"
        case .month: "账期"
        case .owed: "欠费金额"
        case .credit: "预存金额"
        }
    }

    public var synonyms: [String] {
        switch self {
        case .building: ["幢号", "楼号", "栋号", "楼栋号", "楼幢", "座", "楼"]
        case .entrance: ["单元号", "门洞", "单元门"]
        case .room: ["室号", "门牌号", "房间号", "房屋号", "户号"]
        case .address: ["房屋编号", "房屋地址", "地址", "房产", "单元房号", "资源名称", "收费对象"]
        case .item: ["项目", "费用项目", "费用名称", "收费名称", "费项", "科目"]
        case .stall: ["车位", "车位编号", "停车位", "泊位号"]
        case .month: ["费用期间", "所属期", "费用所属期", "账单月份", "月份", "欠费月份", "所属账期", "计费月份"]
        case .owed: ["欠费", "欠缴金额", "欠款", "欠款金额", "应收余额", "未缴金额", "未收金额", "期初欠费"]
        case .credit: ["预存", "预存余额", "预缴金额", "预收余额", "预收金额", "预存款", "预付余额", "期初预存"]
        }
    }
}
