import Core
import Registry
import TestSupport
import Testing

@testable import Fees

@Suite struct ReceiptNumberTests {
    @Test(
        arguments: [
            ("2026-000123", 2026, 123), ("2026-000001", 2026, 1), ("2026-999999", 2026, 999_999),
            ("2026-1000000", 2026, 1_000_000),
        ] as [(String, Int16, Int32)])
    func readsAndWrites(text: String, year: Int16, number: Int32) {
        let receipt = ReceiptNumber(year: year, number: number)
        #expect(receipt.description == text)
        #expect(ReceiptNumber(text) == receipt)
    }

    @Test(arguments: [
        "", "2026", "2026-", "2026-123", "2026-000000", "26-000123", "2026-00012a",
        "2026-+00123", "2026-0001234567", "２０２６-000123",
    ])
    func refuses(text: String) {
        #expect(ReceiptNumber(text) == nil)
    }

    @Test func paymentsAreNamedByEither() throws {
        #expect(
            try PaymentReference(entry: "2026-000123")
                == .receipt(ReceiptNumber(year: 2026, number: 123)))
        #expect(try PaymentReference(entry: "17") == .payment(PaymentID(17)))
        for text in ["", "0", "-1", "+1", "x"] {
            #expect(throws: MalformedValue.self) { try PaymentReference(entry: text) }
        }
    }

    @Test func channelsAreReadByTheirWords() throws {
        for channel in PaymentChannel.choices {
            #expect(try PaymentChannel(entry: channel.word) == channel)
        }
        #expect(throws: MalformedValue.self) { try PaymentChannel(entry: "carried-over") }
        #expect(throws: MalformedValue.self) { try PaymentChannel(entry: "支票") }
    }
}
