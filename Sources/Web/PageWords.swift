/// Refusals are worded for whoever stands at the terminal too: some name a command or an option to
/// go on with. On a page these become what the page calls them.
enum PageWords {
    /// Longer ones first where one begins with another.
    static let words: [(command: String, page: String)] = [
        ("linli household transfer", "“过户”"), ("linli household show", "住户页"),
        ("linli household import", "“导入”"), ("linli household link", "“查询链接”"),
        ("linli owner correct", "“更正姓名、电话”"), ("linli stall release", "“退租”"),
        ("linli stall lease", "“出租”"), ("linli stall import", "“导入”"),
        ("linli compound list", "小区列表"), ("linli compound add", "“登记小区”"),
        ("linli resolution list", "“决议”页"), ("linli resolution record", "“登记决议”"),
        ("linli bill withdraw", "“撤回账单”"), ("linli schedule add", "“收费标准”"),
        ("linli schedule list", "“收费标准”页"), ("linli run list", "“出账”页"),
        ("linli organisation add", "“登记单位”"), ("linli contract record", "“登记合同”"),
        ("linli account add", "“新建账号”"), ("linli audit verify", "“核验日志”"),
        ("linli audit head", "“下载链头”"), ("--total-owed", "“欠费总额”"),
        ("--total-credit", "“预存总额”"), ("--item-name", "“项目名称”"), ("--stall", "“车位”"),
        ("--file", "附件"),
        ("--never", "“从未出账：整个作废”"),
    ]

    static func plain(_ sentence: String) -> String {
        guard sentence.contains("linli ") || sentence.contains("--") else { return sentence }
        // an option that only says which field is meant
        var text = sentence.replacing(#/（--[a-z-]+( 或 --[a-z-]+)*）/#, with: "")
        for (command, page) in words {
            text = text.replacing(" \(command) ", with: page)
            text = text.replacing("\(command) ", with: page)
            text = text.replacing(" \(command)", with: page)
            text = text.replacing(command, with: page)
        }
        text = text.replacing(#/ ?linli [a-z-]+( [a-z-]+)? ?/#, with: "命令行")
        return text.replacing(#/ ?--[a-z-]+ ?/#, with: "")
    }
}
