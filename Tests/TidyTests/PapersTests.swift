import Foundation
import Testing

/// What README says is there.
@Suite struct PapersTests {
    @Test func theMapNamesEveryRoom() throws {
        let readme = try #require(Repository.file("README.md"), "README.md is missing")
        // what only builds, and the doors to C libraries, are no rooms
        let rooms = Set(Repository.sources.map(\.target)).subtracting(["EmbedTool", "Plugins"])
        for folder in rooms.sorted() {
            #expect(readme.text.contains("`\(folder)`"), "README.md does not name \(folder)")
        }
    }

    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func everyLinkLeadsSomewhere(path: String) throws {
        let paper = try #require(Repository.file(path), "\(path) is missing")
        for link in paper.text.matches(of: /\]\(([^)#:]+)\)/) {
            let target = Repository.root.path + "/" + String(link.1)
            #expect(FileManager.default.fileExists(atPath: target), "\(path) links to \(link.1)")
        }
    }

    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func bothTellTheTwoCommands(path: String) throws {
        let paper = try #require(Repository.file(path), "\(path) is missing")
        #expect(paper.text.contains("deploy/run") && paper.text.contains("deploy/test"))
    }
}
