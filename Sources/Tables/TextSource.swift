import Glibc
import Secrets

/// The text of a file as UTF-8, a chunk at a time, with the SHA-256 of its bytes on the way.
final class TextSource {
    /// Why the text ends before the file does; thrown by whoever knows the row.
    enum Stop {
        case cutCharacter
        case badBytes
    }

    let encoding: TextEncoding
    private(set) var text: [UInt8] = []
    private(set) var stop: Stop?
    private let file: InputFile
    private let verdict: EncodingProbe.Verdict
    private let converter: Converter?
    private var digest = StreamingDigest()
    private var raw: [UInt8]
    /// Bytes at the start of `raw` that are the beginning of a character.
    private var held = 0
    private var offset = 0
    private var skip: Int

    /// Opens the file and reads it once to know its encoding.
    init(path: String, limits: TableLimits) throws(TableRefusal) {
        file = try InputFile(path: path)
        guard file.size > 0 else { throw .empty }
        guard file.size <= limits.fileBytes else {
            throw .fileTooLarge(bytes: file.size, limit: limits.fileBytes)
        }
        raw = [UInt8](repeating: 0, count: limits.chunkBytes)
        (verdict, skip) = try TextSource.probe(file, limits: limits, buffer: &raw)
        encoding = verdict.encoding
        converter = encoding == .utf8 ? nil : try Converter(from: encoding, path: path)
        file.seek(to: 0)
    }

    /// Reads on; the new text stands in `text`.
    ///
    /// - Returns: false at the end of the file, or where `stop` says why there is no more text.
    func advance() throws(TableRefusal) -> Bool {
        text.removeAll(keepingCapacity: true)
        while stop == nil, text.isEmpty {
            let count = try read()
            if count == 0 {
                if file.hasChanged { throw .changedWhileRead }
                if held > 0 { stop = .cutCharacter }
                return false
            }
            let available = held + count
            let first = min(skip, available)
            skip -= first
            if let converter {
                convert(first..<available, with: converter)
            } else {
                take(first..<available)
            }
            offset += count
        }
        return !text.isEmpty
    }

    /// SHA-256 of the file, once `advance` has come to its end.
    func finish() -> [UInt8] { digest.finish() }

    private func read() throws(TableRefusal) -> Int {
        try raw.withUnsafeMutableBufferPointer { (buffer) throws(TableRefusal) -> Int in
            let free = UnsafeMutableBufferPointer(rebasing: buffer[held...])
            let count = try file.read(into: free)
            digest.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: free[..<count])))
            return count
        }
    }

    /// UTF-8 was checked by the probe, and is taken up to where it found damage.
    private func take(_ range: Range<Int>) {
        var end = range.upperBound
        if let damage = verdict.damage, damage < offset + end {
            end = max(range.lowerBound, damage - offset)
            stop = verdict.isCut ? .cutCharacter : .badBytes
        }
        text.append(contentsOf: raw[range.lowerBound..<end])
    }

    private func convert(_ range: Range<Int>, with converter: Converter) {
        let (consumed, isValid) = converter.convert(raw[range], into: &text)
        if !isValid { stop = .badBytes }
        let rest = range.lowerBound + consumed..<range.upperBound
        held = rest.count
        for (target, source) in rest.enumerated() { raw[target] = raw[source] }
    }

    private static func probe(
        _ file: InputFile, limits: TableLimits, buffer: inout [UInt8]
    ) throws(TableRefusal) -> (EncodingProbe.Verdict, skip: Int) {
        var count = try buffer.withUnsafeMutableBufferPointer {
            (bytes) throws(TableRefusal) -> Int in try file.read(into: bytes)
        }
        let start = Array(buffer[..<min(count, 8)])
        if Magic.isSpreadsheet(start) { throw .spreadsheet }
        if start.starts(with: [0xFF, 0xFE]) {
            return (EncodingProbe.Verdict(encoding: .utf16LittleEndian), 2)
        }
        if start.starts(with: [0xFE, 0xFF]) {
            return (EncodingProbe.Verdict(encoding: .utf16BigEndian), 2)
        }
        let hasMark = start.starts(with: [0xEF, 0xBB, 0xBF])
        var probe = EncodingProbe(limits: limits, hasMark: hasMark)
        while count > 0 {
            count = try buffer.withUnsafeMutableBufferPointer {
                (bytes) throws(TableRefusal) -> Int in
                let part = UnsafeBufferPointer(rebasing: bytes[..<count])
                return try probe.feed(part) ? try file.read(into: bytes) : 0
            }
        }
        let skip = hasMark ? 3 : start.starts(with: Magic.gb18030Mark) ? 4 : 0
        return (probe.verdict(), skip)
    }
}

/// How files that are no text begin.
enum Magic {
    static let gb18030Mark: [UInt8] = [0x84, 0x31, 0x95, 0x33]
    /// .xlsx is a ZIP archive, .xls an OLE compound file.
    static func isSpreadsheet(_ start: [UInt8]) -> Bool {
        start.starts(with: [0x50, 0x4B, 0x03, 0x04])
            || start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    }
}
