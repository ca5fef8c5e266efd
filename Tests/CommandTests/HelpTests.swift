import Testing

/// Every command's help, walked from the top.
struct HelpTests {
    @Test func everyHelpIsChineseAndFitsTheScreen() async throws {
        let environment = ["PATH": "/usr/bin:/bin"]
        var waiting: [[String]] = [[]]
        var seen = 0
        while let path = waiting.popLast() {
            let help = await Command.run(path + ["--help"], environment: environment)
            #expect(help.status == 0)
            #expect(help.errors.isEmpty)
            seen += 1
            let name = path.joined(separator: " ")
            for line in help.out.split(separator: "\n") {
                #expect(cells(line) <= 80, "\(name): \(line)")
                #expect(foreignWords(in: line) == [], "\(name): \(line)")
            }
            #expect(help.out.contains("用法：linli \(name)"), "\(name)")
            waiting += subcommands(of: help.out).map { path + [$0] }
        }
        #expect(seen > 45, "\(seen) commands")
    }

    @Test func withoutAVerbTheVerbsAreShown() async throws {
        for noun in ["", "household", "payment"] {
            let words = noun.isEmpty ? [] : [noun]
            let bare = await Command.run(words, environment: [:])
            let help = await Command.run(words + ["--help"], environment: [:])
            let asked = await Command.run(["help"] + words, environment: [:])
            #expect(bare.out == help.out)
            #expect(asked.out == help.out)
            #expect(bare.status == 0)
        }
    }

    @Test func theVersionIsOneLine() async throws {
        let version = await Command.run(["--version"], environment: [:])
        #expect(version.status == 0)
        #expect(version.out.split(separator: ".").count == 3)
    }

    /// The labels under headings that end a list of commands.
    private func subcommands(of help: String) -> [String] {
        var found: [String] = []
        var isListing = false
        for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasSuffix("：") {
                isListing = !["选项：", "参数："].contains(line)
            } else if isListing, line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("'") {
                found.append(String(line.dropFirst(2).prefix { $0 != " " }))
            }
        }
        return found
    }

    private func cells(_ line: Substring) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }

    /// Words in Latin letters that are neither options, names of commands and values, nor names that
    /// have no other form.
    private func foreignWords(in line: Substring) -> [String] {
        let names: Set<String> = [
            "linli", "CSV", "UTF-8", "GB18030", "JSON", "PostgreSQL", "PDF", "DOCX", "TXT", "MB",
            "TLS", "Prometheus", "metrics",
            "SHA", "http", "https", "Ctrl", "C", "deploy", "Caddyfile", "A", "cli",
        ]
        return line.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0))) }
            .map(String.init)
            .filter { word in
                let isOption = word.hasPrefix("-")
                let isSetting = word.hasPrefix("LINLI_")
                let isNumber = !word.contains { $0.isLetter }
                return !isOption && !isSetting && !isNumber && !names.contains(word)
                    && !HelpTests.commandWords.contains(word)
                    && !word.split(separator: "-").allSatisfy { names.contains(String($0)) }
            }
    }

    /// What is typed as it is: nouns, verbs and values.
    private static let commandWords = Set(
        """
        compound organisation household owner stall region resolution file schedule bill payment receipt charge
        read-contracts opening-balance statement arrears report check audit example serve database add list import
        show transfer link links correct lease release record run preview withdraw take reverse refund
        waive collection verify load start stop status migrate backup restore help property-fee parking
        historical committee owners-decision written-consent joint-meeting-recommendation
        owners-assembly owners-committee preparatory-group residents-committee joint-meeting
        property-company work-unit street-office party-organisation housing-bureau police-station other
        household stall area half-up half-even down up dwelling shop garage storage
        property-service common-income held-for-others cash wechat alipay bank-transfer pos
        dispute raise answer upheld declined explained open answered end never cashier dashboard
        overview 0-3m 3-6m 6-12m 1-2y 2-3y 3y
        region account appointment token contract approval head approve decline cancel issue revoke
        propose confirm disable enable reset-password reset-second-factor pending approved declined cancelled expired
        proposed upcoming in-force ended manage-installation manage-accounts appoint read-register
        manage-register record-resolution manage-schedules take-payment correct-fees
        approve-corrections read-fees read-reports answer-dispute read-audit property-clerk
        property-manager community-party-organisation street-working-committee
        industry-party-committee scrutineer grid-worker invited-body administrator auditor
        TakePayment json file
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
