import Hummingbird

/// A file that is handed out: saved, never shown inside our origin.
enum Download {
    static func response(_ content: [UInt8], mediaType: String, name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: mediaType,
                .contentDisposition:
                    "attachment; filename=\"file\"; filename*=UTF-8''\(URLText.escape(name))",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }
}
