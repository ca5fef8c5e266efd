import Core
import Glibc
import Registry
import Secrets
import Testing

@testable import Application

@Suite struct KeysTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/linli-keys-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            Issue.record("mkdtemp")
            return
        }
        let folder = String(cString: made)
        defer {
            for name in [
                "resident-links.key", "id-numbers.key", "audit-heads.key", "second-factors.key",
            ] {
                unlink("\(folder)/keys/\(name)")
            }
            rmdir("\(folder)/keys")
            rmdir(folder)
        }
        try body(folder)
    }

    private func code(_ keys: Keys) -> String {
        keys.residentLinks.accessCode(
            scope: ScopeID(2), household: HouseholdID(3), tenure: TenureID(4), generation: 1)
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func areMadeOnceAndKept() throws {
        try withFolder { folder in
            let first = try Keys(dataFolder: folder)
            let second = try Keys(dataFolder: folder)
            #expect(code(first) == code(second))
            #expect(first.idNumbers.authenticate("x") == second.idNumbers.authenticate("x"))
            #expect(mode("\(folder)/keys") == 0o700)
            #expect(mode("\(folder)/keys/resident-links.key") == 0o600)
            #expect(mode("\(folder)/keys/id-numbers.key") == 0o600)
        }
    }

    @Test func differBetweenInstallations() throws {
        try withFolder { one in
            try withFolder { other in
                let (first, second) = (try Keys(dataFolder: one), try Keys(dataFolder: other))
                #expect(code(first) != code(second))
            }
        }
    }

    @Test func neverShowThemselves() throws {
        try withFolder { folder in
            let shown = String(reflecting: try Keys(dataFolder: folder))
            #expect(!shown.contains("bytes"))
        }
    }

    @Test func whatOthersCanReadIsRefused() throws {
        try withFolder { folder in
            _ = try Keys(dataFolder: folder)
            chmod("\(folder)/keys/id-numbers.key", 0o644)
            #expect(throws: KeyFile.Problem.self) { try Keys(dataFolder: folder) }
        }
    }

    @Test func aMissingFolderIsTold() {
        #expect(throws: KeyFile.Problem.self) { try Keys(dataFolder: "/nowhere/at/all") }
    }
}
