"""Pages of sign-in, of one's own account, and of the people an administrator looks after."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pyotp
import segno
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from registry.accounts import forms, queries, services
from registry.accounts.forms.notices import NoticesForm
from registry.accounts.queries import notices as notice_queries
from registry.accounts.rules import ROLE_LABELS, Permission, PersonStatus, Role
from registry.accounts.rules.notices import MAIL_LABELS, NOTICE_LABELS
from registry.accounts.services.noticing import choose_notices
from registry.accounts.services.scopes import offered_scopes, within_offered
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.panels import Panels
from registry.core.text import T
from registry.edge import access, http

blueprint = Blueprint("accounts", __name__)

SESSION_COOKIE = "registry_session"


def _rules() -> services.SignInRules:
    settings = http.runtime().settings
    return services.SignInRules(
        session_hours=settings.session_hours,
        lockout_attempts=settings.lockout_attempts,
        lockout_minutes=settings.lockout_minutes,
    )


def local_path(target: str) -> str:
    """A path on this site to go on to, or "/": never another host (open redirect)."""
    parts = urlsplit(target)
    # Browsers drop tabs and line breaks from an address, and a header may hold none.
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if safe and not parts.netloc and not parts.scheme else "/"


@blueprint.get("/sign-in")
@access.public
def session_new() -> ResponseReturnValue:
    """The sign-in form."""
    raw = {"next": local_path(request.args.get("next", "/"))}
    return http.page("accounts/session_new.html", raw=raw)


@blueprint.post("/sign-in")
@access.public
def session_create() -> ResponseReturnValue:
    """Sign in, or the form again with one sentence that says why not."""
    try:
        form = parse(forms.SignInForm, request.form)
    except Invalid as invalid:
        return http.page(
            "accounts/session_new.html", status=422, raw=_without_password(), errors=invalid.fields
        )
    with http.reading() as session:
        compared = services.compare_password(session, email=form.email, password=form.password)
    with http.working() as work:
        outcome = services.sign_in(
            work,
            compared,
            code=form.code,
            agent=request.headers.get("User-Agent", ""),
            rules=_rules(),
        )
    if outcome.token is None:
        errors = {"form": [outcome.fault]}
        return http.page(
            "accounts/session_new.html", status=401, raw=_without_password(), errors=errors
        )
    response = Response(status=303, headers={"Location": local_path(form.next or "/")})
    _set_cookie(response, outcome.token)
    return response


def _without_password() -> dict[str, str]:
    return {key: value for key, value in request.form.items() if key in {"email", "next"}}


def _set_cookie(response: Response, token: str) -> None:
    settings = http.runtime().settings
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=timedelta(hours=settings.session_hours),
        httponly=True,
        secure=settings.secure_cookies,
        samesite="Lax",
    )


@blueprint.post("/sign-out")
@access.public
def session_delete() -> ResponseReturnValue:
    """End this sign-in; harmless for a visitor."""
    session_id = g.get("session_id")
    if session_id:
        with http.working() as work:
            services.sign_out(work, session_id)
    response = http.see_other("maps.map_show")
    response.delete_cookie(SESSION_COOKIE)
    return response


def _account_page(status: int = 200, **context: object) -> Response:
    person_id = http.actor().id or ""
    now = http.runtime().clock.now()
    with http.reading() as session:
        context.setdefault("me", queries.person(session, person_id))
        context.setdefault("grants", queries.grants(session, person_id))
        context.setdefault("notices", notice_queries.newest_notices(session, person_id))
        context.setdefault("sessions", queries.living_sessions(session, person_id, now))
        panels = http.runtime().panels.collect("account", session, http.actor(), person_id)
        return http.page(
            "accounts/account_show.html",
            status=status,
            panels=panels,
            current_session=g.get("session_id"),
            role_labels=ROLE_LABELS,
            notice_kinds=[(kind.value, label) for kind, label in NOTICE_LABELS.items()],
            notice_labels=NOTICE_LABELS,
            mail_labels=MAIL_LABELS,
            can_send=bool(http.runtime().settings.smtp_host),
            languages=[("zh", T("中文")), ("en", T("英文"))],
            **context,
        )


@blueprint.get("/account")
@access.requires(Permission.ACCOUNT_OWN)
def account_show() -> ResponseReturnValue:
    """One's own account: roles, open sign-ins, password, one-time codes."""
    return _account_page()


