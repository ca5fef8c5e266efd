/// Scalable vector graphics, written by hand: no colours, no fonts, only classes, so that the
/// stylesheet decides about light and dark, and the content security policy has nothing to allow.
struct Vector {
    private(set) var text = ""

    /// Lengths are in tenths of the drawing's own unit: whole numbers, so that the same figures
    /// always give the same bytes.
    struct Point: Equatable {
        let x: Int
        let y: Int
    }

    enum Anchor: String {
        case start, middle, end
    }

    /// A drawing with the name and the description that are read out instead of it.
    static func drawing(
        id: String, width: Int, height: Int, title: String, description: String,
        _ draw: (inout Vector) -> Void
    ) -> String {
        var vector = Vector()
        let id = escaped(id)
        vector.text =
            "<svg class=\"plot\" viewBox=\"0 0 \(length(width)) \(length(height))\" role=\"img\""
            + " aria-labelledby=\"\(id)-title \(id)-desc\">"
            + "<title id=\"\(id)-title\">\(escaped(title))</title>"
            + "<desc id=\"\(id)-desc\">\(escaped(description))</desc>"
        draw(&vector)
        return vector.text + "</svg>"
    }

    mutating func line(_ name: String, from start: Point, to end: Point) {
        text +=
            "<line class=\"\(name)\" x1=\"\(Vector.length(start.x))\" y1=\"\(Vector.length(start.y))\""
            + " x2=\"\(Vector.length(end.x))\" y2=\"\(Vector.length(end.y))\"/>"
    }

    mutating func box(_ name: String, at corner: Point, width: Int, height: Int) {
        guard width > 0, height > 0 else { return }
        text +=
            "<rect class=\"\(name)\" x=\"\(Vector.length(corner.x))\" y=\"\(Vector.length(corner.y))\""
            + " width=\"\(Vector.length(width))\" height=\"\(Vector.length(height))\""
            + " rx=\"2\"/>"
    }

    mutating func path(_ name: String, through points: [Point]) {
        guard points.count > 1 else { return }
        let places = points.map { "\(Vector.length($0.x)),\(Vector.length($0.y))" }
        text += "<polyline class=\"\(name)\" points=\"\(places.joined(separator: " "))\"/>"
    }

    mutating func dot(_ name: String, at point: Point) {
        text +=
            "<circle class=\"\(name)\" cx=\"\(Vector.length(point.x))\""
            + " cy=\"\(Vector.length(point.y))\" r=\"3.5\"/>"
    }

    mutating func label(
        _ name: String, _ words: String, at point: Point, _ anchor: Anchor = .start
    ) {
        text +=
            "<text class=\"\(name)\" x=\"\(Vector.length(point.x))\" y=\"\(Vector.length(point.y))\""
            + " text-anchor=\"\(anchor.rawValue)\">\(Vector.escaped(words))</text>"
    }

    /// `123` → `12.3`.
    static func length(_ tenths: Int) -> String {
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = abs(tenths).quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }

    static func escaped(_ words: String) -> String {
        var out = ""
        for character in words {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.append(character)
            }
        }
        return out
    }
}
