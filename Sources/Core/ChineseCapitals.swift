/// 人民币大写: amounts in capitals as bills and receipts print them (支付结算办法, 附一).
public enum ChineseCapitals {
    private static let digits = Array("零壹贰叁肆伍陆柒捌玖")
    private static let places = ["", "拾", "佰", "仟"]
    private static let groups = ["", "万", "亿", "万亿"]

    /// 80.00 → 捌拾元整; 1 005.30 → 壹仟零伍元叁角; 100 000.05 → 壹拾万元零伍分; −1.00 → 负壹元整.
    public static func of(_ amount: Money) -> String {
        let fen = amount.fen.magnitude
        guard fen > 0 else { return "零元整" }
        let (yuan, jiao, cent) = (fen / 100, Int(fen / 10 % 10), Int(fen % 10))
        var out = yuan > 0 ? whole(yuan) + "元" : ""
        if jiao == 0, cent == 0 {
            out += "整"
        } else {
            if jiao > 0 {
                // a yuan figure that ends in 0 is set off from its jiao by 零
                if yuan > 0, yuan.isMultiple(of: 10) { out += "零" }
                out += "\(digits[jiao])角"
            } else if yuan > 0 {
                out += "零"
            }
            if cent > 0 { out += "\(digits[cent])分" }
        }
        return (amount.fen < 0 ? "负" : "") + out
    }

    private static func whole(_ number: UInt64) -> String {
        var out = ""
        var gap = false
        for index in stride(from: groups.count - 1, through: 0, by: -1) {
            let group = Int(number / power(10_000, index) % 10_000)
            guard group > 0 else {
                gap = gap || !out.isEmpty
                continue
            }
            if !out.isEmpty, gap || group < 1000 { out += "零" }
            out += section(group) + groups[index]
            gap = false
        }
        return out
    }

    private static func section(_ number: Int) -> String {
        var out = ""
        var gap = false
        for index in stride(from: 3, through: 0, by: -1) {
            let digit = number / Int(power(10, index)) % 10
            if digit == 0 {
                gap = gap || !out.isEmpty
            } else {
                out += (gap ? "零" : "") + "\(digits[digit])" + places[index]
                gap = false
            }
        }
        return out
    }

    private static func power(_ base: UInt64, _ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }
}
