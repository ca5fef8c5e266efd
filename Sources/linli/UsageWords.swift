/// The argument parser speaks English; these are its sentences in Chinese. What is not known here
/// passes as it is.
enum UsageWords {
    private static let phrases: [(english: String, chinese: String)] = [
        ("Error: ", ""),
        ("Missing expected argument", "缺少参数"),
        ("Missing value for", "缺少取值："),
        ("Unknown option", "没有这个选项："),
        ("Unexpected argument", "多余的参数："),
        ("unexpected arguments:", "多余的参数："),
        ("The value", "取值"),
        ("is invalid for", "不适用于"),
        ("Please provide one of the following:", "可用的取值："),
        ("Did you mean", "是不是要写"),
        ("Usage:", "用法："),
        ("See '", "详见 '"),
        ("' for more information.", "'"),
        ("Help:", "说明："),
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
            out.append(character)
            rest = rest.dropFirst()
        }
        return out
    }
}
