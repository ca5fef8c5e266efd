import Core
import Hummingbird

/// Why a request is not answered as asked, whatever page it was for.
enum WebError: Refusal, Equatable {
    case notFound
    case methodNotAllowed(allowed: [String])
    case methodUnknown
    /// The link, cookie or token names no household, or no longer does.
    case unknownLink
    case unauthorised
    case crossSite
    case notAForm
    case malformedBody
    case notJSON
    /// A value that is not as the interface declares it: where, and what is wanted there.
    case invalid(pointer: String, wanted: String)
    /// The same request is under way.
    case stillRunning
    case bodyTooLarge
    case uploadTooLarge
    case bodyTooSlow
    /// The form's token is not of this session: an old page, or not one of ours.
    case staleForm
    case busy
    /// The page or the act took longer than it may, and was given up.
    case tooSlow
    case tooManyAttempts(seconds: Int)
    case databaseAway
    /// An operation refused, in its own words.
    case refused(code: String, sentence: String)
    case notPermitted(sentence: String)
    case fault(id: String)

    var status: HTTPResponse.Status {
        switch self {
        case .notFound, .unknownLink: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .methodUnknown: .notImplemented
        case .unauthorised: .unauthorized
        case .crossSite, .notPermitted, .staleForm: .forbidden
        case .refused: .unprocessableContent
        case .notAForm, .notJSON: .unsupportedMediaType
        case .malformedBody, .invalid: .badRequest
        case .stillRunning: .conflict
        case .bodyTooLarge, .uploadTooLarge: .contentTooLarge
        case .bodyTooSlow: .requestTimeout
        case .tooManyAttempts: .tooManyRequests
        case .databaseAway, .busy, .tooSlow: .serviceUnavailable
        case .fault: .internalServerError
        }
    }

    var code: String {
        switch self {
        case .notFound: "notFound"
        case .methodNotAllowed: "methodNotAllowed"
        case .methodUnknown: "methodUnknown"
        case .unknownLink: "unknownLink"
        case .unauthorised: "unauthorized"
        case .crossSite: "crossSite"
        case .notAForm: "notAForm"
        case .malformedBody: "malformedBody"
        case .notJSON: "notJSON"
        case .invalid: "invalid"
        case .stillRunning: "stillRunning"
        case .bodyTooLarge: "bodyTooLarge"
        case .uploadTooLarge: "uploadTooLarge"
        case .bodyTooSlow: "bodyTooSlow"
        case .staleForm: "staleForm"
        case .busy: "busy"
        case .tooSlow: "tooSlow"
        case .tooManyAttempts: "tooManyAttempts"
        case .databaseAway: "databaseAway"
        case .refused(let code, _): code
        case .notPermitted: "notPermitted"
        case .fault: "fault"
        }
    }

    /// The heading of the page.
    var title: String {
        switch self {
        case .notFound: "没有这个页面"
        case .methodNotAllowed, .methodUnknown: "不支持这种访问方式"
        case .unknownLink: "链接无效"
        case .unauthorised: "需要凭证"
        case .crossSite: "请求未被接受"
        case .notAForm, .malformedBody, .notJSON, .invalid: "提交的内容无法识别"
        case .stillRunning: "正在办理"
        case .bodyTooLarge, .uploadTooLarge: "提交的内容过大"
        case .bodyTooSlow: "提交超时"
        case .staleForm: "页面已过期"
        case .busy: "系统繁忙"
        case .tooSlow: "办理超时"
        case .tooManyAttempts: "尝试过于频繁"
        case .databaseAway: "系统暂时无法查询"
        case .refused: "无法办理"
        case .notPermitted: "没有权限"
        case .fault: "系统出错"
        }
    }

    var sentence: String {
        switch self {
        case .notFound: "请核对网址；也可以从首页凭缴费通知单上的查询码进入。"
        case .methodNotAllowed, .methodUnknown: "这个网址不支持此种访问方式，请从首页进入。"
        case .unknownLink: "这个链接不存在或已经失效。请使用最近一期缴费通知单上的二维码或查询码。"
        case .unauthorised: "请在 Authorization 标头中提供有效的令牌：Bearer 加个人访问令牌，或缴费通知单链接中的令牌。"
        case .crossSite: "这次提交来自其他网站，为安全起见未予受理。请从本站首页重新操作。"
        case .notAForm: "请使用页面上的表单提交。"
        case .notJSON: "请求须为 application/json。"
        case .invalid(_, let wanted): "所送内容不合要求：\(wanted)。"
        case .stillRunning: "同一个 Idempotency-Key 的请求正在办理，请稍后再试。"
        case .malformedBody: "提交的内容不完整或编码有误，请返回后重试。"
        case .bodyTooLarge: "提交的内容超过 64 KB，未予受理。"
        case .uploadTooLarge: "文件超过 20 MB，未予受理。请拆成几个文件分别上传。"
        case .bodyTooSlow: "网络较慢，提交未能完成，请稍后重试。"
        case .staleForm: "这个页面是在您本次登录之前打开的，刚才的提交没有办理。请返回上一页，刷新后再提交一次。"
        case .busy: "同时上传文件的人较多，请稍等片刻后再提交。"
        case .tooSlow: "这次办理用时过长，系统已停止处理。请先刷新页面核对是否已经办成，再决定是否重新提交。"
        case .tooManyAttempts(let seconds):
            "请等待\(WebError.spoken(seconds))后再试。您的账单和链接不受影响。"
        case .databaseAway: "数据库暂时没有响应，请稍等片刻后刷新页面。您的账单不受影响。"
        case .refused(_, let sentence), .notPermitted(let sentence): sentence
        case .fault(let id): "请稍后再试；如一直如此，请告知物业并提供编号 \(id)。"
        }
    }

    var headers: HTTPFields {
        switch self {
        case .methodNotAllowed(let allowed): [.allow: allowed.joined(separator: ", ")]
        case .unauthorised: [.wwwAuthenticate: "Bearer realm=\"linli\""]
        case .tooManyAttempts(let seconds): [.retryAfter: String(seconds)]
        case .databaseAway, .busy, .tooSlow: [.retryAfter: String(WebLimits.retrySeconds)]
        case .bodyTooLarge, .uploadTooLarge, .bodyTooSlow: [.connection: "close"]
        default: [:]
        }
    }

    /// Whether the rest of the request's body is not wanted.
    var leavesBody: Bool {
        [.bodyTooLarge, .uploadTooLarge, .bodyTooSlow, .busy].contains(self)
    }

    private static func spoken(_ seconds: Int) -> String {
        seconds < 60 ? " \(seconds) 秒" : " \((seconds + 59) / 60) 分钟"
    }
}
