/// How the bytes of a file stand for characters.
public enum TextEncoding: String, Sendable {
    case utf8
    /// GB 18030, which contains GBK and GB 2312: what Excel and WPS write by default in China.
    case gb18030
    /// With a byte order mark, as Excel writes “Unicode text”.
    case utf16LittleEndian, utf16BigEndian

    public var chinese: String {
        switch self {
        case .utf8: "UTF-8"
        case .gb18030: "UTF-8 或 GB18030"
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        }
    }

    /// iconv's name.
    var iconvName: String {
        switch self {
        case .utf8: "UTF-8"
        case .gb18030: "GB18030"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        }
    }
}