@blueprint.post("/account/notices")
@access.requires(Permission.ACCOUNT_OWN)
def notices_update() -> ResponseReturnValue:
    """Choose which kinds of notice also come by mail, where to, and in which language."""
    try:
        form = parse(NoticesForm, request.form)
        with http.working() as work:
            choose_notices(
                work,
                mail_kinds=[kind.value for kind in form.mail_kinds],
                address=form.notice_email,
                language=form.language.value,
            )
    except Invalid as invalid:
        return _account_page(422, raw=request.form, errors=invalid.fields)
    http.flash(T("提醒方式已保存"))
    return http.see_other("accounts.account_show", _anchor="notices")


@blueprint.get("/account/notices/<notice_id>")
@access.requires(Permission.ACCOUNT_OWN)
def notice_show(notice_id: str) -> ResponseReturnValue:
    """Where the link of a mail leads: to what one's own notice is about."""
    with http.reading() as session:
        found = notice_queries.notice(session, notice_id) if is_id(notice_id) else None
        if found is None or found.person_id != http.actor().id:
            raise NotFound("accounts.unknown_notice", T("没有这条提醒"))
        return http.see_other(found.endpoint, **found.address)


@blueprint.post("/account/password")
@access.requires(Permission.ACCOUNT_OWN)
def password_update() -> ResponseReturnValue:
    """Change one's own password; other sign-ins end."""
    try:
        form = parse(forms.PasswordForm, request.form)
        with http.working() as work:
            services.change_password(
                work, current=form.current, new=form.new, keep_session=g.get("session_id")
            )
    except Invalid as invalid:
        return _account_page(422, errors=invalid.fields)
    http.flash(T("口令已更换，其他设备上的登录已结束"))
    return http.see_other("accounts.account_show")


@blueprint.post("/account/sessions/<session_id>/end")
@access.requires(Permission.ACCOUNT_OWN)
def session_end(session_id: str) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    with http.working() as work:
        services.sign_out(work, session_id)
    http.flash(T("那次登录已结束"))
    return http.see_other("accounts.account_show")


@blueprint.post("/account/totp")
@access.requires(Permission.ACCOUNT_OWN)
def totp_start() -> ResponseReturnValue:
    """Begin two-step sign-in: a secret to scan."""
    with http.working() as work:
        services.start_totp(work)
    return http.see_other("accounts.account_show", _anchor="totp")


