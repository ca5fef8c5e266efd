import Tables

/// The columns of a 房屋业主表.
public enum HouseholdColumn: Int, TableColumn {
    case building, entrance, room, address, area, owner, phone, idNumber, use, remark

    public var name: String {
        switch self {
        case .building: "楼栋"
        case .entrance: "单元"
        case .room: "房号"
        case .address: "房屋"
        case .area: "建筑面积"
        case .owner: "业主姓名"
        case .phone: "联系电话"
        case .idNumber: "身份证号"
        case .use: "用途"
        case .remark: "备注"
        }
    }

    public var synonyms: [String] {
        switch self {
        case .building:
            [
                "楼号", "幢号", "栋号", "楼栋号", "楼幢号", "楼", "栋", "幢", "座", "座号", "楼座",
                "楼宇", "楼幢", "楼栋名称", "楼宇名称",
            ]
        case .entrance: ["单元号", "门洞", "门洞号", "单元名称", "单元门"]
        case .room:
            [
                "室号", "门牌号", "房间号", "户号", "房间", "室", "户室号", "房间编号", "房屋号", "门牌",
                "户室", "房室号", "房间名称",
            ]
        case .address:
            [
                "地址", "房产", "房屋地址", "房屋编号", "房屋坐落", "坐落", "房产编号", "房屋信息",
                "房屋名称", "楼房号", "楼栋房号", "房屋编码", "房产地址", "住址", "详细地址",
            ]
        case .area:
            [
                "面积", "产权面积", "计费面积", "房屋面积", "房屋建筑面积", "收费面积", "建面",
                "登记面积", "产证面积", "专有面积",
            ]
        case .owner:
            [
                "业主", "户主", "姓名", "产权人", "户主姓名", "业主名称", "产权人姓名", "业主名",
                "房主", "所有权人", "权利人", "产权所有人", "住户姓名", "客户名称",
            ]
        case .phone:
            [
                "电话", "手机号", "手机", "联系方式", "手机号码", "电话号码", "业主电话", "联系手机",
                "联系电话号码", "移动电话", "业主联系电话", "联系号码",
            ]
        case .idNumber:
            [
                "证件号", "证件号码", "身份证", "身份证号码", "身份证件号", "业主身份证号", "公民身份号码",
                "有效证件号",
            ]
        case .use:
            ["房屋类型", "类型", "房屋用途", "房屋性质", "物业类型", "业态", "性质", "使用性质"]
        case .remark: ["说明", "附注", "备注说明"]
        }
    }
}
