import Core

/// The values that many requests and answers have in common.
extension Schema {
    /// A row's number.
    static let number = Schema.integer(1...9_007_199_254_740_991)
    static let count = Schema.integer(0...9_007_199_254_740_991)
    /// Money in fen, of any sign.
    static let fen = Schema.integer(-9_007_199_254_740_991...9_007_199_254_740_991)
    /// Money that is taken or given: one fen to ten billion yuan, as the database keeps it.
    static let amount = Schema.integer(1...999_999_999_999)

    /// Any text but for NUL, which JSON may carry and no database of ours keeps.
    static func text(_ lengths: ClosedRange<Int>) -> Schema {
        .text(TextForm(lengths, pattern: "^[^\\u0000]*$"))
    }

    /// A reason, a name, a title: something must stand there, besides blanks.
    static func words(_ most: Int) -> Schema {
        .text(
            TextForm(1...most, pattern: "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$") { text in
                text.contains { !$0.isWhitespace }
            })
    }

    static let date = Schema.text(
        TextForm(
            10...10,
            pattern: "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            format: "date", example: "2021-11-08"
        ) { CivilDate($0) != nil })

    static let month = Schema.text(
        TextForm(
            7...7, pattern: "^(199[0-9]|20[0-9]{2})-(0[1-9]|1[0-2])$", example: "2021-11"
        ) { BillingMonth($0) != nil })

    /// With the offset of Asia/Shanghai.
    static let moment = Schema.text(
        TextForm(25...25, format: "date-time", example: "2021-11-08T09:30:00+08:00"))

    /// `3-2-501`.
    static let door = Schema.text(
        TextForm(
            1...62, pattern: "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$", example: "3-2-501"
        ) { text in
            text.contains { !$0.isWhitespace }
        })

    /// `property-fee`.
    static let item = Schema.text(
        TextForm(
            1...40, pattern: "^[a-z][a-z0-9-]{0,39}$", example: "property-fee"
        ) { text in
            text.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
                && text.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
                }
        })

    /// SHA-256 in hex.
    static let digest = Schema.text(TextForm(64...64, pattern: "^[0-9a-f]{64}$"))

    /// A page of a list: how many there are in all, and those on the page.
    static func page(of schema: Schema, with more: [Member] = []) -> Schema {
        .object(
            [
                .required("total", .count), .required("page", .integer(1...APIPage.lastPage)),
                .required("size", .integer(1...APIPage.largest)),
            ] + more + [.required("items", .list(schema, atMost: Int(APIPage.largest)))])
    }
}

/// Which part of a list is asked for.
struct APIPage: Sendable {
    /// Rows on a page: a screenful of JSON for a program, some 200 kB.
    static let largest: Int64 = 200
    static let usual: Int64 = 50
    /// Each page is a longer way for the database.
    static let lastPage: Int64 = 10_000

    let page: Int
    let size: Int

    var offset: Int { (page - 1) * size }

    static let parameters: [Schema.Member] = [
        .optional("page", .integer(1...lastPage)), .optional("size", .integer(1...largest)),
    ]

    func json(total: Int, with more: [(key: String, value: JSON)] = [], _ items: [JSON]) -> JSON {
        .object(
            [("total", JSON(total)), ("page", JSON(page)), ("size", JSON(size))] + more
                + [("items", .array(items))])
    }
}

extension Schema {
    /// Any text that goes out.
    static let string = Schema.text(TextForm(0...Int.max))
    /// Any count of rows that goes out.
    static func all(_ schema: Schema) -> Schema { .list(schema, atMost: .max) }

    /// An object all of whose members are always there.
    static func record(_ members: [(name: String, schema: Schema)]) -> Schema {
        .object(members.map { .required($0.name, $0.schema) })
    }

    /// One of an enumeration's words, as it is kept.
    static func words<Value: RawRepresentable<String> & CaseIterable>(of: Value.Type) -> Schema {
        .word(Value.allCases.map(\.rawValue))
    }
}
