/// How personal data is shown to those who need to recognise it, not to read it.
public enum PersonalData {
    /// `13900000037` → `139****0037`; short numbers keep only their last two digits.
    public static func maskedPhone(_ phone: String) -> String {
        let digits = Array(phone)
        guard digits.count >= 8 else {
            return String(repeating: "*", count: max(0, digits.count - 2))
                + String(digits.suffix(2))
        }
        return String(digits.prefix(3)) + "****" + String(digits.suffix(4))
    }

    /// `郭超桂` → `郭**`: enough for the household itself to recognise.
    public static func maskedName(_ name: String) -> String {
        guard let first = name.first else { return "" }
        return String(first) + String(repeating: "*", count: max(1, name.count - 1))
    }
}
