import Core
import Glibc

/// Standard output and standard error, whole or not at all.
enum Output {
    static func print(_ text: String) {
        write(Controls.removed(from: text) + "\n", to: STDOUT_FILENO)
    }

    static func print(_ json: JSON) {
        var bytes = Controls.escaped(in: json.bytes)
        bytes.append(UInt8(ascii: "\n"))
        write(bytes, to: STDOUT_FILENO)
    }

    static func complain(_ text: String) {
        write(Controls.removed(from: text) + "\n", to: STDERR_FILENO)
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                // The reader is gone, as in `linli … | head`: nobody is left to tell.
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
