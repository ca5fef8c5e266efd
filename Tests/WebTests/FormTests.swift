import Testing

@testable import Web

@Suite struct FormTests {
    func form(_ text: String) -> Form? { Form(encoded: Array(text.utf8)) }

    @Test func fieldsAreDecoded() {
        let form = form("room=3%E5%8F%B7%E6%A5%BC+501&code=%20ab%3D%26&room=twice&empty=&bare")
        #expect(form?["room"] == "3号楼 501")
        #expect(form?["code"] == "ab=&")
        #expect(form?["empty"] == "")
        #expect(form?["bare"] == "")
        #expect(form?["missing"] == "")
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "%ff=a", "a=\u{0}"])
    func brokenFormsAreRefused(_ text: String) {
        #expect(form(text) == nil)
    }

    @Test(arguments: [(63, true), (64, true), (65, false)])
    func aFormHasSoManyFields(count: Int, isAccepted: Bool) {
        let text = (0..<count).map { "f\($0)=1" }.joined(separator: "&")
        #expect((form(text) != nil) == isAccepted)
    }
}
