import Hummingbird
import Synchronization

/// Receives forms with files, a few at a time: each is written to the disk as it comes.
final class Uploads: Sendable {
    private let underWay = Mutex(0)

    /// - Throws: `WebError`.
    func read(_ request: Request, into folder: UploadFolder) async throws -> (Form, [Upload]) {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let reader = MultipartReader(contentType: type)
        else { throw WebError.notAForm }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length > WebLimits.upload + WebLimits.body
        {
            throw WebError.uploadTooLarge
        }
        guard admit() else { throw WebError.busy }
        defer { underWay.withLock { $0 -= 1 } }
        return try await Deadline.run(
            seconds: WebLimits.uploadSeconds, orElse: WebError.bodyTooSlow
        ) {
            var assembly = Assembly(reader: reader, folder: folder)
            defer { assembly.close() }
            do {
                for try await part in request.body { try assembly.take(part) }
                return try assembly.finish()
            } catch let error as WebError {
                throw error
            } catch is MultipartReader.Problem {
                throw WebError.malformedBody
            }
        }
    }

    private func admit() -> Bool {
        underWay.withLock { count in
            guard count < WebLimits.uploadsAtOnce else { return false }
            count += 1
            return true
        }
    }
}

/// Fields and files of one body, as they come.
private struct Assembly {
    private var reader: MultipartReader
    private let folder: UploadFolder
    private var fields: [String: [String]] = [:]
    private var uploads: [Upload] = []
    private var parts = 0
    private var fieldBytes = 0
    private var fileBytes = 0
    /// The part under way.
    private var name = ""
    private var value: [UInt8] = []
    private var file: (name: String, path: String, descriptor: Int32, size: Int)?

    init(reader: MultipartReader, folder: UploadFolder) {
        self.reader = reader
        self.folder = folder
    }

    mutating func take(_ buffer: ByteBuffer) throws {
        reader.append(buffer.readableBytesView)
        while let event = try reader.next() { try take(event) }
    }

    private mutating func take(_ event: MultipartReader.Event) throws {
        switch event {
        case .part(let name, let fileName):
            parts += 1
            guard parts <= WebLimits.uploadParts else { throw WebError.malformedBody }
            self.name = name
            value = []
            if let fileName {
                let (path, descriptor) = try folder.open(uploads.count)
                file = (Assembly.last(of: fileName), path, descriptor, 0)
            }
        case .data(let bytes):
            if let descriptor = file?.descriptor {
                fileBytes += bytes.count
                guard fileBytes <= WebLimits.upload else { throw WebError.uploadTooLarge }
                try UploadFolder.write(bytes, to: descriptor)
                file?.size += bytes.count
            } else {
                fieldBytes += bytes.count
                guard fieldBytes <= WebLimits.body else { throw WebError.bodyTooLarge }
                value += bytes
            }
        case .partEnd:
            if let done = file {
                uploads.append(
                    Upload(field: name, name: done.name, path: done.path, size: done.size))
                close()
            } else {
                guard !value.contains(0), let text = String(validating: value, as: UTF8.self)
                else { throw WebError.malformedBody }
                fields[name, default: []].append(text)
            }
        case .end: break
        }
    }

    mutating func close() {
        if let file { UploadFolder.close(file.descriptor) }
        file = nil
    }

    func finish() throws -> (Form, [Upload]) {
        guard reader.isFinished else { throw WebError.malformedBody }
        return (Form(fields: fields), uploads)
    }

    /// Some browsers send the whole path of a file.
    private static func last(of name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        return String(last.filter { PlainText.isPlain(String($0)) }.prefix(WebLimits.fileName))
    }
}
