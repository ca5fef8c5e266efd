/// Reads a whole file once to know its encoding for certain: is it UTF-8 to the last byte, and if
/// not, is it a damaged UTF-8 file or one in GB 18030?
///
/// It also refuses a line without end, so that a file that is no table is refused in little time.
/// Line breaks can be told in either encoding: no trail byte of GB 18030 is below 0x30.
struct EncodingProbe {
    struct Verdict: Equatable {
        let encoding: TextEncoding
        /// Offset of the first byte that is no UTF-8, in a file that is otherwise UTF-8.
        var damage: Int?
        /// The damage is the end of the file in the middle of a character.
        var isCut = false
    }

    /// Chinese characters read before the first error that prove UTF-8. In GBK text their bytes
    /// would have to pair up just so, twelve in a row.
    private static let proof = 4

    private let limits: TableLimits
    private let hasMark: Bool
    private var offset = 0
    private var lineStart = 0
    private var line = 1
    private var afterCarriageReturn = false
    private var damage: Int?
    private var characters = 0
    // the character under way
    private var start = 0
    private var missing = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    init(limits: TableLimits, hasMark: Bool) {
        self.limits = limits
        self.hasMark = hasMark
    }

    /// - Returns: false when the rest need not be read: a NUL was met, which is refused later.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(TableRefusal) -> Bool {
        for byte in bytes {
            if byte < 0x80 {
                if byte <= 0x0D {
                    guard byte != 0 else { return false }
                    if byte == 0x0A || byte == 0x0D { breakLine(byte) }
                }
                if missing > 0 { fail() }
            } else if damage == nil {
                step(byte)
            }
            offset += 1
        }
        guard offset - lineStart <= limits.lineBytes else {
            throw .lineTooLong(row: line, limit: limits.lineBytes)
        }
        return true
    }

    func verdict() -> Verdict {
        let isProven = hasMark || characters >= EncodingProbe.proof
        if let damage {
            return isProven
                ? Verdict(encoding: .utf8, damage: damage) : Verdict(encoding: .gb18030)
        }
        guard missing > 0 else { return Verdict(encoding: .utf8) }
        return hasMark || characters > 0
            ? Verdict(encoding: .utf8, damage: start, isCut: true) : Verdict(encoding: .gb18030)
    }

    private mutating func breakLine(_ byte: UInt8) {
        if byte == 0x0D || !(afterCarriageReturn && offset == lineStart) { line += 1 }
        afterCarriageReturn = byte == 0x0D
        lineStart = offset + 1
    }

    private mutating func fail() {
        if damage == nil { damage = start }
        missing = 0
    }

    /// One byte of a character outside ASCII; the bounds are those of Unicode's table 3-7.
    private mutating func step(_ byte: UInt8) {
        if missing > 0 {
            guard byte >= low, byte <= high else { return fail() }
            (low, high) = (0x80, 0xBF)
            missing -= 1
            if missing == 0, offset - start >= 2 { characters += 1 }
            return
        }
        start = offset
        (low, high) = (0x80, 0xBF)
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0:
            missing = 2
            low = 0xA0
        case 0xED:
            missing = 2
            high = 0x9F
        case 0xE1...0xEF: missing = 2
        case 0xF0:
            missing = 3
            low = 0x90
        case 0xF1...0xF3: missing = 3
        case 0xF4:
            missing = 3
            high = 0x8F
        default: fail()
        }
    }
}
