"""The names behind a figure: which have a verified sign, which have not, and how far those are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, tuple_
from sqlmodel import Session, col, select

from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.coverage.rules import HERITAGE, DrillState
from registry.places.models import Division, Place
from registry.places.queries import PlaceCard, place_cards
from registry.places.queries.tallies import COUNTERS, name_counts, parts_of
from registry.places.rules import EntityStatus, PlaceKind, SignMark, Stratum, stratum_of
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import SIGN_LABELS, RequirementStatus, SignState

NO_BODY = "-"
_VERIFIED = SignMark.VERIFIED.value
_CHUNK = 400
# How far a sign has come: what a name's row tells of several signs is the furthest one.
_FAR = (
    SignState.VERIFIED,
    SignState.INSTALLED_CLAIMED,
    SignState.WRONG,
    SignState.DAMAGED,
    SignState.MADE,
    SignState.APPROVED,
    SignState.PROOF,
    SignState.PLANNED,
    SignState.MISSING,
)


@dataclass(frozen=True, slots=True)
class NamesWanted:
    """Which names: an empty county, stratum, division or body means all of them.

    A division takes in what lies under it, unless `own` is set. The body "-" is "nobody is named".
    """

    county: str = ""
    stratum: str = ""
    state: DrillState = DrillState.UNSIGNED
    division: str = ""
    own: bool = False
    body: str = ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name in scope and how far it is from a verified sign."""

    card: PlaceCard
    tone: str
    state: Text


