import Tables

extension HouseholdKind {
    private static let words: [(HouseholdKind, [String])] = [
        (.dwelling, ["住宅", "居住", "住房", "民用", "公寓", "住户"]),
        (.shop, ["商铺", "门面", "门市", "商业", "商用", "店铺", "商服", "网点", "底商", "铺面"]),
        (.garage, ["车库"]),
        (.storage, ["储藏", "储物", "地下室", "杂物", "仓库", "煤棚", "小房"]),
    ]

    /// Reads a use as companies write it; nil for any other word.
    public init?(spoken text: String) {
        let compact = TextNormaliser.compact(text)
        for (kind, words) in HouseholdKind.words where words.contains(where: compact.contains) {
            self = kind
            return
        }
        return nil
    }
}
