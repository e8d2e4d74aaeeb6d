"""Place-name signs and traffic signs of the same place that stand together and disagree."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.geo import distance_m
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import FieldReport, Sign, SignDisagreement, SignRequirement
from registry.signage.queries.reports import photos_of
from registry.signage.queries.scope import within
from registry.signage.queries.signs import target_of
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.neighbours import (
    NEAR_M,
    Line,
    Standing,
    differing,
    standing_of,
    texts_digest,
)
from registry.signage.rules.states import STANDING, PhotoRole, ReportStatus

_BATCH = 200
_TRAFFIC = aliased(Sign, name="traffic")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two signs of one place near each other, which lines differ, and what was done about it."""

    sign: Sign
    traffic: Sign
    lines: tuple[Line, ...]
    metres: int
    standing: Standing
    settled: SignDisagreement | None

    @property
    def texts_sha256(self) -> str:
        """The digest of what both say."""
        return _digest(self.sign, self.traffic)


@dataclass(frozen=True, slots=True)
class DisagreementsWanted:
    """Which of them; None and empty mean all."""

    standing: Standing | None = None
    county: str = ""


def disagreements(
    session: Session, actor: Actor, wanted: DisagreementsWanted, after: str = "", limit: int = 30
) -> Page[Disagreement]:
    """A page of pairs that disagree, by the identifiers of the traffic sign and of the other."""
    statement = _pairs(actor)
    if wanted.county:
        statement = statement.where(col(_TRAFFIC.county_id) == wanted.county)
    key = [str(part) for part in decode_cursor(after, 2)] if after else None
    found: list[Disagreement] = []
    for pair in _walk(session, statement, key):
        if wanted.standing is None or pair.standing is wanted.standing:
            found.append(pair)
        if len(found) > limit:
            last = found[limit - 1]
            return Page(found[:limit], encode_cursor(last.traffic.id, last.sign.id))
    return Page(found)


def disagreement(
    session: Session, actor: Actor, traffic_id: str, sign_id: str
) -> Disagreement | None:
    """One pair, where it is still one and lies where the person leads."""
    statement = _pairs(actor).where(col(_TRAFFIC.id) == traffic_id, col(Sign.id) == sign_id)
    return next(_walk(session, statement, None), None)


def _pairs(actor: Actor) -> Any:
    standing = [state.value for state in STANDING]
    return (
        select(Sign, _TRAFFIC, SignRequirement, SignDisagreement)
        .join(_TRAFFIC, col(_TRAFFIC.place_id) == col(Sign.place_id))
        .join(SignRequirement, col(SignRequirement.id) == col(Sign.requirement_id), isouter=True)
        .join(
            SignDisagreement,
            and_(
                col(SignDisagreement.traffic_sign_id) == col(_TRAFFIC.id),
                col(SignDisagreement.sign_id) == col(Sign.id),
            ),
            isouter=True,
        )
        .where(
            # As the partial index of traffic signs has it, so that a million others are not read.
            text("traffic.family = 'traffic'"),
            col(_TRAFFIC.state).in_(standing),
            col(Sign.family).in_([family.value for family in COUNTED_FAMILIES]),
            col(Sign.state).in_(standing),
            or_(
                col(Sign.text_hanzi) != col(_TRAFFIC.text_hanzi),
                col(Sign.text_roman) != col(_TRAFFIC.text_roman),
            ),
            within(_TRAFFIC.division_path, actor, Permission.REQUIRE_SIGN),
        )
        .order_by(col(_TRAFFIC.id), col(Sign.id))
    )


def _walk(session: Session, statement: Any, key: list[str] | None) -> Iterator[Disagreement]:
    """All pairs of a statement that do disagree and stand together, portion by portion."""
    traffic_id, sign_id = col(_TRAFFIC.id), col(Sign.id)
    while True:
        portion = statement.limit(_BATCH)
        if key is not None:
            beyond = and_(traffic_id == key[0], sign_id > key[1])
            portion = portion.where(or_(traffic_id > key[0], beyond))
        rows = session.exec(portion).all()
        for row in rows:
            pair = _pair(*row)
            if pair is not None:
                yield pair
        if len(rows) < _BATCH:
            return
        key = [rows[-1][1].id, rows[-1][0].id]


def _pair(
    sign: Sign,
    traffic: Sign,
    requirement: SignRequirement | None,
    settled: SignDisagreement | None,
) -> Disagreement | None:
    lines = differing(sign.text_hanzi, sign.text_roman, traffic.text_hanzi, traffic.text_roman)
    here, there = target_of(sign, requirement), target_of(traffic, None)
    if not lines or here is None or there is None:
        return None
    metres = distance_m(here, there)
    if metres > NEAR_M:
        return None
    step, said = (settled.step, settled.texts_sha256) if settled else ("", "")
    standing = standing_of(step, said, _digest(sign, traffic))
    return Disagreement(sign, traffic, lines, round(metres), standing, settled)


def _digest(sign: Sign, traffic: Sign) -> str:
    return texts_digest(sign.text_hanzi, sign.text_roman, traffic.text_hanzi, traffic.text_roman)


def near_photos(session: Session, sign_ids: Collection[str]) -> dict[str, str]:
    """The near photo of the newest accepted report of each of these signs, by sign."""
    statement = (
        select(FieldReport)
        .where(
            col(FieldReport.sign_id).in_(sign_ids),
            FieldReport.status == ReportStatus.ACCEPTED.value,
        )
        .order_by(col(FieldReport.captured_at), col(FieldReport.id))
    )
    newest = {row.sign_id: row.id for row in session.exec(statement)}
    held = photos_of(session, list(newest.values()))
    return {
        sign_id: held[report_id][PhotoRole.NEAR].photo_id
        for sign_id, report_id in newest.items()
        if PhotoRole.NEAR in held[report_id]
    }
