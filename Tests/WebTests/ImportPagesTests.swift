import Access
import Core
import Foundation
import Registry
import TestSupport
import Testing

@testable import Web

@Suite struct ImportPagesTests {
    private static let path = "/compounds/2/imports"

    private static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return Array(
            try Data(contentsOf: folder.appendingPathComponent("../Fixtures/wenyanyaju/\(name)")))
    }

    /// A server over one compound without a register.
    private func withEmpty(
        _ body: @escaping @Sendable (MadeCompound, Visitor) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            let compound = try await makeCompound(database, households: 0, stalls: 0)
            let staff = Staff(scope: compound.scope)
            try await withServer(database, sessions: staff) { server in
                try await body(compound, Visitor(server))
            }
        }
    }

    @Test func aRegisterComesInAsTheCompanyKeepsIt() async throws {
        try await withEmpty { compound, visitor in
            let start = try await visitor.get(Self.path)
            #expect(start.status == 200 && start.words.contains("还没有导入过文件"))
            let file = try Self.fixture("households-as-kept.csv")
            let sent = try await visitor.upload(
                "\(Self.path)/households", file: file, named: "业主表.csv")
            #expect(sent.status == 303)
            let preview = try await visitor.follow(sent)
            #expect(preview.words.contains("新增 215 户") && preview.words.contains("不合格 1 行"))
            #expect(preview.words.contains("103 建筑面积（㎡） 约90 面积应为数字"))
            // nothing is written by looking
            #expect(try await visitor.get("/compounds/2").words.contains("住户 0 户"))
            let one = try #require(sent["location"]).prefix { $0 != "?" }
            let refused = try await visitor.get("\(one)/refused?name=%E8%A1%A8.csv")
            #expect(refused["content-disposition"]?.hasPrefix("attachment") == true)
            #expect(refused["content-type"] == "text/csv; charset=utf-8")
            #expect(refused.text.contains("约90") && refused.text.contains("原因"))
            // whole or nothing
            let whole = try await visitor.post(String(one), [("name", "表.csv"), ("do", "apply")])
            #expect(whole.status == 422 && whole.words.contains("没有导入任何内容"))
            let done = try await visitor.post(String(one), [("name", "表.csv"), ("do", "accept")])
            let page = try await visitor.follow(done)
            #expect(page.words.contains("已导入合格的行：新增 215 户"))
            #expect(page.words.contains("不合格 1 行"))
            // sent twice, nothing changes
            let again = try await visitor.post(String(one), [("name", "表.csv"), ("do", "accept")])
            #expect(try await visitor.follow(again).words.contains("新增 0 户，变更 0，不变 215"))
            #expect(try await visitor.get("/compounds/2").words.contains("住户 215 户"))
            #expect(try await visitor.get(Self.path).words.contains("房屋业主表 表.csv 215 0 1"))
            #expect(try await auditProblems(visitor.server.context.installation.database) == [])
        }
    }

    @Test func theFileThatWasLookedAtIsTheOneThatIsApplied() async throws {
        try await withEmpty { _, visitor in
            func location(_ text: String) async throws -> String {
                let sent = try await visitor.upload(
                    "\(Self.path)/households", file: Array(text.utf8), named: "a.csv")
                return String(try #require(sent["location"]).prefix { $0 != "?" })
            }
            let first = try await location("楼栋,房号,业主姓名\n1,101,张三\n")
            let second = try await location("楼栋,房号,业主姓名\n1,101,李四\n")
            #expect(first != second)
            _ = try await visitor.post(first, [("do", "apply")])
            #expect(try await visitor.get("/compounds/2/households").words.contains("张三"))
            // somebody else's upload is not there
            let clerk = Visitor(visitor.server, as: .gridWorker)
            #expect(try await clerk.get(first).status == 403)
            let digest = String(repeating: "0", count: 64)
            for wrong in [digest, "x", "..%2f..%2fetc%2fpasswd", String(digest.dropLast())] {
                let answer = try await visitor.get("\(Self.path)/households/\(wrong)")
                #expect(answer.status == 422 && answer.words.contains("重新上传"), "\(wrong)")
            }
        }
    }

    @Test func whatIsNoTableIsToldSo() async throws {
        try await withEmpty { _, visitor in
            let path = "\(Self.path)/households"
            let none = try await visitor.upload(path, file: [], named: "")
            #expect(none.status == 422)
            #expect(none.error(of: "households-file")?.contains("请选择") == true)
            let empty = try await visitor.upload(path, file: [], named: "空.csv")
            #expect(empty.error(of: "households-file")?.contains("空文件") == true)
            let files: [([UInt8], String)] = [
                ([0x50, 0x4B, 0x03, 0x04, 1, 2], "Excel"), (Array("你好\n".utf8), "没有找到表头"),
                (Array("楼栋,房号,业主姓名\n1,\"101,张三\n".utf8), "双引号"),
                (Array(Mischief.html.utf8), "没有找到表头"), ([0, 1, 2, 3], "空字符"),
            ]
            for (file, said) in files {
                let sent = try await visitor.upload(path, file: file, named: "\(Mischief.html).csv")
                let page = try await visitor.follow(sent)
                #expect(page.status == 422 && page.words.contains(said), "\(said)")
                #expect(!page.text.contains("<script>"))
            }
        }
    }

    @Test func stallsAndBalancesComeIn() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            let stalls = try await visitor.upload(
                "\(Self.path)/stalls", file: Array("车位号,房号,起租月份\nB-1,1-1-101,2021-12\n".utf8),
                named: "车位.csv")
            let one = try #require(stalls["location"]).prefix { $0 != "?" }
            let done = try await visitor.follow(
                try await visitor.post(String(one), [("name", "车位.csv"), ("do", "apply")]))
            #expect(done.words.contains("已导入车位表：新增 1 个车位"))
            let table = Array("房屋,账期,欠费金额,预存金额\n1-1-102,2021-09,50,\n1-1-103,,,30\n".utf8)
            let fields = [
                ("asOf", "2021-10-31"), ("source", "原收费软件"), ("owed", "50"), ("credit", "30"),
            ]
            let missing = try await visitor.upload(
                "\(Self.path)/opening-balances", file: table, named: "余额.csv",
                [("asOf", ""), ("source", Mischief.long), ("owed", "x"), ("credit", "30")])
            #expect(missing.status == 422)
            #expect(missing.error(of: "opening-balances-asOf")?.contains("请填写") == true)
            #expect(missing.error(of: "opening-balances-source")?.contains("最多 500") == true)
            #expect(missing.error(of: "opening-balances-owed")?.contains("无法识别") == true)
            let sent = try await visitor.upload(
                "\(Self.path)/opening-balances", file: table, named: "余额.csv", fields)
            let preview = try await visitor.follow(sent)
            #expect(preview.words.contains("核对总额：欠费 50.00 元，预存 30.00 元"))
            let path = String(try #require(sent["location"]).prefix { $0 != "?" })
            let applied = try await visitor.follow(
                try await visitor.post(path, fields + [("name", "余额.csv"), ("do", "apply")]))
            #expect(applied.words.contains("已导入期初余额表"))
            let differs = try await visitor.upload(
                "\(Self.path)/opening-balances", file: table, named: "余额.csv",
                fields.map { $0.0 == "owed" ? ("owed", "51") : $0 })
            let told = try await visitor.follow(differs)
            #expect(told.status == 422 && told.words.contains("总额不符"))
            // a clerk without the register may not bring balances either
            let secretary = Visitor(visitor.server, as: .communityPartyOrganisation)
            let page = try await secretary.get(Self.path)
            #expect(page.status == 200 && !page.text.contains("上传并预览"))
            #expect(
                try await secretary.upload("\(Self.path)/stalls", file: table, named: "a").status
                    == 403)
            #expect(try await faults(town) == before)
        }
    }

    @Test func theShelfKeepsNothingForEver() throws {
        let folder = "\(NSTemporaryDirectory())linli-shelf-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let shelf = ImportShelf(folder: "\(folder)/imports")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let account = AccountID(7)
        var digests: [String] = []
        for number in 0..<(ImportShelf.mostOfOne + 3) {
            let source = "\(folder)/source"
            try Data("文件\(number)".utf8).write(to: URL(fileURLWithPath: source))
            let digest = try shelf.put(source, of: account, in: ScopeID(2))
            digests.append(digest)
            let path = try #require(shelf.path(digest, of: account, in: ScopeID(2)))
            // older than the next
            let past = Date().addingTimeInterval(Double(number) - 1000)
            try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
        }
        let kept = digests.filter { shelf.path($0, of: account, in: ScopeID(2)) != nil }
        #expect(kept == digests.suffix(ImportShelf.mostOfOne))
        let last = try #require(digests.last)
        #expect(shelf.path(last, of: AccountID(8), in: ScopeID(2)) == nil)
        #expect(shelf.path(last, of: account, in: ScopeID(3)) == nil)
        #expect(shelf.path("../\(last)", of: account, in: ScopeID(2)) == nil)
        let path = try #require(shelf.path(last, of: account, in: ScopeID(2)))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let yesterday = Date().addingTimeInterval(-Double(ImportShelf.lifetime) - 60)
        try FileManager.default.setAttributes([.modificationDate: yesterday], ofItemAtPath: path)
        let source = "\(folder)/source"
        _ = try shelf.put(source, of: AccountID(9), in: ScopeID(2))
        #expect(shelf.path(last, of: account, in: ScopeID(2)) == nil)
        // a folder that others may read is not used
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/imports")
        #expect(throws: (any Error).self) {
            try shelf.put(source, of: account, in: ScopeID(2))
        }
    }
}
