import Foundation
import Testing

/// What README says is there.
@Suite struct PapersTests {
    @Test func theMapNamesEveryRoom() throws {
        let readme = try #require(Repository.file("README.md"), "README.md is missing")
        for folder in Repository.folders(in: "Sources") where folder != "Plugins" {
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
