/// What a picture of figures shows: named values, already in the words that stand beside them.
struct Plot {
    struct Value: Sendable, Equatable {
        /// Under or beside the mark: `11月`.
        let label: String
        /// What its length is made of; nil where there is none, which is not nothing.
        let size: Int64?
        /// `92.50%`.
        let shown: String
        /// A class of its own, such as `late`; nil for the usual one.
        let style: String?

        init(_ label: String, _ size: Int64?, _ shown: String, style: String? = nil) {
            self.label = label
            self.size = size
            self.shown = shown
            self.style = style
        }
    }

    /// Unique on its page.
    let id: String
    let title: String
    let values: [Value]
    let scale: Scale
    /// What a value on the axis is called: `40%`.
    let axis: @Sendable (Int64) -> String

    init(
        id: String, title: String, values: [Value], scale: Scale,
        axis: @escaping @Sendable (Int64) -> String
    ) {
        self.id = id
        self.title = title
        self.values = values
        self.scale = scale
        self.axis = axis
    }

    /// Read out instead of the picture.
    var description: String {
        values.isEmpty
            ? "没有数据。" : values.map { "\($0.label) \($0.shown)" }.joined(separator: "，") + "。"
    }
}

// Lengths are in tenths of a unit; the sixteen units of type are eleven pixels on a phone.
extension Plot {
    private static let width = 4_800
    private static let line = 220
    private static let margin = 60
    /// Of one cell of type, half as wide as a Chinese character.
    private static let cell = 88

    /// Upright bars, for what follows one after the other in time.
    func bars() -> String {
        upright { vector, places, base in
            let room = places.count > 1 ? places[1].x - places[0].x : 1_000
            let thickness = min(room * 6 / 10, 400)
            for (value, place) in zip(values, places) where value.size != nil {
                vector.box(
                    "bar\(value.style.map { " \($0)" } ?? "")",
                    at: Vector.Point(x: place.x - thickness / 2, y: place.y), width: thickness,
                    height: base - place.y)
            }
            mark(places, &vector)
        }
    }

    /// A line through what follows one after the other in time; it breaks where there is nothing.
    func trend() -> String {
        upright { vector, places, _ in
            var run: [Vector.Point] = []
            for (value, place) in zip(values, places) {
                if value.size == nil {
                    vector.path("line", through: run)
                    run = []
                } else {
                    run.append(place)
                }
            }
            vector.path("line", through: run)
            for (value, place) in zip(values, places) where value.size != nil {
                vector.dot("dot\(value.style.map { " \($0)" } ?? "")", at: place)
            }
            mark(places, &vector)
        }
    }

    /// Lying bars, for what has names.
    func rows() -> String {
        let names = values.map { Plot.cells($0.label) }.max() ?? 0
        let left = min(names * Plot.cell + 2 * Plot.margin, 1_800)
        let right = (values.map { Plot.cells($0.shown) }.max() ?? 0) * Plot.cell + Plot.margin
        let pitch = 360
        let height = values.count * pitch + 80
        let axis = Plot.width - left - right
        return Vector.drawing(
            id: id, width: Plot.width, height: max(height, pitch), title: title,
            description: description
        ) { vector in
            vector.line(
                "axis", from: Vector.Point(x: left, y: 40),
                to: Vector.Point(x: left, y: values.count * pitch + 40))
            for (index, value) in values.enumerated() {
                let middle = index * pitch + pitch / 2 + 40
                let length = scale.length(of: value.size ?? 0, on: axis)
                vector.label(
                    "name", value.label, at: Vector.Point(x: left - 60, y: middle + 50), .end)
                vector.box(
                    "bar\(value.style.map { " \($0)" } ?? "")",
                    at: Vector.Point(x: left, y: middle - 90), width: length, height: 180)
                vector.label(
                    "value", value.shown, at: Vector.Point(x: left + length + 60, y: middle + 50))
            }
        }
    }

    /// The frame of an upright picture: the axis with its round values, the names below.
    private func upright(
        _ draw: (inout Vector, [Vector.Point], Int) -> Void
    ) -> String {
        let names = scale.ticks.map { Plot.cells(axis($0)) }.max() ?? 0
        let left = names * Plot.cell + 2 * Plot.margin
        let (top, base) = (300, 2_300)
        let end = Plot.width - Plot.margin
        return Vector.drawing(
            id: id, width: Plot.width, height: base + Plot.line + 100, title: title,
            description: description
        ) { vector in
            for tick in scale.ticks {
                let y = base - scale.length(of: tick, on: base - top)
                vector.line(
                    tick == 0 ? "axis" : "grid", from: Vector.Point(x: left, y: y),
                    to: Vector.Point(x: end, y: y))
                vector.label(
                    "tick", axis(tick), at: Vector.Point(x: left - 60, y: y + 50), .end)
            }
            let pitch = values.isEmpty ? 0 : (end - left) / values.count
            let places = values.indices.map { index in
                Vector.Point(
                    x: left + pitch * index + pitch / 2,
                    y: base - scale.length(of: values[index].size ?? 0, on: base - top))
            }
            for (index, place) in places.enumerated() where isNamed(index, pitch: pitch) {
                vector.label(
                    "tick", values[index].label,
                    at: Vector.Point(x: place.x, y: base + Plot.line), .middle)
            }
            draw(&vector, places, base)
        }
    }

    /// Every name, or every second, third … so that they do not run into each other; always the
    /// last one.
    private func isNamed(_ index: Int, pitch: Int) -> Bool {
        let widest = (values.map { Plot.cells($0.label) }.max() ?? 1) * Plot.cell + 60
        let each = max(1, (widest + max(1, pitch) - 1) / max(1, pitch))
        return (values.count - 1 - index).isMultiple(of: each)
    }

    /// The values above their marks, where there is room for all of them.
    private func mark(_ places: [Vector.Point], _ vector: inout Vector) {
        let pitch = places.count > 1 ? places[1].x - places[0].x : Plot.width
        let widest = (values.map { Plot.cells($0.shown) }.max() ?? 0) * Plot.cell
        guard widest < pitch else { return }
        for (value, place) in zip(values, places) where value.size != nil {
            vector.label(
                "value", value.shown, at: Vector.Point(x: place.x, y: place.y - 80), .middle)
        }
    }

    /// Half widths of a character: a Chinese one is two.
    static func cells(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
    }
}
