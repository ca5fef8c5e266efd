import Foundation

struct TextFile {
    /// Relative to the folder, with `/` between its parts.
    let path: String
    let text: String
}

enum TextFolderError: Error, CustomStringConvertible {
    case unreadable(String)
    case notText(String)

    var description: String {
        switch self {
        case .unreadable(let path): "cannot read \(path)"
        case .notText(let path): "\(path) is not UTF-8 text, and only text can be embedded"
        }
    }
}

struct TextFolder {
    let path: String

    /// Every file below the folder, in the order of its path, so that the output is reproducible.
    /// Hidden files and editors' backup copies (`name~`) are left out.
    func files() throws -> [TextFile] {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        var files: [TextFile] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: real.path).sorted() {
            let parts = name.split(separator: "/")
            if parts.contains(where: { $0.hasPrefix(".") || $0.hasSuffix("~") }) { continue }
            let file = real.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: file.path, isDirectory: &isFolder)
            if exists && isFolder.boolValue { continue }
            guard let data = try? Data(contentsOf: file) else {
                throw TextFolderError.unreadable(file.path)
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw TextFolderError.notText(file.path)
            }
            files.append(TextFile(path: name, text: text))
        }
        return files
    }
}
