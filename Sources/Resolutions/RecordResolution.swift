import Access
import Core
import Files
import Postgres
import Secrets

/// Records what a body adopted. Owners' decisions, written consents and joint meetings' papers
/// come out of their own counted or signed procedures, never out of this form.
public struct RecordResolution: Sendable {
    public struct Input: Sendable {
        public let scope: ScopeID
        public let kind: Resolution.Kind
        public let body: Resolution.Body
        public let title: String
        public let adoptedOn: CivilDate
        public let source: String?
        public let text: String?
        public let file: Attachment?

        public init(
            scope: ScopeID, kind: Resolution.Kind, body: Resolution.Body, title: String,
            adoptedOn: CivilDate, source: String? = nil, text: String? = nil,
            file: Attachment? = nil
        ) {
            self.scope = scope
            self.kind = kind
            self.body = body
            self.title = title.trimmed
            self.adoptedOn = adoptedOn
            self.source = source.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
            self.text = text.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
            self.file = file
        }
    }

    public enum Failure: Refusal, Equatable {
        case kindHasItsOwnProcedure(Resolution.Kind)
        case titleMissing
        case titleTooLong
        case adoptedInFuture(CivilDate)
        case sourceMissing
        case sourceTooLong
        case wordsMissing
        case textTooLong

        public var code: String {
            switch self {
            case .kindHasItsOwnProcedure: "kindHasItsOwnProcedure"
            case .titleMissing: "titleMissing"
            case .titleTooLong: "titleTooLong"
            case .adoptedInFuture: "adoptedInFuture"
            case .sourceMissing: "sourceMissing"
            case .sourceTooLong: "sourceTooLong"
            case .wordsMissing: "wordsMissing"
            case .textTooLong: "textTooLong"
            }
        }

        public var sentence: String {
            switch self {
            case .kindHasItsOwnProcedure(let kind):
                "“\(kind.chinese)”须由其计票或会签程序产生，不能手工登记；系统启用之前议定的，请登记为 historical（据原记录）并注明来源。"
            case .titleMissing: "决议标题不能为空（--title）。"
            case .titleTooLong: "决议标题超过 200 个字，请缩短。"
            case .adoptedInFuture(let day): "通过日期 \(day) 还没有到，请核对（--adopted）。"
            case .sourceMissing: "据原记录登记的决议须注明来源（--source），例如“2021年10月8日业主大会会议记录”。"
            case .sourceTooLong: "来源超过 500 个字，请缩短。"
            case .wordsMissing: "请附决议原文（--text 或 --file）：没有原文的决定须是据原记录登记并注明来源的。"
            case .textTooLong: "决议原文超过 100000 个字，请改为附件（--file）。"
            }
        }
    }

    public struct Outcome: Sendable, JSONConvertible {
        public let resolution: Resolution
        /// True where the very same resolution was there already.
        public let repeated: Bool

        public var json: JSON {
            guard case .object(let members) = resolution.json else { return resolution.json }
            return .object(members + [(key: "repeated", value: .bool(repeated))])
        }
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// - Throws: `Failure`, `PermissionRefusal`, `PostgresError`.
    public func perform(
        _ input: Input, by actor: Actor, on today: CivilDate
    ) async throws -> Outcome {
        try actor.require(.recordResolution, in: input.scope)
        try ResolutionRules.check(input, on: today)
        let fileSHA256 = input.file?.sha256
        let digest = Digest.sha256(
            Resolution.canonical(
                kind: input.kind, body: input.body, title: input.title, adoptedOn: input.adoptedOn,
                source: input.source, text: input.text, fileSHA256: fileSHA256))
        return try await database.withTransaction { connection in
            try await LedgerStore.lock(input.scope, on: connection)
            if let known = try await ResolutionStore.find(
                digest: digest, in: input.scope, on: connection)
            {
                return Outcome(resolution: known, repeated: true)
            }
            let entry = try await AuditStore.draw(on: connection)
            var facts: [String] = []
            if let file = input.file,
                let fact = try await AttachmentStore.keep(
                    file, in: input.scope, entry: entry, on: connection)
            {
                facts.append(fact)
            }
            let (id, fact) = try await ResolutionStore.insert(
                input, fileSHA256: fileSHA256, digest: digest, entry: entry, on: connection)
            facts.append(fact)
            try await AuditStore.append(
                AuditEntry(
                    scope: input.scope, entry: entry, actor: actor, action: "RecordResolution",
                    subject: "resolution:\(id)",
                    detail: [
                        "kind": .string(input.kind.rawValue), "title": .string(input.title),
                        "adoptedOn": JSON(input.adoptedOn), "digest": .string(Hex.encode(digest)),
                    ],
                    facts: .lines(facts)),
                on: connection)
            return Outcome(
                resolution: Resolution(
                    id: id, kind: input.kind, body: input.body, title: input.title,
                    adoptedOn: input.adoptedOn, source: input.source, text: input.text,
                    fileSHA256: fileSHA256, digest: digest),
                repeated: false)
        }
    }
}

/// What a resolution must have before it is recorded.
enum ResolutionRules {
    static func check(
        _ input: RecordResolution.Input, on today: CivilDate
    ) throws(RecordResolution.Failure) {
        switch input.kind {
        case .historical, .committee: break
        case .ownersDecision, .writtenConsent, .jointMeetingRecommendation:
            throw .kindHasItsOwnProcedure(input.kind)
        }
        guard !input.title.isEmpty else { throw .titleMissing }
        // lengths are counted as the database does
        guard input.title.unicodeScalars.count <= 200 else { throw .titleTooLong }
        guard input.adoptedOn <= today else { throw .adoptedInFuture(input.adoptedOn) }
        guard input.kind != .historical || input.source != nil else { throw .sourceMissing }
        guard (input.source ?? "").unicodeScalars.count <= 500 else { throw .sourceTooLong }
        let hasWords = input.text != nil || input.file != nil
        guard input.kind == .historical || hasWords else { throw .wordsMissing }
        guard (input.text ?? "").unicodeScalars.count <= 100_000 else { throw .textTooLong }
    }
}
