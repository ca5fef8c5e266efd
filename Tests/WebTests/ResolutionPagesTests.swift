import Access
import Core
import TestSupport
import Testing

@testable import Web

@Suite struct ResolutionPagesTests {
    private static let path = "/compounds/2/resolutions"
    private static let good = [
        ("kind", "historical"), ("body", "owners-assembly"), ("title", "物业费每户五十元"),
        ("adopted", "2021-10-08"), ("source", "业主大会会议记录"), ("text", "第一条\n每户每月五十元。"),
    ]

    private func changed(_ field: String, _ value: String) -> [(String, String)] {
        Self.good.filter { $0.0 != field } + [(field, value)]
    }

    @Test func aHistoricalResolutionIsRecordedAndReadBack() async throws {
        try await withStaff { town, visitor in
            let before = try await faults(town)
            #expect(try await visitor.get("\(Self.path)/record").status == 200)
            let pdf = Array("%PDF-1.7 决议".utf8)
            let sent = try await visitor.upload(
                "\(Self.path)/record", file: pdf, named: "决议\"<b>.pdf", Self.good)
            #expect(sent.status == 303)
            let location = try #require(sent["location"])
            let page = try await visitor.follow(sent)
            #expect(page.words.contains("已登记决议") && page.words.contains("《物业费每户五十元》"))
            #expect(page.words.contains("据原记录，未附计票"))
            #expect(page.words.contains("每户每月五十元。") && !page.text.contains("<b>.pdf"))
            let text = try await visitor.get("\(location)/text")
            #expect(text.text == "第一条\n每户每月五十元。")
            #expect(text["content-type"] == "text/plain; charset=utf-8")
            let file = try await visitor.get("\(location)/file")
            #expect(file.body == pdf && file["content-type"] == "application/pdf")
            for answer in [text, file] {
                let disposition = try #require(answer["content-disposition"])
                #expect(disposition.hasPrefix("attachment; filename=\"file\"; filename*=UTF-8''"))
                #expect(disposition.utf8.allSatisfy { (0x20...0x7E).contains($0) })
                #expect(answer["x-content-type-options"] == "nosniff")
                #expect(answer["content-security-policy"]?.contains("default-src 'none'") == true)
            }
            let again = try await visitor.upload(
                "\(Self.path)/record", file: pdf, named: "决议\"<b>.pdf", Self.good)
            #expect(again["location"] == location)
            let list = try await visitor.get(Self.path)
            #expect(list.words.contains("共 2 份") && list.words.contains("原文、附件"))
            let found = try await visitor.get("\(Self.path)\(URLText.query([("search", "五十")]))")
            #expect(found.words.contains("共 1 份"))
            for wrong in ["999", "x", "-1", "0"] {
                let status = try await visitor.get("\(Self.path)/\(wrong)").status
                #expect([404, 422].contains(status), "\(wrong)")
            }
            #expect(try await faults(town) == before)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withStaff { _, visitor in
            let table: [(String, String, String)] = [
                ("kind", "ownersDecision", "请选择种类"), ("body", "", "请选择作出决定的机构"),
                ("title", "", "请填写标题"), ("title", Mischief.long, "最多 200"),
                ("title", Mischief.rightToLeft, "方向符"), ("adopted", "", "请填写通过日期"),
                ("adopted", "2021-12-09", "还没有到"), ("adopted", "10月8日", "无法识别"),
                ("source", "", "须写明在哪里找到"), ("source", Mischief.long, "最多 500"),
                ("text", Mischief.control, "控制字符"),
            ]
            for (field, value, said) in table {
                let answer = try await visitor.upload(
                    "\(Self.path)/record", file: [], named: "", changed(field, value))
                #expect(answer.status == 422, "\(field)")
                #expect(
                    answer.error(of: field)?.contains(said) == true,
                    "\(field) \(said): \(answer.error(of: field) ?? "")")
                if field != "title" { #expect(answer.value(of: "title") == "物业费每户五十元") }
            }
            let file = try await visitor.upload(
                "\(Self.path)/record", file: [1, 2, 3], named: "a.exe", Self.good)
            #expect(file.error(of: "file")?.contains("类型不受支持") == true)
            let committee = try await visitor.upload(
                "\(Self.path)/record", file: [], named: "",
                [
                    ("kind", "committee"), ("body", "owners-committee"), ("title", "甲"),
                    ("adopted", "2021-10-08"),
                ])
            #expect(committee.error(of: "text")?.contains("原文") == true)
        }
    }

    @Test func whoMayNotRecordIsNotAsked() async throws {
        try await withStaff { _, visitor in
            let clerk = Visitor(visitor.server, as: .propertyClerk)
            let list = try await clerk.get(Self.path)
            #expect(list.status == 200 && !list.text.contains("登记决议"))
            #expect(try await clerk.get("\(Self.path)/record").status == 403)
            #expect(
                try await clerk.upload("\(Self.path)/record", file: [], named: "", Self.good).status
                    == 403)
        }
    }
}

@Suite struct PageWordsTests {
    @Test(arguments: [
        ("请先用 linli household transfer 登记业主。", "请先用“过户”登记业主。"),
        ("请用 linli stall release 和 linli stall lease 办理。", "请用“退租”和“出租”办理。"),
        ("必须写明原因（--reason）。", "必须写明原因。"),
        ("请用 --stall 写明减免哪一个。", "请用“车位”写明减免哪一个。"),
        ("没有房号为 1-1-101 的户。", "没有房号为 1-1-101 的户。"),
        ("请先用 linli something new 办理。", "请先用命令行办理。"),
        ("请改为附件（--file）。", "请改为附件。"),
    ])
    func commandsBecomeWhatPagesCallThem(_ sentence: String, _ expected: String) {
        #expect(PageWords.plain(sentence) == expected)
    }
}
