"""Failures told as a page or as problem+json (RFC 9457); never a traceback."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError as PydanticError
from werkzeug.exceptions import HTTPException

from registry.core.errors import Invalid, NotFound, Problem
from registry.core.forms import explain
from registry.core.ids import new_id
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.signage.api import collect
from registry.web.security import SignInNeeded

log = logging.getLogger("registry")

_HTTP_WORDS: dict[int, tuple[str, Text]] = {
    400: ("request.malformed", T("请求的格式不对")),
    401: ("access.sign_in", T("请先登录")),
    403: ("access.forbidden", T("您没有做这件事的权限")),
    404: ("page.unknown", T("没有这个页面")),
    405: ("request.method", T("这个网址不接受这种请求方式")),
    406: ("request.not_acceptable", T("没有您要的格式")),
    408: ("request.timeout", T("请求没有及时传完，请重试")),
    413: ("request.too_large", T("发送的内容超过了允许的大小")),
    414: ("request.too_long", T("网址太长")),
    415: ("request.media_type", T("不接受这种格式的内容")),
    429: ("request.too_many", T("请求太频繁，请稍后再试")),
}

ADVICE: dict[int, Text] = {
    400: T("请检查网址或表单后重试。"),
    401: T("登录后会回到这一页。"),
    403: T("需要权限时，请联系本单位的系统管理员。"),
    404: T("网址可能有误，或内容已移走；可以从搜索找到地名。"),
    409: T("请重新打开这一页，看过最新情况后再做决定。"),
    413: T("请缩小文件或分次发送。"),
    422: T("请按提示修改后重新提交。"),
    429: T("过一两分钟再试即可。"),
    500: T("您提交的内容没有写入。请稍后再试；仍然不行，请把这个编号告诉管理员。"),
    503: T("稍等片刻再试；您提交的内容没有写入，返回上一页不会丢失。"),
    507: T("请联系管理员清理磁盘；您手机或电脑上的原件不要删除。"),
}


def install(app: Flask) -> None:
    """Answer every kind of failure in one voice."""
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(Problem, tell)
    app.register_error_handler(CSRFError, _token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def tell(problem: Problem) -> Response:
    """The answer for an expected failure."""
    if request.blueprint == collect.NAME:
        return collect.tell(problem)
    if http.wants_json(request.path, request.accept_mimetypes):
        return problem_json(problem)
    advice = problem.advice or ADVICE.get(problem.status)
    faults = problem.fields if isinstance(problem, Invalid) else {}
    html = render_template(
        "web/error.html", problem=problem, advice=advice, faults=faults, kept=_kept()
    )
    return make_response(html, problem.status)


#: Never shown again, whoever asks.
_SECRET = {"csrf_token", "password", "current", "new", "code"}


def _kept() -> list[tuple[str, str]]:
    """What was typed, to be shown again so that it can be copied; nothing is sent by itself."""
    if request.method != "POST":
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:  # the body itself is what is wrong: too large, too many parts
        return []
    return [(name, value) for name, value in sent if value and name not in _SECRET]


def problem_json(problem: Problem) -> Response:
    """application/problem+json: `type` and `code` are stable, words follow the language.

    `detail` says what to do about it (RFC 9457, 3.1.4), where the failure itself knows.
    """
    body: dict[str, Any] = {
        "type": f"urn:placename-registry:problem:{problem.code}",
        "code": problem.code,
        "status": problem.status,
        "title": language.say(problem.message),
    }
    if problem.advice is not None:
        body["detail"] = language.say(problem.advice)
    if isinstance(problem, Invalid):
        body["errors"] = {
            name: [language.say(text) for text in texts] for name, texts in problem.fields.items()
        }
    if problem.stored is not None:
        body["stored"] = dict(problem.stored)
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, problem.status, mimetype="application/problem+json")


def invalid_request(error: PydanticError) -> Response:
    """The API library's callback for a request that does not fit its model."""
    return problem_json(Invalid(explain(error.errors())))


def _sign_in(problem: SignInNeeded) -> Response:
    is_for_program = request.blueprint == collect.NAME
    is_for_program |= http.wants_json(request.path, request.accept_mimetypes)
    if is_for_program or request.method != "GET":
        return tell(problem)
    back = request.full_path if request.query_string else request.path
    return make_response(redirect(url_for("accounts.session_new", next=back), code=303))


class _FormExpired(Problem):
    status = 400


def _token(_error: CSRFError) -> Response:
    problem = _FormExpired("form.token", T("这张表单已过期或不是从本站打开的，内容没有写入"))
    if http.wants_json(request.path, request.accept_mimetypes):
        return problem_json(problem)
    html = render_template(
        "web/error.html",
        problem=problem,
        advice=T("请返回上一页刷新后再提交；您填写的内容列在下面，可以复制。"),
        kept=_kept(),
    )
    return make_response(html, problem.status)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None:
        return make_response(error.get_response())
    code, words = _HTTP_WORDS.get(status, ("server.error", T("出了意外的问题")))
    response = tell(_as_problem(status, code, words))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _as_problem(status: int, code: str, words: Text) -> Problem:
    if status == NotFound.status:
        return NotFound(code, words)
    problem = Problem(code, words)
    problem.status = status
    return problem


def _bug(error: Exception) -> Response:
    reference = new_id()
    log.error(
        "unexpected failure %s on %s %s", reference, request.method, _address(), exc_info=error
    )
    problem = _as_problem(500, "server.error", T("出了意外的问题，编号 %(ref)s", ref=reference))
    return tell(problem)


def _address() -> str:
    """The path, without a key that stands in it: a log is read by more people than hold keys."""
    view = current_app.view_functions.get(request.endpoint or "")
    return str(request.url_rule) if access.is_by_key(view) else request.path
