import Papers
import Testing

@Suite struct QRCodeTests {
    static let link = "https://linli.example.cn/r/2.gcNsECtmDujvs7ow6QkvjQihr6QhwgqJEzqM57aAILk"

    /// Three corners have the square that cameras look for, the fourth has not.
    @Test func hasItsThreeCorners() throws {
        let code = try #require(QRCode(QRCodeTests.link))
        func isCorner(_ top: Int, _ left: Int) -> Bool {
            (0..<7).allSatisfy { row in
                (0..<7).allSatisfy { column in
                    let ring = max(abs(row - 3), abs(column - 3))
                    return code.isDark(row: top + row, column: left + column) == (ring != 2)
                }
            }
        }
        let far = code.side - 7
        #expect(isCorner(0, 0) && isCorner(0, far) && isCorner(far, 0))
        #expect(!isCorner(far, far))
    }

    /// Versions have 17 + 4 n modules a side.
    @Test func growsWithWhatIsInIt() throws {
        var last = 0
        for length in [1, 14, 15, 84, 106, 300] {
            let code = try #require(QRCode(String(repeating: "a", count: length)))
            #expect((code.side - 17).isMultiple(of: 4))
            #expect(code.side >= last)
            last = code.side
        }
        #expect(try #require(QRCode("a")).side == 21)
        let low = try #require(QRCode(QRCodeTests.link, recovery: .low))
        #expect(low.side < (try #require(QRCode(QRCodeTests.link))).side)
    }

    @Test func refusesNothingAndTooMuch() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.longest)) != nil)
        #expect(QRCode(String(repeating: "a", count: QRCode.longest + 1)) == nil)
        #expect(QRCode(String(repeating: "宴", count: 101)) == nil)
    }

    /// The path fills exactly the dark modules.
    @Test func thePathDrawsEveryDarkModuleOnce() throws {
        let code = try #require(QRCode(QRCodeTests.link))
        var drawn = Set<[Int]>()
        for run in code.path.split(separator: "M") {
            let match = try #require(run.wholeMatch(of: /([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z/))
            let (left, row) = (try #require(Int(match.1)), try #require(Int(match.2)))
            let width = try #require(Int(match.3))
            #expect(match.3 == match.4)
            for column in left..<(left + width) { #expect(drawn.insert([row, column]).inserted) }
        }
        for row in 0..<code.side {
            for column in 0..<code.side {
                #expect(drawn.contains([row, column]) == code.isDark(row: row, column: column))
            }
        }
        #expect(code.viewBox == "-4 -4 \(code.side + 8) \(code.side + 8)")
    }
}
