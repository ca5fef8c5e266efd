import Glibc
import Secrets
import Testing

@Suite struct SecretsTests {
    /// FIPS 180-4 and RFC 4231's case 1, whose 20-byte key is padded to ours by the definition of HMAC.
    @Test func knownAnswers() throws {
        #expect(
            Hex.encode(Digest.sha256("abc"))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Hex.encode(Digest.sha256(""))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let padded = [UInt8](repeating: 0x0B, count: 20) + [UInt8](repeating: 0, count: 12)
        let key = try #require(SecretKey(padded))
        #expect(
            Hex.encode(key.authenticate("Hi There"))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }

    @Test func streamingAgreesWithWhole() {
        var stream = StreamingDigest()
        for part in ["许", "昌", ""] {
            Array(part.utf8).withUnsafeBytes { stream.update($0) }
        }
        #expect(stream.finish() == Digest.sha256("许昌"))
    }

    @Test(arguments: [
        ([UInt8](), ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
        ([0xFB, 0xFF], "-_8"),
    ])
    func base64(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
    }

    @Test func accessCodesForgiveWhatPeopleType() {
        #expect(Base32.encode([0xFF, 0x00, 0xFF]) == "ZW0FY")
        #expect(Base32.normalise(" o1li-2 a\u{3000}") == "01112A")
        #expect(Base32.normalise("u") == "U")
    }

    @Test func comparesWholeValues() {
        #expect(constantTimeEqual([1, 2], [1, 2]))
        #expect(!constantTimeEqual([1, 2], [1, 3]))
        #expect(!constantTimeEqual([1, 2], [1, 2, 3]))
    }

    @Test func keyNeverShowsItself() {
        #expect("\(SecretKey())" == "SecretKey(…)")
        #expect(SecretKey([1, 2, 3]) == nil)
    }
}

@Suite struct KeyFileTests {
    @Test func madeOnceAndReadAgain() throws {
        try withFolder { folder in
            let first = try KeyFile(path: folder + "/a.key").loadOrCreate()
            let second = try KeyFile(path: folder + "/a.key").loadOrCreate()
            #expect(first.authenticate("x") == second.authenticate("x"))
            var status = stat()
            #expect(stat(folder + "/a.key", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func refusesWhatOthersCanRead() throws {
        try withFolder { folder in
            _ = try KeyFile(path: folder + "/a.key").loadOrCreate()
            chmod(folder + "/a.key", 0o644)
            #expect(throws: KeyFile.Problem.self) {
                try KeyFile(path: folder + "/a.key").loadOrCreate()
            }
        }
    }

    @Test func refusesATornFile() throws {
        try withFolder { folder in
            _ = try KeyFile(path: folder + "/a.key").loadOrCreate()
            truncate(folder + "/a.key", 31)
            #expect(throws: KeyFile.Problem.self) {
                try KeyFile(path: folder + "/a.key").loadOrCreate()
            }
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/linli-keys-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        let folder = String(cString: made)
        defer {
            unlink(folder + "/a.key")
            rmdir(folder)
        }
        try body(folder)
    }
}
