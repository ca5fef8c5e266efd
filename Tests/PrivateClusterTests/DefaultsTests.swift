import Testing

@testable import PrivateCluster

@Suite struct DefaultsTests {
    @Test func theDataFolderFollowsXDG() {
        func folder(_ environment: [String: String], isRoot: Bool = false) -> String {
            PrivateCluster.defaultDataFolder(environment: environment, isRoot: isRoot)
        }
        #expect(folder(["HOME": "/home/wang"]) == "/home/wang/.local/share/linli")
        #expect(folder(["HOME": "/home/wang", "XDG_DATA_HOME": "/data"]) == "/data/linli")
        #expect(folder(["HOME": "/h", "XDG_DATA_HOME": "data"]) == "/h/.local/share/linli")
        #expect(folder(["HOME": "/root", "XDG_DATA_HOME": "/x"], isRoot: true) == "/var/lib/linli")
    }
}
