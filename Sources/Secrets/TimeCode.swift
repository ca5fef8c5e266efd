/// Codes of six digits that change every 30 seconds (TOTP, RFC 6238 over RFC 4226), with SHA-1:
/// the one algorithm that every authenticator on a phone knows.
public struct TimeCode: Sendable {
    /// 160 bits, as RFC 4226 recommends.
    public static let secretLength = 20
    /// Seconds.
    public static let period: Int64 = 30
    public static let digits = 6
    /// Steps before and after the present one that are taken too: clocks differ by so much.
    public static let drift: Int64 = 1

    public let secret: [UInt8]

    public init(secret: [UInt8]) {
        self.secret = secret
    }

    public static func makeSecret() -> [UInt8] { Random.bytes(secretLength) }

    /// The number of the 30 seconds since 1970 in which a second lies.
    public static func step(atSecond second: Int64) -> Int64 { second / period }

    /// The code of a step.
    public func code(atStep step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
        let hash = SHA1.authenticate(counter, under: secret)
        let offset = Int(hash[19] & 0xF)
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let text = String((number & 0x7FFF_FFFF) % 1_000_000)
        return String(repeating: "0", count: TimeCode.digits - text.count) + text
    }

    /// The step whose code this is, among those taken now.
    ///
    /// - Parameter after: steps up to this one are taken no more.
    public func step(of code: String, atSecond second: Int64, after last: Int64) -> Int64? {
        let now = TimeCode.step(atSecond: second)
        let typed = Array(code.utf8)
        return (now - TimeCode.drift...now + TimeCode.drift).first { step in
            step > last && constantTimeEqual(Array(self.code(atStep: step).utf8), typed)
        }
    }

    /// As an authenticator's page asks for it: base32 (RFC 4648) without padding.
    public var base32: String {
        encodeBits(secret, width: 5, alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8))
    }

    /// For a QR code, as authenticators read it.
    public func uri(issuer: String, account: String) -> String {
        let (issuer, account) = (TimeCode.escaped(issuer), TimeCode.escaped(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(base32)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(TimeCode.digits)&period=\(TimeCode.period)"
    }

    /// Percent-encoded but for letters, digits, `-`, `.` and `_`.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { out, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F:
                out.append(Character(UnicodeScalar(byte)))
            default: out += "%" + Hex.encode([byte]).uppercased()
            }
        }
    }
}

/// SHA-1 (FIPS 180-4) and HMAC over it: for codes only, where its collisions do not matter and
/// nothing else is understood. libsodium has none.
enum SHA1 {
    static func authenticate(_ message: [UInt8], under key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return hash(block.map { $0 ^ 0x5C } + hash(block.map { $0 ^ 0x36 } + message))
    }

    static func hash(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(message.count) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        for start in stride(from: 0, to: padded.count, by: 64) {
            state = zip(state, compress(padded[start..<start + 64], state)).map { $0 &+ $1 }
        }
        return state.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) }
        }
    }

    private static func compress(_ block: ArraySlice<UInt8>, _ state: [UInt32]) -> [UInt32] {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
            block[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<80 {
            let mixed =
                words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
            words.append(rotated(mixed, by: 1))
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for (index, word) in words.enumerated() {
            let (mixed, constant): (UInt32, UInt32) =
                switch index {
                case 0..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = rotated(a, by: 5) &+ mixed &+ e &+ constant &+ word
            (e, d, c, b, a) = (d, c, rotated(b, by: 30), a, next)
        }
        return [a, b, c, d, e]
    }

    private static func rotated(_ word: UInt32, by bits: UInt32) -> UInt32 {
        word << bits | word >> (32 - bits)
    }
}
