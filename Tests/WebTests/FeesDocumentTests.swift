import Core
import Fees
import Testing

@testable import Web

/// The fast writer writes what the statement says of itself, byte for byte.
@Suite struct FeesDocumentTests {
    static let statuses: [ResidentStatus] = [
        Samples.ordinary, Samples.status([]),
        Samples.status([], opening: -300, credit: 300, obligor: "张*、\"李\\\"\n*"),
        Samples.status(
            [
                Samples.line("1990-01", Samples.propertyFee, settled: 1, waived: 4_999),
                Samples.line("2099-12", Samples.parkingElsewhere),
                Samples.line("2021-10", Samples.unknown, settled: 1_234),
            ],
            [
                Samples.payment(1, "1999-12-31", 999_999_999_999, .bankTransfer, refunded: 7),
                Samples.payment(0, "2021-01-01", 1, .carriedOver, reversed: "2021-02-28"),
            ], opening: 5_000_000_000),
    ]

    @Test(arguments: statuses.indices)
    func theSameBytes(_ index: Int) {
        let status = FeesDocumentTests.statuses[index]
        let written = String(decoding: FeesDocument.bytes(of: status), as: UTF8.self)
        #expect(written == status.json.text)
    }
}
