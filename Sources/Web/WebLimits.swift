/// What one request, one connection and the whole server may take. Each limit with its reason.
enum WebLimits {
    /// Bytes of a request's body: forms of a dozen fields need one or two thousand.
    static let body = 64 * 1024
    /// Bytes of the files of a form together: the register of a large compound is one or two
    /// megabytes, a scanned resolution ten.
    static let upload = 20 * 1024 * 1024
    /// Seconds in which a form with files must have come: 20 MB over two megabits a second.
    static let uploadSeconds: Int64 = 90
    /// Forms with files that are received at the same time.
    static let uploadsAtOnce = 8
    /// Parts of a form with files.
    static let uploadParts = 64
    /// Characters kept of a file's name, which is only shown.
    static let fileName = 100
    /// Fields of a form. None of ours has as many.
    static let formFields = 64
    /// Bytes of one header field. Browsers' longest, the cookie, stays under 4 096.
    static let headerField = 8 * 1024
    /// Bytes of all header fields of a request together.
    static let headerList = 16 * 1024
    static let headerCount = 100
    /// Seconds a connection may be silent, or take to send a request's head: longer than a phone
    /// on a bad line needs, short enough that 4 000 idle connections are gone within the minute.
    static let idleSeconds: Int64 = 30
    /// Seconds in which the body of a form must have come.
    static let bodySeconds: Int64 = 10
    /// Seconds that a connection stays open after an answer to a body that was not read: closed at
    /// once, the answer would be lost with it.
    static let lingerSeconds: Int64 = 5
    /// Open connections; the next ones wait in the kernel's queue. Each takes some 20 kB.
    static let connections = 6_000
    /// Connections that the kernel holds until they are accepted.
    static let backlog = 1_024
    /// Seconds in which a page must be made, and in which what a form asks for must be done: who
    /// waits longer has gone, and holds a connection to the database that others wait for.
    static let pageSeconds: Int64 = 30
    /// The longest work of a form: a register of 100 000 households is read, checked and written.
    static let formSeconds: Int64 = 120
    /// The same with the time that its files take to come.
    static let uploadFormSeconds = uploadSeconds + formSeconds
    /// How long `/healthz` waits for the database: a probe wants to know now.
    static let healthSeconds: Int64 = 2
    /// Seconds after which a client is told to try again when the database is away.
    static let retrySeconds = 5
}
