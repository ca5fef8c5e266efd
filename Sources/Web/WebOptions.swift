import Core

/// Where the server listens and what stands in front of it.
public struct WebOptions: Sendable {
    /// An address of this machine, without brackets.
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    /// The address that people type, such as `https://linli.example.cn`; nil where they come to
    /// `host` and `port` directly. Its scheme decides about Secure cookies and HSTS.
    public var publicURL: PublicURL?
    /// Whether X-Forwarded-For of a peer on this machine is believed (LINLI_TRUST_PROXY).
    public var trustsProxy: Bool
    /// Where uploaded tables wait between preview and import; made on first use.
    public var importFolder: String
    /// What printed links begin with (LINLI_BASE_URL); nil where that is where people come to.
    public var linkBase: String?

    public init(
        host: String, port: Int, publicURL: PublicURL? = nil, trustsProxy: Bool = false,
        importFolder: String, linkBase: String? = nil
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.trustsProxy = trustsProxy
        self.importFolder = importFolder
        self.linkBase = linkBase
    }

    /// What a resident's link begins with, without a closing slash.
    var linkStart: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        let start = linkBase ?? publicURL?.description ?? "http://\(shown):\(port)"
        return start.hasSuffix("/") ? String(start.dropLast()) : start
    }

    var isSecure: Bool { publicURL?.isSecure ?? false }
}

/// The origin under which residents reach the pages: a scheme, a host and perhaps a port.
public struct PublicURL: Sendable, Equatable, CustomStringConvertible {
    public let isSecure: Bool
    /// In lower case, with the port where it was written.
    public let authority: String

    public var description: String { "\(isSecure ? "https" : "http")://\(authority)" }

    /// Reads LINLI_PUBLIC_URL.
    ///
    /// - Throws: `MalformedValue` naming the value and the form expected.
    public init(entry text: String) throws(MalformedValue) {
        var rest = text.trimmed.lowercased()[...]
        if rest.hasPrefix("https://") {
            isSecure = true
            rest = rest.dropFirst("https://".count)
        } else if rest.hasPrefix("http://") {
            isSecure = false
            rest = rest.dropFirst("http://".count)
        } else {
            throw PublicURL.malformed(text)
        }
        if rest.last == "/" { rest = rest.dropLast() }
        guard !rest.isEmpty, rest.utf8.allSatisfy(PublicURL.mayStandInAuthority) else {
            throw PublicURL.malformed(text)
        }
        authority = String(rest)
    }

    private static func mayStandInAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private static func malformed(_ text: String) -> MalformedValue {
        MalformedValue(
            code: "malformedPublicURL",
            sentence: "访问网址“\(text.prefix(80))”无法识别：请写成 https://linli.example.cn 的形式"
                + "（LINLI_PUBLIC_URL）。")
    }
}
