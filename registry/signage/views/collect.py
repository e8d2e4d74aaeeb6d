"""Addresses for ODK Collect: one's own on the account page, those of one's crews at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno
from flask import Response, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import queries, services
from registry.signage.forms.collect_keys import KeyForm
from registry.signage.models import CollectKey
from registry.signage.rules.collect import settings_code
from registry.signage.views.blueprint import blueprint

_MAY = (Permission.REPORT, Permission.REQUIRE_SIGN)
_SHOWN_ONCE = "collect_key"


def _check_open() -> None:
    if not http.runtime().settings.openrosa:
        raise NotFound("page.unknown", T("没有这个页面"))


@blueprint.get("/signage/collect")
@access.requires(*_MAY)
def collect_index() -> ResponseReturnValue:
    """用 ODK Collect 上报: addresses of oneself and one's crews, and what has not all arrived."""
    _check_open()
    return _page()


def _page(status: int = 200, **context: Any) -> Response:
    actor = http.actor()
    with http.reading() as reading:
        people = _led(reading, actor)
        unfinished = queries.unfinished_forms(reading, actor)
        to_look_at = queries.forms_to_look_at(reading, actor)
        return http.page(
            "signage/collect_index.html",
            status=status,
            people=people,
            names=dict(people),
            may_report=actor.may(Permission.REPORT),
            keys=queries.living_keys(reading, [actor.id or "", *dict(people)]),
            unfinished=unfinished,
            to_look_at=to_look_at,
            signs=queries.signs_by_id(
                reading, [found.row.sign_id for found in (*unfinished, *to_look_at)]
            ),
            **context,
        )


def _led(reading: Session, actor: Actor) -> list[tuple[str, str]]:
    """Everybody whose reports all lie where this person leads; nobody for who leads nowhere."""
    if not actor.may(Permission.REQUIRE_SIGN):
        return []
    found = []
    for person in accounts.people(reading):
        other = accounts.actor(reading, person.id)
        paths = other.scopes.get(Permission.REPORT, ()) if other else ()
        if paths and all(actor.may(Permission.REQUIRE_SIGN, path) for path in paths):
            found.append((person.id, person.name))
    return found


@blueprint.post("/signage/collect/keys")
@access.requires(*_MAY)
def collect_key_create() -> ResponseReturnValue:
    """Make an address; the next page shows it, once."""
    _check_open()
    try:
        form = parse(KeyForm, request.form)
        with http.working() as work:
            person_id = form.person_id or work.actor.id or ""
            row, token = services.make_key(work, person_id, label=form.label)
    except Invalid as invalid:
        return _page(422, raw=request.form, errors=invalid.fields)
    # Kept for one page in the cookie of this very browser, which would be shown it anyway.
    session[_SHOWN_ONCE] = [row.id, token]
    return http.see_other("signage.collect_key_show")


@blueprint.get("/signage/collect/new")
@access.requires(*_MAY)
def collect_key_show() -> ResponseReturnValue:
    """The address and its QR for Collect, this one time; without a fresh one, the list."""
    _check_open()
    kept = session.pop(_SHOWN_ONCE, None)
    if kept is None:
        return http.see_other("signage.collect_index")
    key_id, token = kept
    with http.reading() as reading:
        row = next((key for key in _mine(reading) if key.id == key_id), None)
        person = accounts.person(reading, row.person_id) if row else None
    if row is None or person is None:
        return http.see_other("signage.collect_index")
    address = _address(token)
    project = f"{http.runtime().settings.bureau_name} · {person.name}"
    code = segno.make(settings_code(url=address, project=project), error="l", micro=False)
    return http.page(
        "signage/collect_show.html",
        key=row,
        person=person,
        address=address,
        qr=code.svg_data_uri(scale=5, border=4, light="#fff"),
    )


def _address(token: str) -> str:
    """What Collect takes for its server: the door's address with the key in it."""
    base = http.runtime().settings.public_url or request.url_root
    path = url_for("openrosa.form_index", key=token).removesuffix("/formList")
    return base.rstrip("/") + path


def _mine(reading: Session) -> Sequence[CollectKey]:
    actor = http.actor()
    led = [person_id for person_id, _name in _led(reading, actor)]
    return queries.living_keys(reading, [actor.id or "", *led])


@blueprint.post("/signage/collect/keys/<key_id>/revoke")
@access.requires(*_MAY)
def collect_key_revoke(key_id: str) -> ResponseReturnValue:
    """Take an address back; what it sent stays."""
    _check_open()
    with http.working() as work:
        row = services.revoke_key(work, key_id)
    http.flash(T("“%(label)s”的上报地址已收回", label=row.label))
    return http.see_other("signage.collect_index")
