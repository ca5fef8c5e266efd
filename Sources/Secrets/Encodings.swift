/// Base64 for addresses (RFC 4648 §5), without padding.
public enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    public static func encode(_ bytes: [UInt8]) -> String {
        encodeBits(bytes, width: 6, alphabet: alphabet)
    }
}

/// Base32 in Crockford's alphabet, upper case: no I, L, O or U, so that a code read off paper and
/// typed by hand is not mistaken.
public enum Base32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public static func encode(_ bytes: [UInt8]) -> String {
        encodeBits(bytes, width: 5, alphabet: alphabet)
    }

    /// What was typed, as the alphabet has it: upper case, O as 0, I and L as 1, blanks and
    /// hyphens dropped. Characters outside the alphabet stay, and so never match.
    public static func normalise(_ typed: String) -> String {
        String(
            typed.uppercased().compactMap { character -> Character? in
                switch character {
                case "O": return "0"
                case "I", "L": return "1"
                case "-", " ", "\u{3000}", "\t": return nil
                default: return character
                }
            })
    }
}

/// Lower-case hexadecimal.
public enum Hex {
    private static let alphabet = Array("0123456789abcdef".utf8)

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            out.append(alphabet[Int(byte >> 4)])
            out.append(alphabet[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Nil for anything but pairs of digits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

func encodeBits(_ bytes: [UInt8], width: Int, alphabet: [UInt8]) -> String {
    var out: [UInt8] = []
    var buffer = 0
    var bits = 0
    for byte in bytes {
        buffer = (buffer << 8) | Int(byte)
        bits += 8
        while bits >= width {
            bits -= width
            out.append(alphabet[(buffer >> bits) & ((1 << width) - 1)])
        }
        buffer &= (1 << bits) - 1
    }
    if bits > 0 {
        out.append(alphabet[(buffer << (width - bits)) & ((1 << width) - 1)])
    }
    return String(decoding: out, as: UTF8.self)
}
