"""Spellings as decisions: a person approves with a basis, a second one where readings are open."""

from __future__ import annotations

from dataclasses import dataclass

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceName
from registry.places.queries.readings import reading_book
from registry.places.rules import RomanStatus
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.romanise import plain_of, sign_of, sign_text_problem
from registry.places.rules.spelling import proposal_for
from registry.places.services.index import reindex
from registry.places.services.past import keep
from registry.places.services.versions import living_place

MAX_ROMAN = 200
MAX_BASIS = 300


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name cut in two by a person: `specific` + `generic` is the name again."""

    specific: str
    generic: str
    absorbed: bool


def approve_roman(
    work: Work, name_id: str, *, toned: str, basis: str, seen_toned: str | None = None
) -> None:
    """Approve a spelling: from here on it is data, not a proposal.

    A name with an open reading needs somebody else than the person who entered it.

    Raises:
        NotFound: `places.name_unknown`.
        Forbidden: needs `places.edit` for the place's division.
        Invalid: no basis; English generics or other faults of sign text (GB 17733, 1984 rules).
        Refused: `places.roman_own`, where the reading is open and this person entered the name.
        Conflict: `places.changed_meanwhile`, where `seen_toned` is no longer the stored spelling.
    """
    name, place = _known(work, name_id)
    plain = plain_of(toned)
    _check_spelling(toned, sign_of(plain), basis)
    if seen_toned is not None and seen_toned != name.roman_toned:
        raise Conflict(
            "places.changed_meanwhile",
            T("您打开这一页之后，别人已经改过这个名称的拼写"),
            advice=T("请重新打开这一页，看过新内容再改"),
        )
    _check_second_person(work, place, name)
    before = {
        "name": name.text,
        "roman_toned": name.roman_toned,
        "roman_status": name.roman_status,
        "basis": name.reading_basis,
    }
    keep(work, name.place_id, "places.roman_approved", reason=basis)
    name.roman_toned, name.roman_plain, name.roman_sign = toned, plain, sign_of(plain)
    name.roman_status, name.reading_basis = RomanStatus.APPROVED.value, basis.strip()
    name.roman_approved_by, name.roman_approved_at = work.actor.id, work.at
    name.roman_doubt = False
    work.session.add(name)
    work.session.flush()
    reindex(work.session, name.place_id)
    after = {
        "name": name.text,
        "roman_toned": toned,
        "roman_status": name.roman_status,
        "basis": basis,
    }
    journal.record(
        work, "places.roman_approved", ("place", name.place_id), before=before, after=after
    )
    work.announce(PlaceChanged(name.place_id))


def divide_name(work: Work, name_id: str, parts: NameParts, *, reason: str) -> None:
    """Say which part of a name is the specific and which the generic.

    Raises:
        NotFound: `places.name_unknown`. Forbidden: needs `places.edit` for the place's division.
        Invalid: the parts put together are not the name; no specific; no reason.
    """
    name, _ = _known(work, name_id)
    faults: dict[str, list[Text]] = {}
    if parts.specific + parts.generic != name.text:
        faults["specific"] = [T("专名和通名连起来要正好是这个名称")]
    elif not parts.specific:
        faults["specific"] = [T("请填写这一项")]
    if not reason.strip():
        faults["reason"] = [T("请写明依据")]
    if faults:
        raise Invalid(faults)
    before = _parts(name)
    keep(work, name.place_id, "places.name_divided", reason=reason)
    name.specific, name.generic = parts.specific, parts.generic
    name.generic_absorbed = parts.absorbed
    work.session.add(name)
    work.session.flush()
    journal.record(
        work,
        "places.name_divided",
        ("place", name.place_id),
        before=before,
        after=_parts(name),
        reason=reason,
    )


def _parts(name: PlaceName) -> dict[str, object]:
    return {
        "name": name.text,
        "parts": f"{name.specific} · {name.generic}" if name.generic else name.specific,
        "generic_absorbed": name.generic_absorbed,
    }


def _known(work: Work, name_id: str) -> tuple[PlaceName, Place]:
    name = work.session.get(PlaceName, name_id, populate_existing=True)
    if name is None:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    return name, living_place(work, name.place_id, Permission.PLACE_EDIT)


def _check_spelling(toned: str, sign: str, basis: str) -> None:
    faults: dict[str, list[Text]] = {}
    problem = sign_text_problem(sign)
    if not toned.strip():
        faults["toned"] = [T("请填写这一项")]
    elif problem is not None:
        faults["toned"] = [problem.message]
    elif len(toned) > MAX_ROMAN or len(sign) > MAX_ROMAN:
        faults["toned"] = [T("最多 %(n)d 个字，请缩短", n=MAX_ROMAN)]
    if not basis.strip():
        faults["basis"] = [T("请写明读音和拼写的依据")]
    elif len(basis) > MAX_BASIS:
        faults["basis"] = [T("最多 %(n)d 个字，请缩短", n=MAX_BASIS)]
    if faults:
        raise Invalid(faults)


def _check_second_person(work: Work, place: Place, name: PlaceName) -> None:
    """Four eyes where the characters can be read in several ways (domain: polyphones)."""
    if work.actor.id is None or work.actor.id != name.created_by:
        return
    path = work.session.get_one(Division, place.division_id).path
    proposal = proposal_for(place.kind, name.text, reading_book(work.session).table_for(path))
    if proposal.needs_second_person:
        raise Refused(
            "places.roman_own",
            T("名称里有读音未定的字，要由录入人以外的第二个人审定"),
            advice=T("请另一位经办人审定；或先把读音加进地方读音表，由别人审定"),
        )
