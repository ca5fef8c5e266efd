import Glibc

/// Where a request comes from, as far as throttling cares: an IPv4 address, or the /64 network of
/// an IPv6 address, since one line has all of those.
struct ClientAddress: Hashable, Sendable {
    private let bytes: [UInt8]

    static let unknown = ClientAddress(bytes: [])

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Nil where the text is no address.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: &four) { Array($0) })
            return
        }
        var six = in6_addr()
        // an address of the local link may carry its interface: fe80::1%eth0
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &six) == 1 else { return nil }
        let all = withUnsafeBytes(of: &six) { Array($0) }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.init(bytes: all.starts(with: mapped) ? Array(all[12...]) : Array(all[..<8]))
    }

    /// The client behind a request.
    ///
    /// - Parameters:
    ///   - peer: who holds the connection.
    ///   - forwarded: X-Forwarded-For. Anybody can write one, so it counts only when a reverse
    ///     proxy was announced and the peer is this machine; then its last address, which is the
    ///     one that the proxy itself saw.
    init(peer: String?, forwarded: String?, trustsProxy: Bool) {
        let direct = peer.flatMap { ClientAddress($0) } ?? .unknown
        guard trustsProxy, let peer, ClientAddress.isLoopback(peer),
            let last = forwarded?.split(separator: ",").last,
            let address = ClientAddress(last.drop { $0 == " " }.prefix { $0 != " " })
        else {
            self = direct
            return
        }
        self = address
    }

    static func isLoopback(_ text: String) -> Bool {
        text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.")
    }
}

extension ClientAddress: CustomStringConvertible {
    /// `203.0.113.9`, or the network of an IPv6 address: `2001:db8:0:0::/64`.
    var description: String {
        switch bytes.count {
        case 4: return bytes.map { String($0) }.joined(separator: ".")
        case 8:
            let groups = stride(from: 0, to: 8, by: 2).map { index in
                String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
            }
            return groups.joined(separator: ":") + "::/64"
        default: return "unknown"
        }
    }
}
