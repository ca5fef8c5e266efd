import Testing

@testable import Secrets

@Suite struct PasswordsTests {
    private static let passwords = Passwords()

    @Test(arguments: ["correct horse battery", "密码由几个词连成", "", String(repeating: "长", count: 128)])
    func aPasswordHasItsHashAndNoOther(password: String) async throws {
        let hash = try await Self.passwords.hash(password)
        #expect(hash.hasPrefix("$argon2id$v=19$m=47104,t=1,p=1$"))
        #expect(hash.utf8.count < 128)
        #expect(try await Self.passwords.verify(password, against: hash))
        #expect(try await !Self.passwords.verify(password + "x", against: hash))
        #expect(try await Self.passwords.hash(password) != hash)
    }

    @Test(arguments: [nil, "", "no hash", "$argon2id$", Passwords.nobody + "x"])
    func whatIsNoHashIsNeverTrue(hash: String?) async throws {
        #expect(try await !Self.passwords.verify("", against: hash))
    }

    /// What stands in for a missing account costs as much as a real one.
    @Test func nobodyHasTheSameParameters() async throws {
        let real = try await Self.passwords.hash("x").split(separator: "$")
        let nobody = Passwords.nobody.split(separator: "$")
        #expect(real.prefix(3) == nobody.prefix(3))
        #expect(real.map(\.count) == nobody.map(\.count))
    }

    @Test func soManyAtATimeAndSoManyWaiting() async throws {
        let gate = HashingGate(places: 2, mostWaiting: 3)
        #expect(await gate.enter())
        #expect(await gate.enter())
        let waiting = (0..<3).map { _ in Task { await gate.enter() } }
        while await gate.waitingCount < 3 { await Task.yield() }
        #expect(await !gate.enter())
        for _ in 0..<3 { await gate.leave() }
        for task in waiting { #expect(await task.value) }
        await gate.leave()
        await gate.leave()
        #expect(await gate.enter())
    }

    @Test func manyAtOnceAreAllAnswered() async throws {
        let hash = try await Self.passwords.hash("correct horse battery")
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let password = number.isMultiple(of: 2) ? "correct horse battery" : "wrong"
                    return try await Self.passwords.verify(password, against: hash)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count(where: \.self) == 6)
    }
}

@Suite struct SigningKeyTests {
    /// RFC 8032, 7.1, test 2.
    @Test func knownAnswer() throws {
        let seed: [UInt8] = [
            0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11,
            0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed,
            0x4f, 0xb8, 0xa6, 0xfb,
        ]
        let key = SigningKey(seed: try #require(SecretKey(seed)))
        #expect(
            Hex.encode(key.publicKey)
                == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        #expect(
            Hex.encode(key.sign([0x72]))
                == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    }

    @Test func onlyItsOwnSignaturesHold() {
        let key = SigningKey(seed: SecretKey())
        let message = Array("头".utf8)
        let signature = key.sign(message)
        #expect(SigningKey.isValid(signature, of: message, under: key.publicKey))
        #expect(!SigningKey.isValid(signature, of: message + [0], under: key.publicKey))
        #expect(
            !SigningKey.isValid(
                signature, of: message, under: SigningKey(seed: SecretKey()).publicKey))
        #expect(!SigningKey.isValid(Array(signature.dropLast()), of: message, under: key.publicKey))
        #expect(!SigningKey.isValid(signature, of: message, under: []))
        #expect("\(key)" == "SigningKey(\(Hex.encode(key.publicKey)))")
    }
}
