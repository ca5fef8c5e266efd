/// A path on this server that somebody may be sent on to: never an address elsewhere.
struct LocalPath: Sendable, Equatable, CustomStringConvertible {
    /// Bytes: longer is no address of ours.
    private static let longest = 2_000

    let description: String

    /// Nil for what a browser could take for another host: `//host`, `/\host`, control
    /// characters that it would drop, anything but printable ASCII.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= LocalPath.longest,
            bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        description = String(text)
    }
}
