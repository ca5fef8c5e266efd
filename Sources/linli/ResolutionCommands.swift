import ArgumentParser
import Core
import Files
import Glibc
import Resolutions
import Secrets

struct ResolutionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolution", abstract: "决议（收费的依据）：登记、列出、查看",
        subcommands: [Record.self, List.self, Show.self])

    struct Record: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "登记一份决议")

        @OptionGroup var place: CompoundOption
        @Option(help: "种类：historical（据原记录）、committee（业主委员会决定）") var kind: Resolution.Kind
        @Option(help: "作出决定的机构：\(Resolution.Body.words)")
        var body: Resolution.Body
        @Option(help: "标题") var title: String
        @Option(help: "通过日期，例如 2021-10-08") var adopted: String
        @Option(help: "来源：据原记录登记的必须注明") var source: String?
        @Option(help: "原文") var text: String?
        @Option(help: "原文附件（PDF、图片、DOCX、TXT，不超过 20 MB）") var file: String?
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let outcome = try await RecordResolution(database: house.database).perform(
                RecordResolution.Input(
                    scope: compound.scope, kind: kind, body: body, title: title,
                    adoptedOn: try CivilDate(entry: adopted), source: source, text: text,
                    file: try file.map(SmallFile.attachment)),
                by: house.actor, on: house.today)
            show(outcome.json) {
                let resolution = outcome.resolution
                return (outcome.repeated ? "这份决议早已登记" : "已登记决议")
                    + "，编号 \(resolution.id)：\(resolution.adoptedOn.chinese)，"
                    + "\(resolution.body.chinese)，《\(resolution.title)》（\(resolution.kind.chinese)）。"
            }
        }
    }

    struct List: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "列出小区的决议")

        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let resolutions = try await house.database.withConnection {
                try await ResolutionStore.list(in: compound.scope, on: $0)
            }
            show(["compound": .string(compound.name), "resolutions": JSON(resolutions)]) {
                guard !resolutions.isEmpty else {
                    return "“\(compound.name)”还没有登记决议：请用 linli resolution record 登记。"
                }
                var table = TextTable([
                    ("编号", .right), ("通过日期", .left), ("种类", .left), ("机构", .left), ("标题", .left),
                ])
                for resolution in resolutions {
                    table.add([
                        resolution.id.description, resolution.adoptedOn.description,
                        resolution.kind.chinese, resolution.body.chinese, resolution.title,
                    ])
                }
                return table.text
            }
        }
    }
}

extension ResolutionCommand {
    struct Show: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "查看一份决议：原文、来源、摘要值")

        @Argument(help: "决议编号（resolution list 可查）") var resolution: Int64
        @OptionGroup var place: CompoundOption
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await house.database.withConnection {
                try await ResolutionStore.find(
                    ResolutionID(resolution), in: compound.scope, on: $0)
            }
            guard let found else {
                throw MalformedValue(
                    code: "unknownResolution",
                    sentence: "“\(compound.name)”没有编号为 \(resolution) 的决议："
                        + "请用 linli resolution list 查看。")
            }
            show(found.json) { Show.words(found) }
        }

        private static func words(_ resolution: Resolution) -> String {
            var lines = [
                "《\(TextTable.printable(resolution.title))》",
                "\(resolution.adoptedOn.chinese)  \(resolution.body.chinese)  \(resolution.kind.chinese)",
            ]
            if let source = resolution.source { lines.append("来源：\(TextTable.printable(source))") }
            if let text = resolution.text { lines.append("原文：\(text)") }
            if let file = resolution.fileSHA256 { lines.append("附件：SHA-256 \(Hex.encode(file))") }
            lines.append("摘要值：\(resolution.hexDigest)")
            return lines.joined(separator: "\n")
        }
    }
}

/// A file of attachment size, read whole.
enum SmallFile {
    static func attachment(_ path: String) throws -> Attachment {
        try Attachment(
            name: String(path.split(separator: "/").last ?? ""), content: try read(path))
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 * 1024)
        // One byte over the limit is enough to know that the file is too large.
        while content.count <= Attachment.largest {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { break }
            content += chunk[..<count]
        }
        return content
    }

    private static func unreadable(_ path: String) -> MalformedValue {
        MalformedValue(
            code: "fileUnreadable",
            sentence: "文件 \(path) 无法读取（\(String(cString: strerror(errno)))）：请检查路径和权限。")
    }
}
