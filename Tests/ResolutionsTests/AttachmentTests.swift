import Files
import Testing

@Suite struct AttachmentTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]
    private static let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04, 0]
    private static let docx =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    private func verdict(_ name: String, _ content: [UInt8]) -> String {
        do {
            return try Files.Attachment(name: name, content: content).mediaType
        } catch {
            return error.sentence.hasSuffix("。") ? error.code : error.sentence
        }
    }

    @Test func whatItIsAndNotWhatItIsCalled() {
        let refused = "attachmentTypeNotAllowed"
        let svg = #"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#
        let table: [(String, [UInt8], String)] = [
            ("纪要.pdf", Array("%PDF-1.7".utf8), "application/pdf"),
            ("纪要.jpg", Array("%PDF-1.7".utf8), "application/pdf"),
            ("照片.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            ("照片.png", Self.png, "image/png"),
            ("照片.png", Array(Self.png.dropLast(2)), refused),
            ("纪要.docx", Self.zip, Self.docx),
            ("纪要.DOCX", Self.zip, Self.docx),
            ("纪要.zip", Self.zip, refused),
            ("纪要.xlsx", Self.zip, refused),
            ("纪要.txt", Array("会议纪要\n".utf8), "text/plain"),
            ("纪要.TXT", Array("会议纪要\n".utf8), "text/plain"),
            ("纪要.txt", [0xBB, 0xE1, 0xD2, 0xE9], refused),
            ("纪要.txt", [0x61, 0x00, 0x62], refused),
            ("图.svg", Array(svg.utf8), refused),
            ("图.png", Array(svg.utf8), refused),
            ("页.html", Array("<!doctype html><script>alert(1)</script>".utf8), refused),
            ("页.htm", Array("<html></html>".utf8), refused),
            ("纪要", Array("会议纪要".utf8), refused),
            ("程序.exe", [0x4D, 0x5A, 0x90], refused),
            ("动图.gif", Array("GIF89a".utf8), refused),
            ("空.pdf", [], "attachmentEmpty"),
        ]
        for (name, content, expected) in table {
            #expect(verdict(name, content) == expected, "\(name)")
        }
    }

    @Test func twentyMegabytesAndNotAByteMore() {
        var content = [UInt8](repeating: 0x20, count: Files.Attachment.largest)
        content.replaceSubrange(0..<5, with: Array("%PDF-".utf8))
        #expect(Files.Attachment.largest == 20_971_520)
        #expect(verdict("纪要.pdf", content) == "application/pdf")
        content.append(0x20)
        #expect(verdict("纪要.pdf", content) == "attachmentTooLarge")
    }

    @Test(arguments: [
        ("纪要.pdf", "纪要.pdf"), ("/home/某人/纪要.pdf", "纪要.pdf"), ("../纪要.pdf", "纪要.pdf"),
        ("/", "附件"), ("", "附件"),
        (String(repeating: "长", count: 300), String(repeating: "长", count: 255)),
    ])
    func keepsTheNameWithoutFolders(given: String, kept: String) throws {
        #expect(try Files.Attachment(name: given, content: Array("%PDF-".utf8)).name == kept)
    }
}
