import Access
import Core

/// The description of the JSON interface (OpenAPI 3.1), printed from the routes themselves.
struct OpenAPIDocument {
    let routes: [APIRoute]

    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "邻里 Linli", "version": "1",
                "description": .string(OpenAPIDocument.description),
            ],
            "servers": [["url": "/"]],
            "security": [["accessToken": []]],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "components": [
                "securitySchemes": OpenAPIDocument.securitySchemes,
                "parameters": ["IdempotencyKey": OpenAPIDocument.idempotencyKey],
                "responses": .object(OpenAPIDocument.responses),
                "schemas": .object(schemas),
            ],
        ]
    }

    private static let description = """
        金额以分计（字段名以 Fen 结尾），日期为 2021-11-08，月份为 2021-11，时刻带 +08:00。\
        凭个人访问令牌访问：Authorization: Bearer linli_…（由本人在网页上签发，权限不超过本人）。\
        每个 POST 须带 Idempotency-Key：重发同一个键和同样的内容，得到同一个回答，\
        标头 Idempotent-Replayed 为 true；内容不同则 422 idempotencyKeyReused；\
        前一个还在办理则 409 stillRunning。错误一律是 application/problem+json，code 不变。
        """

    private static let securitySchemes: JSON = [
        "accessToken": [
            "type": "http", "scheme": "bearer", "bearerFormat": "linli_…",
            "description": "个人访问令牌",
        ],
        "residentLink": [
            "type": "http", "scheme": "bearer", "description": "缴费通知单链接中的令牌",
        ],
    ]

    private static let idempotencyKey: JSON = [
        "name": "Idempotency-Key", "in": "header", "required": true,
        "schema": [
            "type": "string", "minLength": 1, "maxLength": 100,
            "pattern": .string(APIShell.keyPattern),
        ],
    ]

    // MARK: Answers that are none

    private static let problem = Schema.named(
        "Problem",
        .object([
            .required("type", .text(0...200)), .required("title", .text(0...200)),
            .required("status", .integer(400...599)), .required("code", .text(1...100)),
            .required("detail", .text(0...4000)), .optional("pointer", .text(0...2000)),
        ]))

    private static let statuses: [(code: Int, name: String, words: String)] = [
        (400, "Malformed", "请求不合声明：pointer 指明何处"), (401, "Unauthorized", "没有令牌，或令牌无效"),
        (403, "NotPermitted", "令牌或任职没有所需的权限"), (404, "NotFound", "没有，或不在可见范围内"),
        (408, "TooSlow", "请求未能及时传完"), (409, "StillRunning", "同一个键的请求正在办理"),
        (413, "TooLarge", "请求过大"), (415, "NotJSON", "请求不是 application/json"),
        (422, "Refused", "办理被拒绝：code 说明原因"), (429, "TooManyAttempts", "尝试过于频繁"),
        (503, "Unavailable", "数据库暂时没有响应"),
    ]

    private static let responses: [(key: String, value: JSON)] = statuses.map { status in
        (
            status.name,
            [
                "description": .string(status.words),
                "content": ["application/problem+json": ["schema": problem.document]],
            ]
        )
    }

    private static let ofPostOnly: Set = [408, 409, 413, 415]

    // MARK: Routes

    private var tags: [String] {
        routes.reduce(into: []) { if !$0.contains($1.tag) { $0.append($1.tag) } }
    }

    private var paths: [(key: String, value: JSON)] {
        var order: [String] = []
        var known: [String: [APIRoute]] = [:]
        for route in routes {
            if known[route.path] == nil { order.append(route.path) }
            known[route.path, default: []].append(route)
        }
        return order.map { path in
            (
                path,
                .object(
                    (known[path] ?? []).map { route in
                        (route.method.rawValue.lowercased(), operation(route))
                    })
            )
        }
    }

    private func operation(_ route: APIRoute) -> JSON {
        var members: [(key: String, value: JSON)] = [
            ("operationId", .string(OpenAPIDocument.identifier(of: route))),
            ("tags", [.string(route.tag)]), ("summary", .string(route.summary)),
        ]
        if case .needs(let permission, _) = route.access {
            members.append(("description", .string("需要权限：\(permission.rawValue)。")))
        }
        if route.access == .resident {
            members.append(("security", [["residentLink": []]]))
        }
        let parameters = parameters(of: route)
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if route.method == .post {
            members.append(("requestBody", OpenAPIDocument.body(of: route)))
        }
        members.append(("responses", .object(answers(of: route))))
        return .object(members)
    }

    /// `postCompoundsPaymentsReversal`: the words of the path behind the method.
    private static func identifier(of route: APIRoute) -> String {
        let words = route.path.dropFirst(APIRoute.root.count).split(separator: "/")
            .filter { !$0.hasPrefix("{") }
            .flatMap { $0.split(separator: "-") }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let isOne = route.method == .get && route.path.hasSuffix("}")
        return route.method.rawValue.lowercased() + words.joined() + (isOne ? "One" : "")
    }

    private func parameters(of route: APIRoute) -> [JSON] {
        let inPath = route.parameters.map { name -> JSON in
            [
                "name": .string(name), "in": "path", "required": true,
                "schema": APIRoute.schema(ofParameter: name).document,
            ]
        }
        let inQuery = route.query.map { member -> JSON in
            [
                "name": .string(member.name), "in": "query",
                "required": .bool(member.isRequired), "schema": member.schema.document,
            ]
        }
        let inHeader: [JSON] =
            route.method == .post ? [["$ref": "#/components/parameters/IdempotencyKey"]] : []
        return inPath + inQuery + inHeader
    }

    private static func body(of route: APIRoute) -> JSON {
        [
            "required": .bool(route.body.contains(where: \.isRequired)),
            "content": ["application/json": ["schema": Schema.object(route.body).document]],
        ]
    }

    private func answers(of route: APIRoute) -> [(key: String, value: JSON)] {
        let good: JSON = [
            "description": "成功",
            "content": ["application/json": ["schema": route.answer.document]],
        ]
        let others = OpenAPIDocument.statuses.filter { status in
            route.method == .post || !OpenAPIDocument.ofPostOnly.contains(status.code)
        }
        return [("200", good)]
            + others.map { status in
                (
                    String(status.code),
                    ["$ref": .string("#/components/responses/\(status.name)")]
                )
            }
    }

    private var schemas: [(key: String, value: JSON)] {
        var named: [String: Schema] = [:]
        OpenAPIDocument.problem.collect(into: &named)
        for route in routes {
            route.answer.collect(into: &named)
            for member in route.body + route.query { member.schema.collect(into: &named) }
        }
        return named.sorted { $0.key < $1.key }.map { name, schema in
            guard case .named(_, let inner) = schema else { return (name, schema.document) }
            return (name, inner.document)
        }
    }
}
