import Testing

/// A command line written wrongly: exit code 64, one Chinese sentence, how to write it.
struct UsageTests {
    static let wrong: [(line: String, hint: String)] = [
        ("compond list", "compond"),
        ("compound list --jsn", "--json"),
        ("compound list extra", "extra"),
        ("compound list extra words", "extra"),
        ("compound list --search", "--search"),
        ("compound add 文宴雅居", "--county"),
        ("household show 1-1-101", "--compound"),
        ("payment take --compound 文宴雅居", "<房号>"),
        ("household list --compound 文宴雅居 --limit 0", "10000"),
        ("household list --compound 文宴雅居 --limit 10001", "10000"),
        ("household list --compound 文宴雅居 --limit many", "--limit"),
        ("household list --compound 文宴雅居 --page 0", "--page"),
        ("household link 1-1-101 --compound 文宴雅居 --renew --revoke", "--renew"),
        ("household link 1-1-101 --compound 文宴雅居 --tenure 1", "--tenure"),
        ("household import a.csv --compound 文宴雅居 --preview --accept-refusals b.csv", "--preview"),
        ("schedule add --compound 文宴雅居 --item parking --rate 1 --per month", "household"),
        ("organisation add 某单位 --kind firm", "property-company"),
        ("compound list --json=yes", "--json"),
        ("-z", "-z"),
    ]

    @Test(arguments: wrong)
    func isToldHowToWriteIt(line: String, hint: String) async throws {
        let words = line.split(separator: " ").map(String.init)
        let ran = await Command.run(words, environment: [:])
        #expect(ran.status == 64)
        #expect(ran.out.isEmpty)
        let lines = ran.errors.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("命令写得不对：") == true, "\(ran.errors)")
        #expect(lines.first?.hasSuffix("。") == true, "\(ran.errors)")
        #expect(ran.errors.contains(hint), "\(ran.errors)")
        #expect(lines.contains { $0.hasPrefix("用法：") }, "\(ran.errors)")
        for word in [
            "Error", "Missing", "Unknown", "Unexpected", "invalid", "Usage", "See", "Help",
        ] {
            #expect(!ran.errors.contains(word), "\(ran.errors)")
        }
    }

    @Test func aProgramIsToldToo() async throws {
        let ran = await Command.run(["household", "show", "--json"], environment: [:])
        #expect(ran.status == 64)
        let document = try #require(Value(ran.out))
        #expect(document["error"]?["code"] == "usage")
        let message = try #require(document["error"]?["message"]?.text)
        #expect(ran.errors.hasPrefix(message))
        #expect(message.hasSuffix("。"))
    }
}
