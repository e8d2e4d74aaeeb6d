"""What Collect fetches: the list of forms, the form, its manifest, and the person's work list."""

from __future__ import annotations

import csv
import io

from flask import Response, request

from registry.accounts.rules import Permission
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.places.queries.divisions import names_on_paths
from registry.signage import queries
from registry.signage.api.collect.door import address_of, door, xml
from registry.signage.queries.signs import FieldItem
from registry.signage.rules.codes import grouped
from registry.signage.rules.collect import FORM_ID, Media, form_list, manifest, no_forms
from registry.signage.rules.collect.form import shipped_form
from registry.signage.rules.collect.questions import SIGNS_FILE, TITLE, VERSION
from registry.signage.rules.kinds import ROLE_LABELS, PositionRole

MOST_SIGNS = 2000
"""A phone keeps this many in its list; more would be slow to choose from."""
COLUMNS = ("name", "label", "text", "roman", "place", "role", "lat", "lon", "geometry", "turn")
"""`name` is the sign's code, which is what the form sends; `geometry` is Collect's own order."""


@door.get("/formList")
@access.requires(Permission.REPORT)
@access.by_key
def form_index(key: str) -> Response:
    """The one form there is; `?formID=` of any other gives an empty list."""
    if request.args.get("formID", FORM_ID) != FORM_ID:
        return xml(no_forms())
    return xml(
        form_list(
            name=language.say(TITLE),
            version=VERSION,
            form=shipped_form(),
            url=address_of("form_show", key),
            manifest_url=address_of("manifest_show", key),
        )
    )


@door.get("/forms/sign_report.xml")
@access.requires(Permission.REPORT)
@access.by_key
def form_show(key: str) -> Response:  # noqa: ARG001 - the guard has read it
    """The survey form, the same bytes for everybody."""
    return xml(shipped_form())


@door.get("/forms/sign_report/manifest")
@access.requires(Permission.REPORT)
@access.by_key
def manifest_show(key: str) -> Response:
    """The work list of whose key it is, by name, digest and address."""
    return xml(manifest([Media(SIGNS_FILE, _signs(), address_of("signs_show", key))]))


@door.get(f"/forms/sign_report/{SIGNS_FILE}")
@access.requires(Permission.REPORT)
@access.by_key
def signs_show(key: str) -> Response:  # noqa: ARG001 - the guard has read it
    """Signs to photograph, those of the person's work orders first and in their order."""
    return Response(_signs(), content_type="text/csv; charset=utf-8")


def _signs() -> bytes:
    with http.reading() as session:
        items = queries.field_list(session, http.actor(), limit=MOST_SIGNS)
        names = names_on_paths(session, [item.sign.division_path for item in items])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(item, _where(item, names)) for item in items)
    # No mark of the encoding: it would become part of the first column's name.
    return text.getvalue().encode()


def _where(item: FieldItem, names: dict[str, tuple[str, str]]) -> str:
    parts = [part for part in item.sign.division_path.split("/") if part in names]
    return " · ".join(names[part][0] for part in parts[-2:])


def _row(item: FieldItem, place: str) -> list[str]:
    sign, due, here = item.sign, item.requirement, item.target
    lat, lon = (f"{here.lat:.6f}", f"{here.lon:.6f}") if here else ("", "")
    turn = str(item.turn[2]) if item.turn else ""
    role = language.say(ROLE_LABELS[PositionRole(due.position_role)]) if due else ""
    return [
        sign.code,
        " · ".join(
            part for part in (_turn(item), sign.text_hanzi, role, grouped(sign.code)) if part
        ),
        sign.text_hanzi,
        sign.text_roman,
        place,
        role,
        lat,
        lon,
        f"{lat} {lon} 0 0" if here else "",
        turn,
    ]


def _turn(item: FieldItem) -> str:
    if item.turn is None:
        return ""
    words: Text = T("第 %(n)d 站", n=item.turn[2])
    return language.say(words)
