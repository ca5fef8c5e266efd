import Core

/// A file to import into one compound.
public struct ImportRequest: Sendable {
    public enum Mode: Sendable, Equatable {
        /// Everything is read and compared, nothing is written.
        case preview
        /// The same, and the refused rows are written to a file for correction.
        case refusals(to: String)
        /// Whole or nothing: with any refusal nothing is written, unless a path is given, to which
        /// the refused rows are then written for correction while the good ones are imported.
        case apply(refusalsTo: String?)
    }

    /// A regular file on this machine.
    public let path: String
    /// Its name as the person knows it, kept with the batch.
    public let fileName: String
    public let scope: ScopeID
    public let mode: Mode
    /// SHA-256 of the file that a person looked at before; nil where nobody did.
    public let expecting: [UInt8]?

    public init(
        path: String, fileName: String? = nil, scope: ScopeID, mode: Mode,
        expecting: [UInt8]? = nil
    ) {
        self.path = path
        self.fileName = fileName ?? path.split(separator: "/").last.map(String.init) ?? path
        self.scope = scope
        self.mode = mode
        self.expecting = expecting
    }
}

/// Named limits of imports.
public enum ImportLimits {
    /// Refused cells that are listed, and accepted into a refusals file. A table with more is the
    /// wrong file or has the wrong columns: nobody corrects so many cells by hand.
    public static let refusals = 10_000
    /// Different warnings listed: a table that earns more has one cause, which these show.
    static let warnings = 50
    /// Row numbers or values named in one warning: enough to find the others.
    static let examples = 5
    /// Bytes handed to the database at a time.
    static let copyChunk = 64 * 1024
}

/// Why a file is not imported at all. What is wrong inside it is a `TableRefusal`, or is listed in
/// the outcome.
public enum ImportFailure: Refusal, Equatable {
    case refusalsFileExists(String)
    case refusalsFileUnwritable(String, reason: String)
    case noLedger(ScopeID)
    case tooManyRefusals(Int)
    case otherFile

    public var code: String {
        switch self {
        case .refusalsFileExists: "refusalsFileExists"
        case .refusalsFileUnwritable: "refusalsFileUnwritable"
        case .noLedger: "unknownCompound"
        case .tooManyRefusals: "tooManyRefusals"
        case .otherFile: "importFileDiffers"
        }
    }

    public var sentence: String {
        switch self {
        case .refusalsFileExists(let path):
            "文件 \(path) 已存在，不会覆盖：请换一个文件名存放不合格的行。"
        case .refusalsFileUnwritable(let path, let reason):
            "无法写入 \(path)（\(reason)）：请换一个位置存放不合格的行。没有导入任何内容。"
        case .noLedger(let scope):
            "没有编号为 \(scope) 的小区：请先用 linli compound add 登记。"
        case .tooManyRefusals(let count):
            "有 \(count) 处不合格，超过 \(ImportLimits.refusals) 处：请检查是否选错了文件或列名，没有导入任何内容。"
        case .otherFile: "要导入的不是刚才预览的那个文件：请重新上传并预览。没有导入任何内容。"
        }
    }
}
