/// Control characters in somebody's data must not drive the terminal that shows them.
enum Controls {
    /// Text without what moves the cursor, colours, or turns the direction of writing. Line ends stay.
    static func removed(from text: String) -> String {
        guard text.unicodeScalars.contains(where: { drives($0) && $0 != "\n" }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { !drives($0) || $0 == "\n" }))
    }

    /// JSON whose strings hold no control character as it is: `Core` escapes those below blank, here
    /// follow DEL and the second set, U+0080 to U+009F, which terminals obey too.
    static func escaped(in json: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(json.count)
        var index = 0
        while index < json.count {
            let byte = json[index]
            if byte == 0x7F {
                out += Array("\\u007f".utf8)
            } else if byte == 0xC2, index + 1 < json.count, json[index + 1] < 0xA0 {
                let digits = Array("0123456789abcdef".utf8)
                let low = json[index + 1]
                out += Array("\\u00".utf8) + [digits[Int(low >> 4)], digits[Int(low & 15)]]
                index += 1
            } else {
                out.append(byte)
            }
            index += 1
        }
        return out
    }

    private static func drives(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
