"""Certificate and plaque of a recognised name as PDF, for the bureau to hand out."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import glyphs, printing
from registry.core.errors import NotFound, Refused
from registry.core.text import T
from registry.edge import access, http, language
from registry.heritage import queries
from registry.heritage.queries import RecognitionView
from registry.heritage.rules.certificate import WORDS, Certified, sheet
from registry.heritage.views.pages import blueprint
from registry.places import queries as place_queries


@blueprint.get("/heritage/recognitions/<recognition_id>/certificate.pdf")
@access.requires(Permission.DECIDE)
def certificate_pdf(recognition_id: str) -> ResponseReturnValue:
    """The certificate, A4."""
    return _paper(recognition_id, "certificate")


@blueprint.get("/heritage/recognitions/<recognition_id>/plaque.pdf")
@access.requires(Permission.DECIDE)
def plaque_pdf(recognition_id: str) -> ResponseReturnValue:
    """The drawing of the plaque for the workshop."""
    return _paper(recognition_id, "plaque")


def _paper(recognition_id: str, kind: str) -> ResponseReturnValue:
    with http.reading() as session:
        found = _standing(session, recognition_id)
        data = filled(session, found)
    answer = make_response(printing.pdf(f"{kind}.typ", data))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = http.disposition(
        "attachment", f"{found.place_name}-{kind}.pdf"
    )
    return answer


def _standing(session: Session, recognition_id: str) -> RecognitionView:
    """A recognition in force that this person answers for, whose name can be drawn."""
    found = queries.recognition(session, recognition_id)
    file = None if found is None else queries.nomination(session, found.nomination_id)
    if found is None or file is None:
        raise NotFound("heritage.unknown_recognition", T("没有这条认定"))
    http.actor().require(Permission.DECIDE, file.division_path)
    if found.revoked_at is not None or found.suspended_at is not None:
        raise Refused("heritage.not_in_force", T("已暂停或撤销的认定不出证书和匾牌"))
    lacking = glyphs.undrawable(found.place_name)
    if lacking:
        # What would be cast in metal may not hold a sign in the place of a character.
        codes = " ".join(f"U+{ord(char):04X}" for char in sorted(lacking))
        raise Refused(
            "heritage.undrawable",
            T("随附的字体里没有这个地名的字：%(codes)s", codes=codes),
            advice=T("请先补字，再出证书和匾牌；不用别的字代替。"),
        )
    return found


def certified(found: RecognitionView) -> Certified:
    """What a recognition's papers say, from the register as it stands."""
    return Certified(
        recognition_id=found.id,
        place_name=found.place_name,
        division_text=found.division_text,
        programme_key=found.programme_key,
        edition_number=found.edition_number,
        document_no=found.document_no,
        recognised_on=found.recognised_on,
    )


def filled(session: Session, found: RecognitionView) -> dict[str, Any]:
    """The data of both papers, in the reader's language where there is a choice."""
    card = place_queries.place_card(session, found.place_id)
    is_english = language.tag() == "en"
    title = found.programme_title_en if is_english else ""
    issuer = found.issuer_en if is_english else ""
    said = certified(found)
    path = url_for("heritage.recognition_show", recognition_id=found.id)
    base = http.runtime().settings.public_url or request.url_root
    words = {key: language.say(text) for key, text in WORDS.items()}
    shown_title = title or found.programme_title
    by = issuer or found.issuer
    if not found.is_government:
        by = f"{by} · {language.say(found.nature_label)}"
    division = found.division_text
    if card is not None and queries.has_namesake(session, found):
        division = f"{division} · {language.say(card.kind_label)}"
    data = sheet(said, words, roman=card.roman_toned if card else "", url=base.rstrip("/") + path)
    return {
        **data,
        "language": language.tag(),
        "title": shown_title,
        "statement": language.say(T("列入%(title)s", title=shown_title)),
        "issuer": by,
        "division": division,
        "edition": language.say(T("第 %(n)d 版", n=found.edition_number)),
        "is_simulated": found.simulated,
    }
