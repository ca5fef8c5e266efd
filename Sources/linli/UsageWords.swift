/// The argument parser speaks English; these are its words in Chinese. What is not known here
/// passes as it is.
enum UsageWords {
    private static let phrases: [(english: String, chinese: String)] = [
        ("Error: ", ""),
        ("Missing expected argument ", "缺少参数 "),
        ("Missing one of: ", "须写其中之一："),
        ("Missing value for ", "缺少取值："),
        ("Missing required subcommand.", "缺少子命令"),
        ("Unknown option ", "没有这个选项："),
        ("Invalid option: ", "没有这个选项："),
        ("Unexpected argument ", "多余的参数："),
        (" unexpected arguments: ", " 个多余的参数："),
        ("The value ", "取值 "),
        (" is invalid for ", " 不适用于 "),
        ("The option ", "选项 "),
        (" does not take any value, but ", " 不带取值，却写了 "),
        (" was specified.", ""),
        ("Value to be set with ", "选项 "),
        (" had already been set with ", " 与前面重复： "),
        ("flag '", "'"),
        (". Please provide one of the following:", "，可用的取值："),
        (". Please provide one of ", "，可用的取值："),
        (". Did you mean ", "，是不是要写 "),
        ("Usage: ", "用法："),
        ("USAGE: ", "用法："),
        ("OVERVIEW: ", ""),
        ("ARGUMENTS:", "参数："),
        ("OPTIONS:", "选项："),
        (" SUBCOMMANDS:", "："),
        ("SUBCOMMANDS:", "子命令："),
        ("Show the version.", "显示版本号"),
        ("Show help information.", "显示帮助"),
        ("See '", "详见 '"),
        ("' for more information.", "'。"),
        ("' for detailed help.", "'。"),
        ("Help:  ", "说明："),
        ("(default: ", "（默认："),
    ]

    /// What an option takes, as it stands between angle brackets.
    private static let values: [String: String] = [
        "account": "登录名", "action": "操作", "actor": "姓名", "adopted": "日期", "appointment": "编号",
        "approval": "编号", "as": "令牌", "company": "单位", "contract": "编号", "days": "天数",
        "display-name": "姓名", "head": "文件", "organisation": "单位", "permission": "权限",
        "public-key": "公钥", "role": "角色", "to": "日期", "token": "编号",
        "age": "账龄", "amount": "金额", "as-of": "日期", "base-url": "网址", "body": "机构",
        "building": "楼栋", "channel": "方式", "city": "市", "community": "社区", "compound": "小区",
        "county": "县区", "data": "目录", "database": "网址", "day": "日期", "dispute": "编号",
        "due-day": "日", "file": "文件",
        "for": "账期", "from": "起始", "fund": "归属", "household": "房号", "item": "项目",
        "item-name": "名称", "key": "键", "kind": "种类", "last": "账期", "limit": "行数", "listen": "地址",
        "month": "账期", "months": "月数", "name": "名称", "note": "备注", "on": "日期", "options": "选项",
        "outcome": "结论",
        "owner": "姓名", "page": "页码", "path": "文件", "payee": "单位", "payee-account": "账号",
        "payment": "编号", "per": "计费方式", "phone": "电话", "plate": "车牌号", "rate": "单价",
        "reason": "原因", "receipt": "收据号", "receipt-on": "日期", "received-on": "日期",
        "resolution": "编号", "rounding": "舍入方式", "run": "编号", "schedule": "编号", "search": "文字",
        "share": "份额", "source": "来源",
        "stall": "车位号", "state": "状态", "street": "街道", "subcommand": "子命令", "tenure": "编号",
        "text": "原文",
        "title": "标题", "to-name": "姓名", "to-phone": "电话", "total-credit": "金额",
        "total-owed": "金额", "until": "截止", "waiver": "编号", "withdrawal": "编号",
    ]

    static func chinese(_ message: String) -> String {
        var out = ""
        var rest = Substring(message)
        scan: while let character = rest.first {
            for (english, chinese) in phrases where rest.hasPrefix(english) {
                out += chinese
                rest = rest.dropFirst(english.count)
                continue scan
            }
            if character == "<", let end = rest.firstIndex(of: ">"),
                let value = values[String(rest[rest.index(after: rest.startIndex)..<end])]
            {
                out += "<\(value)>"
                rest = rest[rest.index(after: end)...]
                continue scan
            }
            out.append(character)
            rest = rest.dropFirst()
        }
        return closed(out)
    }

    /// The bracket that a default opened is closed by the parser with a narrow one.
    private static func closed(_ text: String) -> String {
        guard text.contains("（默认："), text.hasSuffix(")") else { return text }
        return text.dropLast() + "）"
    }
}
