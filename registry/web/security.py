"""What stands before every view: limits, who asks, leave, form tokens, and headers after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.accounts import queries, services
from registry.accounts.views import SESSION_COOKIE
from registry.core.errors import Forbidden, NotFound
from registry.core.text import T
from registry.edge import access, http
from registry.maps import rules as map_rules
from registry.settings import Settings
from registry.signage import queries as signage_queries
from registry.signage import services as signage

DEFAULT_BODY_LIMIT = 1_000_000
TOUCH_EVERY = timedelta(minutes=10)

# What strangers can reach and costs much, and sign-in, is held tighter than reading.
TIGHT_LIMITS = {
    "accounts.session_create": "20 per minute; 200 per hour",
    "heritage.objection_create": "10 per minute; 60 per hour",
    "signage.hint_create": "10 per minute; 60 per hour",
    # Each answer reads everything about a place and sets a sheet of paper.
    "places.archive_show": "20 per minute; 200 per hour",
}


def install(app: Flask, settings: Settings) -> None:
    """Put the guards in order; each is one function below."""
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.config["WTF_CSRF_TIME_LIMIT"] = settings.session_hours * 3600
    app.config["WTF_CSRF_SSL_STRICT"] = settings.secure_cookies
    _limit_rates(app, settings)
    app.before_request(lambda: _check_host(settings))
    app.before_request(_check_address)
    app.before_request(lambda: _limit_body(app))
    app.before_request(lambda: _recognise(app))
    app.before_request(lambda: _require_leave(app))
    # Asked for by hand below, since a view that is opened by a key takes no session.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf = CSRFProtect(app)
    app.before_request(lambda: _require_token(app, csrf))
    headers = page_headers(settings)
    app.after_request(lambda response: _headers(response, headers))


def _limit_rates(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_HEADERS_ENABLED"] = True
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=settings.rate_limit_url,
        default_limits=[settings.rate_limit_default],
    )
    limiter.request_filter(_is_free)
    app.extensions["registry_limiter"] = limiter


def _is_free() -> bool:
    return request.endpoint in {"static", "health.live", "health.ready"}


def tighten(app: Flask) -> None:
    """Hold some views to their own rates; called once all views are registered."""
    limiter: Limiter = app.extensions["registry_limiter"]
    for endpoint, rate in TIGHT_LIMITS.items():
        view: Any = app.view_functions[endpoint]
        app.view_functions[endpoint] = cast("Any", limiter.limit(rate)(view))


def _check_host(settings: Settings) -> None:
    host = request.host.partition(":")[0]
    if settings.allowed_hosts and host not in settings.allowed_hosts:
        raise NotFound("web.unknown_host", T("这个网址不属于本站"))


def _check_address() -> None:
    # No address of ours holds a NUL, and PostgreSQL takes none into a query.
    if "\0" in request.path:
        raise NotFound("page.unknown", T("没有这个页面"))


def _limit_body(app: Flask) -> None:
    view = _asked(app)
    limit = access.limit_of(view) if view is not None else None
    if limit is not None:
        request.max_content_length = limit


def _asked(app: Flask) -> Any:
    """The view that is asked for; None where the address leads nowhere."""
    return app.view_functions.get(request.endpoint or "")


def _require_token(app: Flask, csrf: CSRFProtect) -> None:
    if not access.is_by_key(_asked(app)):
        csrf.protect()


def _recognise(app: Flask) -> None:
    if access.is_by_key(_asked(app)):
        _recognise_key()
        return
    token = request.cookies.get(SESSION_COOKIE)
    if not token or request.endpoint == "static":
        return
    now = http.runtime().clock.now()
    with http.reading() as session:
        found = queries.signed_in(session, token, now)
    if found is None:
        return
    g.actor, g.session_id = found.actor, found.session_id
    if now - found.last_seen_at > TOUCH_EVERY:
        with http.working() as work:
            services.touch_session(work, found.session_id)


def _recognise_key() -> None:
    if not http.runtime().settings.openrosa:
        raise NotFound("page.unknown", T("没有这个页面"))
    now = http.runtime().clock.now()
    with http.reading() as session:
        found = signage_queries.key_holder(session, (request.view_args or {})["key"])
    if found is None:
        raise SignInNeeded("access.key_unknown", T("这个上报地址无效或已收回，请向队长要新的"))
    g.actor, g.key_id = found.actor, found.key_id
    if found.last_used_at is None or now - found.last_used_at > TOUCH_EVERY:
        with http.working() as work:
            signage.touch_key(work, found.key_id)


def _require_leave(app: Flask) -> None:
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return
    view: Any = app.view_functions[endpoint]
    named = access.access_of(view)
    if access.PUBLIC in named:
        return
    actor = http.actor()
    if any(actor.may(permission) for permission in named):
        return
    if actor.is_anonymous:
        raise SignInNeeded("access.sign_in", T("请先登录"))
    raise Forbidden("access.forbidden", T("您没有做这件事的权限"))


class SignInNeeded(Forbidden):
    """Nobody is signed in; a page sends the visitor to the sign-in form and back."""

    status = 401


def page_headers(settings: Settings) -> dict[str, str]:
    """What every answer carries, whoever asks and whatever it is."""
    images = " ".join(("'self'", "data:", "blob:", *map_rules.tile_hosts(settings)))
    headers = {
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self'; style-src 'self'; "
            f"img-src {images}; font-src 'self'; connect-src 'self'; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(self)",
    }
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def _headers(response: Response, headers: Mapping[str, str]) -> Response:
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if http.actor().id is not None:
        response.headers.setdefault("Cache-Control", "private, no-store")
    response.vary.update(("Cookie", "Accept-Language"))
    return response
