import Foundation
import Testing

@testable import Web

@Suite struct PlotTests {
    @Test(
        arguments: [
            ([], 1, 1), ([0], 1, 1), ([1], 1, 1), ([5], 5, 1), ([6], 6, 2), ([10], 10, 2),
            ([11], 15, 5), ([99], 100, 20), ([101], 150, 50), ([1_392_000], 1_500_000, 500_000),
            ([3, -7], 3, 1),
        ] as [([Int64], Int64, Int64)])
    func anAxisEndsWithARoundValue(values: [Int64], top: Int64, step: Int64) {
        let scale = Scale(for: values)
        #expect(scale.top == top)
        #expect(scale.ticks.first == 0)
        #expect(scale.ticks.last == top)
        #expect(scale.ticks.count == 1 + Int(top / step))
    }

    @Test func theLargestValuesStayOnTheAxis() {
        let scale = Scale(for: [Int64.max / 4])
        #expect(scale.length(of: scale.top, on: 2_000) == 2_000)
        #expect(scale.length(of: scale.top / 2, on: 2_000) == 1_000)
        #expect(scale.length(of: Int64.max, on: 2_000) == 2_000)
        #expect(scale.length(of: -1, on: 2_000) == 0)
    }

    @Test(arguments: [(0, "0"), (10, "1"), (123, "12.3"), (-5, "-0.5"), (4_800, "480")])
    func lengthsAreWritten(tenths: Int, text: String) {
        #expect(Vector.length(tenths) == text)
    }

    private func plot(_ values: [Plot.Value]) -> Plot {
        Plot(
            id: "rate", title: "逐月<收缴率>", values: values, scale: Scale(top: 10_000, step: 2_500)
        ) { "\($0 / 100)%" }
    }

    private func count(_ piece: String, in text: String) -> Int {
        text.components(separatedBy: piece).count - 1
    }

    @Test func aPictureIsNamedAndDescribed() {
        let values = [
            Plot.Value("11月", 9_250, "92.50%"), Plot.Value("12月", nil, "—"),
            Plot.Value("1月", 0, "0.00%", style: "late"),
        ]
        for picture in [plot(values).bars(), plot(values).trend(), plot(values).rows()] {
            #expect(picture.hasPrefix("<svg class=\"plot\" viewBox=\"0 0 480 "))
            #expect(picture.hasSuffix("</svg>"))
            #expect(picture.contains("role=\"img\" aria-labelledby=\"rate-title rate-desc\""))
            #expect(picture.contains("逐月&lt;收缴率&gt;</title>"))
            #expect(picture.contains("11月 92.50%，12月 —，1月 0.00%。</desc>"))
            #expect(!picture.contains("style=") && !picture.contains("fill="))
        }
        // what is nothing has no height, and what is unknown no mark
        #expect(count("<rect", in: plot(values).bars()) == 1)
        #expect(count("<circle", in: plot(values).trend()) == 2)
        #expect(count("<polyline", in: plot(values).trend()) == 0)
        #expect(plot([]).bars().contains("没有数据。"))
        #expect(plot([]).rows().hasSuffix("</svg>"))
    }

    @Test func namesDoNotRunIntoEachOther() {
        let months = (0..<36).map { Plot.Value("2021-\($0)", 5_000, "50.00%") }
        let bars = plot(months).bars()
        #expect(count("<rect", in: bars) == 36)
        // the ticks of the axis, and every few months up to the last
        #expect(count("class=\"tick\"", in: bars) < 5 + 12)
        #expect(bars.contains(">2021-35<"))
        #expect(!bars.contains("class=\"value\""))
        #expect(plot(Array(months.prefix(4))).bars().contains("class=\"value\""))
    }

    @Test func theSameFiguresGiveTheSameBytes() {
        let values = [Plot.Value("甲", 3_333, "33.33%"), Plot.Value("乙", 6_667, "66.67%")]
        #expect(plot(values).rows() == plot(values).rows())
    }
}
