import Testing

@testable import Web

@Suite struct ClientAddressTests {
    @Test func anIPv6LineIsOneClient() {
        #expect(ClientAddress("2001:db8:1:2::5") == ClientAddress("2001:db8:1:2:ffff::9"))
        #expect(ClientAddress("2001:db8:1:2::5") != ClientAddress("2001:db8:1:3::5"))
        #expect(ClientAddress("::ffff:203.0.113.5") == ClientAddress("203.0.113.5"))
        #expect(ClientAddress("203.0.113.5") != ClientAddress("203.0.113.6"))
        #expect(ClientAddress("fe80::1%eth0") == ClientAddress("fe80::1"))
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.4 ", "::g", "203.0.113.5\n"])
    func whatIsNoAddress(_ text: String) {
        #expect(ClientAddress(text) == nil)
    }

    struct Case: Sendable {
        let peer: String?
        let forwarded: String?
        let trusts: Bool
        let expected: String?
    }

    @Test(arguments: [
        Case(peer: "203.0.113.5", forwarded: nil, trusts: false, expected: "203.0.113.5"),
        // a header that nobody announced
        Case(peer: "127.0.0.1", forwarded: "9.9.9.9", trusts: false, expected: "127.0.0.1"),
        // not from this machine
        Case(peer: "203.0.113.5", forwarded: "9.9.9.9", trusts: true, expected: "203.0.113.5"),
        Case(peer: "127.0.0.1", forwarded: "9.9.9.9", trusts: true, expected: "9.9.9.9"),
        Case(peer: "::1", forwarded: "9.9.9.9", trusts: true, expected: "9.9.9.9"),
        // what the client itself wrote stands first
        Case(peer: "127.0.0.1", forwarded: "1.1.1.1, 9.9.9.9", trusts: true, expected: "9.9.9.9"),
        Case(peer: "127.0.0.1", forwarded: "nonsense", trusts: true, expected: "127.0.0.1"),
        Case(peer: "127.0.0.1", forwarded: nil, trusts: true, expected: "127.0.0.1"),
    ])
    func theClientBehindAProxy(_ one: Case) {
        let found = ClientAddress(
            peer: one.peer, forwarded: one.forwarded, trustsProxy: one.trusts)
        #expect(found == one.expected.flatMap { ClientAddress($0) })
    }

    @Test func withoutAPeerItIsUnknown() {
        #expect(ClientAddress(peer: nil, forwarded: "9.9.9.9", trustsProxy: true) == .unknown)
    }

    /// As the log of log-ins keeps it: the network of an IPv6 address.
    @Test func isWrittenForPeople() {
        for (text, shown) in [
            ("203.0.113.9", "203.0.113.9"), ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:0:12::7", "2001:db8:0:12::/64"), ("::1", "0:0:0:0::/64"),
        ] {
            #expect(ClientAddress(text)?.description == shown, "\(text)")
        }
        #expect(ClientAddress.unknown.description == "unknown")
    }
}