@blueprint.get("/account/totp.svg")
@access.requires(Permission.ACCOUNT_OWN)
def totp_code() -> ResponseReturnValue:
    """The code an authenticator scans; only while set-up is open."""
    with http.reading() as session:
        person = queries.person(session, http.actor().id or "")
    if person is None or not person.totp_secret or person.totp_confirmed_at is not None:
        raise NotFound("accounts.totp_not_open", T("现在没有待确认的动态码"))
    uri = pyotp.TOTP(person.totp_secret).provisioning_uri(name=person.email, issuer_name="合肥地名")
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return Response(out.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@blueprint.post("/account/totp/confirm")
@access.requires(Permission.ACCOUNT_OWN)
def totp_confirm() -> ResponseReturnValue:
    """Put two-step sign-in in force."""
    try:
        form = parse(forms.CodeForm, request.form)
        with http.working() as work:
            services.confirm_totp(work, form.code)
    except Invalid as invalid:
        return _account_page(422, errors=invalid.fields)
    http.flash(T("动态码已开启"))
    return http.see_other("accounts.account_show")


@blueprint.post("/account/totp/stop")
@access.requires(Permission.ACCOUNT_OWN)
def totp_stop() -> ResponseReturnValue:
    """Turn two-step sign-in off."""
    try:
        form = parse(forms.ConfirmForm, request.form)
        with http.working() as work:
            services.stop_totp(work, form.password)
    except Invalid as invalid:
        return _account_page(422, errors=invalid.fields)
    http.flash(T("动态码已关闭"), kind="warn")
    return http.see_other("accounts.account_show")


def _panels() -> Panels:
    return http.runtime().panels


def _people_page(status: int = 200, **context: object) -> Response:
    with http.reading() as session:
        scopes = offered_scopes(_panels(), session, http.actor())
        return http.page(
            "accounts/person_list.html",
            status=status,
            active="desk",
            scopes=[("", T("全部区划")), *scopes],
            scope_names=dict(scopes),
            people=queries.people(session),
            grants=queries.grants_by_person(session),
            role_labels=ROLE_LABELS,
            role_options=[(role.value, ROLE_LABELS[role]) for role in Role],
            **context,
        )


@blueprint.get("/people")
@access.requires(Permission.MANAGE_PEOPLE)
def person_list() -> ResponseReturnValue:
    """Everyone with an account, their roles and scopes."""
    return _people_page()


@blueprint.post("/people")
@access.requires(Permission.MANAGE_PEOPLE)
def person_create() -> ResponseReturnValue:
    """Open an account."""
    try:
        form = parse(forms.PersonForm, request.form)
        with http.working() as work, within_offered(work, _panels(), form.scope_path):
            services.add_person(work, **form.model_dump())
    except Invalid as invalid:
        return _people_page(422, raw=request.form, errors=invalid.fields)
    http.flash(T("账号已建立"))
    return http.see_other("accounts.person_list")


@blueprint.post("/people/<person_id>/grants")
@access.requires(Permission.MANAGE_PEOPLE)
def grant_create(person_id: str) -> ResponseReturnValue:
    """Give a role."""
    try:
        form = parse(forms.GrantForm, request.form)
        with http.working() as work, within_offered(work, _panels(), form.scope_path):
            services.grant(work, person_id, form.role, form.scope_path)
    except Invalid as invalid:
        return _people_page(422, granting=person_id, given=request.form, faults=invalid.fields)
    http.flash(T("授权已增加"))
    return http.see_other("accounts.person_list")


@blueprint.post("/people/<person_id>/grants/revoke")
@access.requires(Permission.MANAGE_PEOPLE)
def grant_delete(person_id: str) -> ResponseReturnValue:
    """Take a role back."""
    form = parse(forms.GrantForm, request.form)
    with http.working() as work:
        services.revoke(work, person_id, form.role, form.scope_path, reason=form.reason)
    http.flash(T("授权已收回"), kind="warn")
    return http.see_other("accounts.person_list")


@blueprint.post("/people/<person_id>/disable")
@access.requires(Permission.MANAGE_PEOPLE)
def person_disable(person_id: str) -> ResponseReturnValue:
    """Disable an account; its sign-ins end at once."""
    return _set_status(person_id, PersonStatus.DISABLED)


@blueprint.post("/people/<person_id>/enable")
@access.requires(Permission.MANAGE_PEOPLE)
def person_enable(person_id: str) -> ResponseReturnValue:
    """Let a disabled account sign in again."""
    return _set_status(person_id, PersonStatus.ACTIVE)


def _set_status(person_id: str, status: PersonStatus) -> ResponseReturnValue:
    form = parse(forms.StatusForm, request.form)
    with http.working() as work:
        services.set_status(work, person_id, status, reason=form.reason)
    http.flash(T("账号状态已更改"))
    return http.see_other("accounts.person_list")
