import ArgumentParser
import Core
import Files
import Glibc
import Resolutions
import Secrets

struct ResolutionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolution", abstract: "决议（收费的依据）：登记、列出、查看",
        subcommands: [Record.self, List.self, Show.self, File.self])

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
        @OptionGroup var page: PageOptions
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let found = try await ListResolutions(database: house.database).perform(
                ListResolutions.Input(
                    scope: compound.scope, search: page.search, limit: page.limit,
                    offset: page.offset),
                by: house.actor)
            show(
                [
                    "compound": .string(compound.name), "total": JSON(found.total),
                    "resolutions": JSON(found.rows),
                ]
            ) {
                guard found.total > 0 else {
                    return page.search == nil
                        ? "“\(compound.name)”还没有登记决议：请用 linli resolution record 登记。"
                        : "没有标题含“\(page.search ?? "")”的决议。"
                }
                var table = TextTable([
                    ("编号", .right), ("通过日期", .left), ("种类", .left), ("机构", .left), ("标题", .left),
                ])
                for resolution in found.rows {
                    table.add([
                        resolution.id.description, resolution.adoptedOn.description,
                        resolution.kind.chinese, resolution.body.chinese, resolution.title,
                    ])
                }
                return (found.rows.isEmpty ? "" : table.text + "\n")
                    + page.footer(total: found.total, unit: "份决议")
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
            let found = try await ReadResolution(database: house.database).perform(
                ResolutionID(resolution), in: compound.scope, by: house.actor)
            show(found.json) { Show.words(found) }
        }

        private static func words(_ found: ReadResolution.Outcome) -> String {
            let resolution = found.resolution
            var lines = [
                "《\(TextTable.printable(resolution.title))》",
                "\(resolution.adoptedOn.chinese)  \(resolution.body.chinese)  \(resolution.kind.chinese)",
            ]
            if let source = resolution.source { lines.append("来源：\(TextTable.printable(source))") }
            if let text = resolution.text { lines.append("原文：\(text)") }
            if let digest = resolution.fileSHA256 {
                let name = found.file.map { "\(TextTable.printable($0.name))，\($0.bytes) 字节，" }
                lines.append("附件：\(name ?? "")SHA-256 \(Hex.encode(digest))")
            }
            lines.append("摘要值：\(resolution.hexDigest)")
            return lines.joined(separator: "\n")
        }
    }
}

extension ResolutionCommand {
    struct File: HouseCommand {
        static let configuration = CommandConfiguration(abstract: "取出决议的附件")

        @Argument(help: "决议编号（resolution list 可查）") var resolution: Int64
        @OptionGroup var place: CompoundOption
        @Option(help: ArgumentHelp("写到哪里（不覆盖已有的文件）", valueName: "文件")) var to: String
        @OptionGroup var options: GlobalOptions

        func perform(in house: House) async throws {
            let compound = try await house.compound(place.compound)
            let file = try await ReadResolutionFile(database: house.database).perform(
                ResolutionID(resolution), in: compound.scope, by: house.actor)
            try SmallFile.write(file.content, to: to)
            show(
                [
                    "file": .string(to), "name": .string(file.name),
                    "mediaType": .string(file.mediaType), "bytes": JSON(file.content.count),
                ]
            ) { "附件“\(TextTable.printable(file.name))”已写入 \(to)，\(file.content.count) 字节。" }
        }
    }
}

/// A file of attachment size, read or written whole.
enum SmallFile {
    static func attachment(_ path: String) throws -> Attachment {
        try Attachment(
            name: String(path.split(separator: "/").last ?? ""), content: try read(path))
    }

    static func read(_ path: String) throws -> [UInt8] {
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

    /// Writes a file that was not there.
    static func write(_ content: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw unwritable(path, errno) }
        defer { close(descriptor) }
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unwritable(path, errno) }
            written += count
        }
    }

    private static func unwritable(_ path: String, _ code: Int32) -> MalformedValue {
        MalformedValue(
            code: "fileUnwritable",
            sentence: code == EEXIST
                ? "文件 \(path) 已存在，不会覆盖：请换一个文件名。"
                : "文件 \(path) 无法写入（\(String(cString: strerror(code)))）：请检查路径和权限。")
    }

    private static func unreadable(_ path: String) -> MalformedValue {
        MalformedValue(
            code: "fileUnreadable",
            sentence: "文件 \(path) 无法读取（\(String(cString: strerror(errno)))）：请检查路径和权限。")
    }
}
