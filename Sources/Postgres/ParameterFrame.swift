/// The arrays in which libpq takes parameters; reused by all statements of a loop.
final class ParameterFrame {
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    /// An address for values of no bytes: to libpq, no address means null.
    private let empty = UnsafeMutablePointer<CChar>.allocate(capacity: 1)

    init() { empty.initialize(to: 0) }

    deinit { empty.deallocate() }

    /// Calls the body with the query's values, their lengths, and their formats (all binary).
    func with<Result>(
        _ query: Query,
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let count = query.slots.count
        guard count > 0 else { return body(0, nil, nil, nil) }
        while formats.count < count { formats.append(1) }
        return query.bytes.withUnsafeBytes { bytes in
            values.removeAll(keepingCapacity: true)
            lengths.removeAll(keepingCapacity: true)
            for slot in query.slots {
                lengths.append(max(0, slot.length))
                values.append(address(of: slot, in: bytes))
            }
            return body(Int32(count), values, lengths, formats)
        }
    }

    private func address(
        of slot: Query.Slot, in bytes: UnsafeRawBufferPointer
    ) -> UnsafePointer<CChar>? {
        if slot.length < 0 { return nil }
        guard slot.length > 0, let start = bytes.baseAddress else { return UnsafePointer(empty) }
        return (start + slot.offset).assumingMemoryBound(to: CChar.self)
    }
}
