"""A name's Roman forms as they are stored, and when a stored spelling has to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from registry.core.text import T, Text
from registry.places.rules.kind import PlaceKind, RomanStatus
from registry.places.rules.romanise import (
    APOSTROPHE,
    EntityClass,
    Proposal,
    ReadingTable,
    entity_class_of,
    has_tones,
    plain_of,
    propose,
    sign_of,
    sign_text_problem,
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name's Roman forms and its parts, as they are stored; `doubt` puts it on the desk."""

    toned: str
    plain: str
    sign: str
    specific: str
    generic: str
    absorbed: bool
    basis: str
    doubt: bool


class Doubt(StrEnum):
    """Why a spelling waits on the polyphone desk."""

    UNREAD = "unread"
    POLYPHONE = "polyphone"
    DIFFERS = "differs"
    NEWER_READING = "newer_reading"


DOUBT_LABELS: dict[Doubt, Text] = {
    Doubt.UNREAD: T("有字读不出"),
    Doubt.POLYPHONE: T("多音字未定"),
    Doubt.DIFFERS: T("与规则提出的拼写不同"),
    Doubt.NEWER_READING: T("审定之后又定了读音"),
}


@lru_cache(maxsize=1 << 12)
def _class_of(kind: str, text: str) -> EntityClass:
    return entity_class_of(PlaceKind(kind).value, text)


def proposal_for(
    kind: PlaceKind | str, text: str, readings: ReadingTable | None = None
) -> Proposal:
    """What the rules propose today for a name of a place of this kind.

    `readings`: the local table of where it lies (`queries.readings`); without one, the shipped one.
    """
    return propose(text, _class_of(kind, text), readings=readings)


def spell(
    kind: PlaceKind | str,
    text: str,
    given_toned: str = "",
    readings: ReadingTable | None = None,
) -> Spelling:
    """The forms to store: from the toned spelling somebody gave, else as the rules propose it.

    What no sign may carry (English generics, tones as digits) leaves the form for signs empty.
    """
    proposal = proposal_for(kind, text, readings)
    toned, plain, sign, basis = proposal.toned, proposal.plain, proposal.sign, proposal.basis
    if given_toned:
        toned, plain, basis = given_toned, plain_of(given_toned), ()
        sign = sign_of(plain)
        if toned != proposal.toned and sign_text_problem(sign) is not None:
            sign = ""
    return Spelling(
        toned=toned,
        plain=plain,
        sign=sign,
        specific=proposal.specific,
        generic=proposal.generic,
        absorbed=proposal.absorbed,
        basis=", ".join(basis),
        doubt=proposal.needs_second_person
        or not (toned == proposal.toned or agrees(toned, proposal)),
    )


def agrees(stored: str, proposal: Proposal) -> bool:
    """Whether a stored spelling is the proposed one, apart from how the apostrophe is typed.

    A spelling without any tone mark, as many lists print it, is compared without tones.
    """
    written = stored.replace(APOSTROPHE, "'").strip()
    proposed = proposal.toned if has_tones(written) else proposal.plain
    return bool(written) and written.casefold() == proposed.casefold()


def doubts(
    proposal: Proposal, stored: str, status: RomanStatus | str, approved_at: datetime | None
) -> tuple[Doubt, ...]:
    """Why a spelling has to be looked at; empty where nothing is open.

    What a person approved stays settled, however the rules would have it, until a reading that
    was approved later says otherwise.
    """
    if status == RomanStatus.APPROVED:
        is_newer = any(_later(row.since, approved_at) for row in proposal.local)
        return (Doubt.NEWER_READING,) if is_newer and not agrees(stored, proposal) else ()
    found = []
    if proposal.unread:
        found.append(Doubt.UNREAD)
    elif not agrees(stored, proposal):
        found.append(Doubt.DIFFERS)
    if proposal.to_confirm or any(not poly.settled for poly in proposal.polyphones):
        found.append(Doubt.POLYPHONE)
    return tuple(found)


def _later(since: datetime | None, approved_at: datetime | None) -> bool:
    if since is None:
        return False
    return approved_at is None or _aware(since) > _aware(approved_at)


def _aware(moment: datetime) -> datetime:
    # SQLite gives times back without their zone; all of them are UTC.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
