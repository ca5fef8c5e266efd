import Foundation

/// `EmbedTool FOLDER OUTPUT.swift`: writes the text files of a folder into one Swift source file.
///
/// Run by EmbedPlugin during the build. It lists the folder itself, so that a file added since
/// the build was planned is embedded too.
@main
struct EmbedTool {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            fail("usage: EmbedTool FOLDER OUTPUT.swift")
        }
        do {
            let files = try TextFolder(path: arguments[1]).files()
            let source = SwiftSource.embedding(files)
            try writeIfChanged(source, to: URL(fileURLWithPath: arguments[2]))
        } catch {
            fail("\(error)")
        }
    }

    /// An untouched file keeps its time stamp, so that nothing behind it is compiled again.
    private static func writeIfChanged(_ text: String, to file: URL) throws {
        let new = Data(text.utf8)
        if let old = try? Data(contentsOf: file), old == new { return }
        try new.write(to: file, options: .atomic)
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("error: EmbedTool: \(message)\n".utf8))
        exit(1)
    }
}
