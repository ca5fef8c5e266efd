import Secrets

/// Text inside addresses.
enum URLText {
    /// 128 bits that nobody guesses.
    static func random() -> String { Hex.encode(Random.bytes(16)) }

    /// Percent-escapes everything but RFC 3986's unreserved characters.
    static func escape(_ text: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                out.append(byte)
            default:
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `?a=1&b=…`, in the order given; empty where there is nothing. What is empty is left out.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        let kept = pairs.filter { !$0.value.isEmpty }
        guard !kept.isEmpty else { return "" }
        return "?" + kept.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
    }
}