def names(
    session: Session, wanted: NamesWanted, limit: int = 50, after: str | None = None
) -> Page[NameRow]:
    """A page of names in the order of their pinyin.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = (
        select(Place.id, Place.sort_key)
        .where(*conditions_of(wanted))
        .order_by(col(Place.sort_key), col(Place.id))
        .limit(limit + 1)
    )
    if after:
        sort_key, last = decode_cursor(after, 2)
        statement = statement.where(
            tuple_(col(Place.sort_key), col(Place.id)) > tuple_(str(sort_key), str(last))
        )
    found = session.exec(statement).all()
    shown = [place_id for place_id, _key in found[:limit]]
    cursor = encode_cursor(found[limit - 1][1], shown[-1]) if len(found) > limit else None
    return Page(_rows(session, shown), cursor)


def names_count(session: Session, wanted: NamesWanted) -> int:
    """How many names the list has in all: the number that the figure shows.

    From the counters where they have such a row; counted for a mix of scopes, and for heritage.
    """
    kept = _kept(session, wanted)
    if kept is None:
        statement = select(func.count()).select_from(Place).where(*conditions_of(wanted))
        return session.exec(statement).one()
    every, signed = kept
    return {
        DrillState.ALL: every,
        DrillState.SIGNED: signed,
        DrillState.UNSIGNED: every - signed,
    }[wanted.state]


def _kept(session: Session, wanted: NamesWanted) -> tuple[int, int] | None:
    scopes = [wanted.county, wanted.division, wanted.body]
    if wanted.stratum == HERITAGE or sum(map(bool, scopes)) > 1:
        return None
    stratum = wanted.stratum
    if wanted.division and not wanted.own:
        division = session.get(Division, wanted.division)
        strata = [stratum] if stratum else [one.value for one in Stratum]
        sums = [
            numbers
            for one in strata
            for numbers in parts_of(session, division.path if division else "?", one).values()
        ]
        place = [COUNTERS.index(name) for name in ("names", "verified")]
        every, signed = (sum(numbers[at] for numbers in sums) for at in place)
        return every, signed
    if wanted.division:
        return name_counts(session, stratum, scope="division", key=wanted.division)
    if wanted.body:
        body = "" if wanted.body == NO_BODY else wanted.body
        return name_counts(session, stratum, scope="body", key=body)
    return name_counts(session, stratum, key=wanted.county or None)


def conditions_of(wanted: NamesWanted) -> list[ColumnElement[bool]]:
    """The same scope as places.counts_in_scope; a test holds the two equal."""
    found = [
        col(Place.entity_status) == EntityStatus.EXISTING.value,
        col(Place.merged_into).is_(None),
    ]
    if wanted.county:
        found.append(col(Place.county_id) == wanted.county)
    if wanted.division:
        found.append(_lies_in(wanted.division, own=wanted.own))
    if wanted.body:
        found.append(col(Place.managing_body) == ("" if wanted.body == NO_BODY else wanted.body))
    heritage = wanted.stratum == HERITAGE
    if heritage:
        found.append(_due_heritage())
    elif wanted.stratum:
        kinds = [kind.value for kind in PlaceKind if stratum_of(kind) == wanted.stratum]
        found.append(col(Place.kind).in_(kinds))
    if wanted.state is not DrillState.ALL:
        # Of heritage the heritage sign is asked for; otherwise the mark is what is counted by.
        signed = _has_heritage_sign() if heritage else col(Place.sign_state) == _VERIFIED
        found.append(signed if wanted.state is DrillState.SIGNED else ~signed)
    return found


def _lies_in(division_id: str, *, own: bool) -> ColumnElement[bool]:
    if own:
        return col(Place.division_id) == division_id
    top = select(Division.path).where(Division.id == division_id).scalar_subquery()
    path = col(Division.path)
    under = select(Division.id).where(
        or_(path == top, and_(path > top.concat("/"), path < top.concat("0")))
    )
    return col(Place.division_id).in_(under)


def _has_heritage_sign() -> ColumnElement[bool]:
    return exists().where(
        col(Sign.place_id) == col(Place.id),
        col(Sign.state) == SignState.VERIFIED.value,
        col(Sign.family).in_([family.value for family in COUNTED_FAMILIES]),
        col(Sign.is_heritage).is_(True),
    )


def _due_heritage() -> ColumnElement[bool]:
    return exists().where(
        col(SignRequirement.place_id) == col(Place.id),
        col(SignRequirement.is_heritage).is_(True),
        col(SignRequirement.status) != RequirementStatus.EXEMPT.value,
    )


def _rows(session: Session, place_ids: Sequence[str]) -> list[NameRow]:
    cards = place_cards(session, place_ids)
    signs = _furthest(session, place_ids)
    due = _having(session, place_ids, RequirementStatus.OPEN)
    exempt = _having(session, place_ids, RequirementStatus.EXEMPT)
    rows = []
    for place_id, card in cards.items():
        if place_id in signs:
            tone, words = SIGN_LABELS[signs[place_id]]
        elif place_id in due:
            tone, words = "waiting", T("有应设点位，还没有标志")
        elif place_id in exempt:
            tone, words = "neutral", T("点位经批准免设，地名仍计入")
        else:
            tone, words = "neutral", T("还没有定点位")
        rows.append(NameRow(card, tone, words))
    return rows


def _furthest(session: Session, place_ids: Sequence[str]) -> dict[str, SignState]:
    found: dict[str, SignState] = {}
    for start in range(0, len(place_ids), _CHUNK):
        statement = select(Sign.place_id, Sign.state).where(
            col(Sign.place_id).in_(place_ids[start : start + _CHUNK]),
            col(Sign.state) != SignState.REMOVED.value,
            col(Sign.family).in_([family.value for family in COUNTED_FAMILIES]),
        )
        for place_id, text in session.exec(statement):
            state = SignState(text)
            if place_id not in found or _FAR.index(state) < _FAR.index(found[place_id]):
                found[place_id] = state
    return found


def _having(session: Session, place_ids: Sequence[str], status: RequirementStatus) -> set[str]:
    """Those of these places that have a position with this status."""
    found: set[str] = set()
    for start in range(0, len(place_ids), _CHUNK):
        statement = select(SignRequirement.place_id).where(
            col(SignRequirement.place_id).in_(place_ids[start : start + _CHUNK]),
            col(SignRequirement.status) == status.value,
        )
        found.update(session.exec(statement))
    return found
