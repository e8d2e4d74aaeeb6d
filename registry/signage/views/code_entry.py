"""The page where the code on a sign is typed, and what is said of one that leads nowhere."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.core.text import T, Text
from registry.edge import access, http
from registry.signage.queries.hints import codes_given
from registry.signage.rules.code_slips import Slip, slips, strangers
from registry.signage.rules.codes import grouped, is_code, is_plate_code, normal
from registry.signage.views.blueprint import blueprint

LONGEST = 40
_TOLD = 3


@blueprint.get("/s/")
@access.public
def code_entry() -> ResponseReturnValue:
    """Type the code that stands under the QR; no script, no account."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return http.page("signage/code_entry.html", typed="")
    return code_typed(typed)


def code_typed(typed: str) -> Response:
    """Where a typed code leads; the form again with what is wrong where it leads nowhere."""
    plain = normal(typed)
    # What is no code is not asked of the database, which would stumble over some of it.
    is_whole = is_code(plain) or is_plate_code(plain)
    with http.reading() as session:
        if is_whole and codes_given(session, [plain]):
            return http.see_other("signage.code_show", code=plain)
        return _nowhere(session, typed, plain)


def code_unknown(typed: str) -> Response:
    """What is said of a scanned or linked code that leads nowhere."""
    with http.reading() as session:
        return _nowhere(session, typed, normal(typed))


def _nowhere(session: Session, typed: str, plain: str) -> Response:
    if is_code(plain) or is_plate_code(plain):
        faults = [T("编码本身没有输错，但没有登记过，不是本市的标志或门牌。")]
        return _form(typed, T("没有登记过这个编码"), faults, status=404)
    found = slips(plain)
    given = set(codes_given(session, [slip.code for slip in found]))
    meant = [slip for slip in found if slip.code in given]
    likely = [slip for slip in found if slip.is_likely and slip not in meant]
    faults = _faults(plain, [] if meant else likely[:_TOLD])
    return _form(typed, T("这个编码输入有误"), faults, meant=meant, status=404)


def _faults(plain: str, likely: list[Slip]) -> list[Text]:
    texts: list[Text] = [
        T("第 %(at)d 位的“%(char)s”：编码里没有这个字符", at=at, char=char)
        for at, char in strangers(plain)[:_TOLD]
    ]
    if len(plain) not in {9, 10}:
        texts.append(T("输入了 %(n)d 位；编码共九位，门牌的共十位", n=len(plain)))
    elif not texts:
        texts.append(T("最后一位是检查用的，它与前面的对不上：有一位看错或输错了"))
    return [*texts, *(slip.words for slip in likely)]


def _form(
    typed: str, title: Text, faults: list[Text], *, meant: list[Slip] | None = None, status: int
) -> Response:
    shown = typed if len(typed) <= LONGEST else typed[:LONGEST] + "…"
    return http.page(
        "signage/code_entry.html",
        status=status,
        typed=shown,
        title=title,
        faults=faults,
        meant=meant or [],
        grouped=grouped,
    )
