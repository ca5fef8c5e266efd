import CQrencode

/// A QR code (ISO/IEC 18004), of bytes: what a phone's camera reads off a paper bill.
public struct QRCode: Sendable, Equatable {
    /// How much of it may be smudged or creased and still be read.
    public enum Recovery: Sendable {
        /// 7 %.
        case low
        /// 15 %: what bills are printed with.
        case medium
    }

    /// Modules on one side, without the quiet zone around.
    public let side: Int
    private let dark: [Bool]

    /// Modules that must stay white on each side.
    static let quietZone = 4
    /// Bytes: beyond this the modules are too small to be read off a bill. The longest link of ours
    /// is some 120.
    public static let longest = 300

    /// Nil where the text is empty or longer than `longest`.
    public init?(_ text: String, recovery: Recovery = .medium) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= QRCode.longest else { return nil }
        let level = recovery == .low ? QR_ECLEVEL_L : QR_ECLEVEL_M
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, level) else { return nil }
        defer { QRcode_free(code) }
        guard let modules = code.pointee.data else { return nil }
        side = Int(code.pointee.width)
        // the lowest bit of each module is its colour
        dark = (0..<side * side).map { modules[$0] & 1 == 1 }
    }

    public func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

    /// For the `d` of an SVG path: one rectangle for each run of dark modules in a row.
    public var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while column < side, isDark(row: row, column: column) { column += 1 }
                if column > start {
                    path += "M\(start) \(row)h\(column - start)v1h\(start - column)z"
                }
                column += 1
            }
        }
        return path
    }

    /// For the `viewBox` of that SVG: the modules and the quiet zone.
    public var viewBox: String {
        let zone = QRCode.quietZone
        return "\(-zone) \(-zone) \(side + 2 * zone) \(side + 2 * zone)"
    }
}
