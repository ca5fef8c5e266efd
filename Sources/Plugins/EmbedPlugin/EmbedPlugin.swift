import Foundation
import PackagePlugin

/// Carries a folder of text files inside the executable, as `EmbeddedFiles.files`.
///
/// Swift raw string literals compile in about a second; SwiftPM's own `.embedInCode` byte arrays
/// take minutes, and a resource bundle is lost when the executable is moved.
@main
struct EmbedPlugin: BuildToolPlugin {
    /// The folders that are looked for inside a target, in this order; the first one is embedded.
    private static let folderNames = ["sql", "Templates", "Example"]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target.sourceModule else { return [] }
        let candidates = Self.folderNames.map { name in
            target.directoryURL.appendingPathComponent(name, isDirectory: true)
        }
        let folder = candidates.first { FileManager.default.fileExists(atPath: $0.path) }
        guard let folder else {
            Diagnostics.error("\(target.name) has none of sql/, Templates/, Example/ to embed")
            return []
        }
        let output = context.pluginWorkDirectoryURL.appendingPathComponent("EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding the text files of \(target.name)",
                executable: try context.tool(named: "EmbedTool").url,
                // Only the folder is passed: a list of files here would be frozen in the build
                // plan, and a file added later would silently be left out.
                arguments: [folder.path, output.path],
                inputFiles: filesAndFolders(below: folder),
                outputFiles: [output]
            )
        ]
    }

    /// What makes the tool run again: every file for its text, every folder for its list of names.
    private func filesAndFolders(below folder: URL) -> [URL] {
        // The committed folder may be a symbolic link, which an enumerator would not enter.
        let real = folder.resolvingSymlinksInPath()
        var found = [real]
        let walk = FileManager.default.enumerator(at: real, includingPropertiesForKeys: nil)
        while let item = walk?.nextObject() as? URL {
            found.append(item)
        }
        return found.sorted { $0.path < $1.path }
    }
}
