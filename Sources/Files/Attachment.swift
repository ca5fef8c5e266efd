import Core
import Secrets

/// A file kept in the database beside what it proves: one backup, one transaction. Known by its
/// SHA-256, so that the same file twice is one.
public struct Attachment: Sendable {
    /// 20 MB: a scanned set of minutes; the database's own limit is the same.
    public static let largest = 20 * 1024 * 1024

    /// Characters of a file's name, as most file systems have it; the database's own limit.
    static let longestName = 255

    public let name: String
    public let mediaType: String
    public let content: [UInt8]

    public var sha256: [UInt8] { Digest.sha256(content) }

    /// - Parameter name: the file's name without folders.
    /// - Throws: `AttachmentRefusal`.
    public init(name: String, content: [UInt8]) throws(AttachmentRefusal) {
        guard !content.isEmpty else { throw .empty(name) }
        guard content.count <= Attachment.largest else { throw .tooLarge(name) }
        guard let type = Attachment.mediaType(of: content, name: name) else {
            throw .typeNotAllowed(name)
        }
        let lastPart = name.split(separator: "/").last ?? "附件"
        self.name = String(lastPart.unicodeScalars.prefix(Attachment.longestName))
        mediaType = type
        self.content = content
    }

    /// By what the file is, not by what its name says.
    private static func mediaType(of content: [UInt8], name: String) -> String? {
        if content.starts(with: "%PDF-".utf8) { return "application/pdf" }
        if content.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return "image/png"
        }
        if content.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            return name.lowercased().hasSuffix(".docx")
                ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : nil
        }
        let isText =
            String(validating: content, as: UTF8.self) != nil && !content.contains(0)
        return isText && name.lowercased().hasSuffix(".txt") ? "text/plain" : nil
    }
}

/// A file that is kept, without its content.
public struct AttachmentHeading: Sendable, Equatable {
    public let name: String
    public let mediaType: String
    public let bytes: Int
}

/// A file that is kept, as it is handed out.
public struct StoredAttachment: Sendable, Equatable {
    public let name: String
    public let mediaType: String
    public let content: [UInt8]
}

public enum AttachmentRefusal: Refusal, Equatable {
    case empty(String)
    case tooLarge(String)
    case typeNotAllowed(String)

    public var code: String {
        switch self {
        case .empty: "attachmentEmpty"
        case .tooLarge: "attachmentTooLarge"
        case .typeNotAllowed: "attachmentTypeNotAllowed"
        }
    }

    public var sentence: String {
        switch self {
        case .empty(let name): "附件“\(name)”是空文件。"
        case .tooLarge(let name): "附件“\(name)”超过 20 MB，请压缩或拆分后再上传。"
        case .typeNotAllowed(let name):
            "附件“\(name)”的类型不受支持：可用 PDF、JPEG、PNG、DOCX，或 UTF-8 的 TXT。"
        }
    }
}
