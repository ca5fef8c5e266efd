/// Lines of PostgreSQL's COPY text format, under way to the database.
public struct CopyLines: Sendable {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    public mutating func integer(_ value: some FixedWidthInteger) {
        begin()
        var value = Int64(value)
        if value < 0 {
            bytes.append(UInt8(ascii: "-"))
            value = -value
        }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
            value /= 10
        } while value > 0
        bytes[start...].reverse()
    }

    public mutating func integer(_ value: (some FixedWidthInteger)?) {
        if let value { integer(value) } else { null() }
    }

    public mutating func text(_ value: ArraySlice<UInt8>) {
        begin()
        value.withUnsafeBufferPointer { append($0) }
    }

    public mutating func text(_ value: String?) {
        guard var value else { return null() }
        begin()
        value.withUTF8 { append($0) }
    }

    private mutating func append(_ value: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in value.indices {
            let letter: UInt8
            switch value[index] {
            case UInt8(ascii: "\\"): letter = UInt8(ascii: "\\")
            case 0x09: letter = UInt8(ascii: "t")
            case 0x0A: letter = UInt8(ascii: "n")
            case 0x0D: letter = UInt8(ascii: "r")
            default: continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<index]))
            bytes.append(contentsOf: [UInt8(ascii: "\\"), letter])
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: value[start...]))
    }

    /// A `bytea`.
    public mutating func binary(_ value: [UInt8]?) {
        guard let value else { return null() }
        begin()
        bytes.append(contentsOf: "\\\\x".utf8)
        for byte in value {
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            }
        }
    }

    public mutating func null() {
        begin()
        bytes.append(contentsOf: "\\N".utf8)
    }

    public mutating func endLine() {
        bytes.append(0x0A)
        isFirst = true
    }

    /// Hands the bytes over and begins anew.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func begin() {
        if isFirst { isFirst = false } else { bytes.append(0x09) }
    }
}
