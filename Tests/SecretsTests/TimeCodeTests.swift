import Testing

@testable import Secrets

@Suite struct TimeCodeTests {
    /// FIPS 180-4's examples, and RFC 2202's of the HMAC.
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
        (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
    ])
    func hashes(text: String, hash: String) {
        #expect(Hex.encode(SHA1.hash(Array(text.utf8))) == hash)
    }

    @Test func authenticates() {
        let answer = SHA1.authenticate(
            Array("what do ya want for nothing?".utf8), under: Array("Jefe".utf8))
        #expect(Hex.encode(answer) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        let long = SHA1.authenticate(
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            under: [UInt8](repeating: 0xAA, count: 80))
        #expect(Hex.encode(long) == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
    }

    private let code = TimeCode(secret: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B, the last six digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
            (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func knownAnswers(second: Int64, expected: String) {
        #expect(code.code(atStep: TimeCode.step(atSecond: second)) == expected)
        #expect(
            code.step(of: expected, atSecond: second, after: 0) == TimeCode.step(atSecond: second))
    }

    /// One step before and after is taken, no more, and none that was taken or came before one.
    @Test func clocksMayDifferByAStep() {
        let shown = code.code(atStep: 100)
        for (step, taken) in [(98, false), (99, true), (100, true), (101, true), (102, false)] {
            let found = code.step(of: shown, atSecond: Int64(step) * 30 + 29, after: 0)
            #expect((found == 100) == taken, "\(step)")
        }
        for (last, taken) in [(99, true), (100, false), (101, false)] {
            let found = code.step(of: shown, atSecond: 3000, after: Int64(last))
            #expect((found == 100) == taken, "\(last)")
        }
        for wrong in ["", "12345", "1234567", "abcdef", "２８７０８２"] {
            #expect(code.step(of: wrong, atSecond: 59, after: 0) == nil)
        }
    }

    @Test func anAuthenticatorReadsIt() {
        #expect(code.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            code.uri(issuer: "邻里", account: "李 x/1")
                == "otpauth://totp/%E9%82%BB%E9%87%8C:%E6%9D%8E%20x%2F1?"
                + "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E9%82%BB%E9%87%8C"
                + "&algorithm=SHA1&digits=6&period=30")
        #expect(TimeCode.makeSecret().count == 20)
    }

    @Test func whatIsSealedIsReadUnderItsKeyOnly() {
        let key = SecretKey()
        let sealed = key.seal([1, 2, 3])
        #expect(key.open(sealed) == [1, 2, 3])
        #expect(key.seal([1, 2, 3]) != sealed)
        #expect(SecretKey().open(sealed) == nil)
        #expect(key.open([]) == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(key.open(changed) == nil)
        }
        #expect(key.open(key.seal([])) == [])
    }
}
