import Core
import Resolutions
import Secrets

/// `/compounds/{scope}/resolutions`.
struct ResolutionListView: Sendable {
    let frame: CompoundFrame
    let action: String
    let search: FieldView
    let kind: FieldView
    let rows: [Row]
    let pager: PagerView
    let isEmpty: Bool
    let nothing: String
    let all: String?
    /// Where one is recorded; nil for those who may not.
    let recording: String?

    struct Row: Sendable {
        let title: String
        let path: String
        let adopted: String
        let body: String
        let kind: String
        let isHistorical: Bool
        /// 原文, 附件.
        let words: String
    }

    init(
        _ found: ListResolutions.Outcome, _ frame: CompoundFrame, _ state: ListState, _ desk: Desk
    ) {
        let path = desk.compound
        self.frame = frame
        action = path.resolutions
        search = FieldView(
            "search", "标题", value: state.filter("search"), .text("search"), isRequired: false)
        kind = FieldView(
            "kind", "种类",
            .select(
                [("", "全部种类")] + Resolution.Kind.allCases.map { ($0.rawValue, $0.chinese) },
                chosen: state.filter("kind")), isRequired: false)
        rows = found.rows.map { row in
            Row(
                title: row.title, path: path.resolution(row.id),
                adopted: row.adoptedOn.description, body: row.body.chinese,
                kind: row.kind.chinese, isHistorical: row.kind == .historical,
                words: [row.hasText ? "原文" : nil, row.hasFile ? "附件" : nil]
                    .compactMap(\.self).joined(separator: "、"))
        }
        pager = PagerView(state, total: found.total, unit: "份")
        isEmpty = found.rows.isEmpty
        nothing = state.isFiltered ? "没有符合条件的决议。" : "还没有登记决议。收费须以决议为依据。"
        all = state.isFiltered ? path.resolutions : nil
        recording =
            desk.may(.recordResolution, in: desk.scope) ? "\(path.resolutions)/record" : nil
    }
}

/// `/compounds/{scope}/resolutions/{resolution}`.
struct ResolutionView: Sendable {
    let frame: CompoundFrame
    let title: String
    let adopted: String
    let body: String
    let kind: String
    let isHistorical: Bool
    let source: String?
    let words: Words?
    let file: File?
    let digest: String
    let recorded: String
    let back: String

    struct Words: Sendable {
        let text: String
        let path: String
    }

    struct File: Sendable {
        let name: String
        let path: String
        let size: String
        let digest: String
    }

    init(_ found: ReadResolution.Outcome, _ frame: CompoundFrame, _ desk: Desk) {
        let resolution = found.resolution
        let path = desk.compound.resolution(resolution.id)
        self.frame = frame
        title = resolution.title
        adopted = resolution.adoptedOn.chinese
        body = resolution.body.chinese
        kind = resolution.kind.chinese
        isHistorical = resolution.kind == .historical
        source = resolution.source
        words = resolution.text.map { Words(text: $0, path: "\(path)/text") }
        file = found.file.map { file in
            File(
                name: file.name, path: "\(path)/file", size: ResolutionView.size(file.bytes),
                digest: Hex.encode(resolution.fileSHA256 ?? []))
        }
        digest = resolution.hexDigest
        recorded =
            found.recordedBy
            + (found.recordedAt.map { "，\($0.dayInShanghai.chinese)" } ?? "")
        back = desk.compound.resolutions
    }

    /// `912 字节`, `35 KB`, `1.4 MB`.
    static func size(_ bytes: Int) -> String {
        if bytes < 1024 { return "\(bytes) 字节" }
        if bytes < 1024 * 1024 { return "\((bytes + 512) / 1024) KB" }
        let tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024)
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}

/// The form for a resolution of before the system.
struct ResolutionFormView: Sendable {
    let frame: CompoundFrame
    let action: String
    let back: String
    let failure: String?
    let fields: [FieldView]

    init(_ entries: Entries, _ frame: CompoundFrame, _ desk: Desk) {
        self.frame = frame
        back = desk.compound.resolutions
        action = "\(back)/record"
        failure = entries.failure
        fields = [
            entries.select(
                "kind", "种类", ResolutionEntry.kinds.map { ($0.rawValue, $0.chinese) },
                hint: "业主共同决定和书面同意由计票程序产生，不在这里登记；系统启用之前议定的，登记为“据原记录”。"),
            entries.select(
                "body", "作出决定的机构",
                [("", "请选择")] + Resolution.Body.allCases.map { ($0.rawValue, $0.chinese) }),
            entries.field("title", "标题", .text(longest: 200)),
            entries.field("adopted", "通过日期", .date),
            entries.field(
                "source", "来源", .text(longest: 500), hint: "在哪里找到的记录；据原记录登记的必填。",
                isRequired: false),
            entries.field(
                "text", "原文", .area(rows: 8, longest: 100_000), hint: "照抄决定的内容，居民能在账单上看到。",
                isRequired: false),
            entries.field(
                "file", "附件", .file(accept: ".pdf,.jpg,.jpeg,.png,.docx,.txt"),
                hint: "扫描件或原文，PDF、图片、DOCX、TXT，不超过 20 MB。", isRequired: false),
        ]
    }
}
