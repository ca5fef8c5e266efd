import Glibc

/// The C library's converter to UTF-8, strict: what is not valid is not guessed at.
final class Converter {
    private let handle: iconv_t

    init(from encoding: TextEncoding, path: String) throws(TableRefusal) {
        let opened = iconv_open("UTF-8", encoding.iconvName)
        // iconv_open answers (iconv_t)-1 where it has no such converter
        guard let opened, opened != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .unreadable(path: path, reason: "系统缺少 \(encoding.iconvName) 的字符集转换")
        }
        handle = opened
    }

    deinit { iconv_close(handle) }

    /// Appends the text of whole characters.
    ///
    /// - Returns: bytes consumed; fewer than given where the last character is not whole yet, or
    ///   where `isValid` is false, at the first byte that belongs to no character.
    func convert(
        _ input: ArraySlice<UInt8>, into text: inout [UInt8]
    ) -> (consumed: Int, isValid: Bool) {
        var input = Array(input)
        // two bytes become at most three
        let room = input.count * 2 + 16
        var consumed = 0
        var isValid = true
        let start = text.count
        text.append(contentsOf: repeatElement(0, count: room))
        let written = text.withUnsafeMutableBytes { output in
            input.withUnsafeMutableBytes { source in
                var from = source.bindMemory(to: CChar.self).baseAddress
                var left = source.count
                var to = output.bindMemory(to: CChar.self).baseAddress.map { $0 + start }
                var free = room
                if iconv(handle, &from, &left, &to, &free) == -1 { isValid = errno != EILSEQ }
                consumed = source.count - left
                return room - free
            }
        }
        text.removeLast(room - written)
        return (consumed, isValid)
    }
}
