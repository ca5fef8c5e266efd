import Access
import Core

@testable import Web

extension TemplateSamples {
    static let signIn: [String: any Sendable] = (try? signInViews()) ?? [:]

    private static func signInViews() throws -> [String: any Sendable] {
        var entries = Entries()
        for name in ["name", "password", "code", "current", "new", "again"] {
            entries.refuse(name, "请核对。")
        }
        entries.refuse(WebError.notFound)
        let next = LocalPath("/compounds")
        return [
            "sign-in/enter": SignInView(entries, next, because: "ended"),
            "sign-in/code": CodeView(entries, next),
            "sign-in/password": PasswordView(entries, try sampleDesk(at: "/password")),
            "home/home": HomeView(try sampleDesk(at: "/desk")),
        ]
    }
}
