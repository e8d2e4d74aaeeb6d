"""Editions of a programme's rules, and whom a new one would concern."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.heritage.models import Finding, Nomination, Programme
from registry.heritage.queries.nominations import claim_links, decisions, levels_passed
from registry.heritage.queries.programmes import ProgrammeView, view_of
from registry.heritage.rules import IssuerNature, ProgrammeFacts, RuleSet, Status, read_rule_set
from registry.heritage.rules.differing import removed_criteria
from registry.heritage.rules.holding import Hold, held_under
from registry.heritage.rules.states import CLOSED


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is not decided yet, and the edition it is under."""

    id: str
    place_name: str
    status: Status
    edition: str
    division_path: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom a new edition concerns: nobody's file moves by itself.

    `judged` tells for criteria that the new edition drops, by title, how many open files have
    experts' findings on them. `held` are the open files that could not come under it now even by
    a person's act, each with the reason.
    """

    open_files: Sequence[OpenFile]
    by_status: Mapping[Status, int]
    decided: int
    judged: Mapping[str, int]
    held: Sequence[tuple[OpenFile, Hold]]


def editions(session: Session, key: str) -> list[ProgrammeView]:
    """Every edition of a programme, newest first."""
    statement = (
        select(Programme)
        .where(Programme.key == key)
        .order_by(col(Programme.created_at).desc(), col(Programme.id).desc())
    )
    return [view_of(row) for row in session.exec(statement)]


def facts_of(row: Programme) -> ProgrammeFacts:
    """An edition as it was handed in."""
    return ProgrammeFacts(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        issuer=row.issuer,
        issuer_en=row.issuer_en,
        issuer_nature=IssuerNature(row.issuer_nature),
        heritage_class=row.heritage_class,
        common_class=row.common_class,
        classes=tuple(row.classes),
        rule_set=row.rule_set,
        note=row.note,
        note_en=row.note_en,
    )


def programme_row(session: Session, programme_id: str) -> Programme | None:
    """The row of an edition as it stands now."""
    return session.get(Programme, programme_id, populate_existing=True)


def open_files(session: Session, key: str) -> list[OpenFile]:
    """The files of a programme that are not decided, by name, under whatever edition."""
    statement = (
        select(Nomination, Programme.edition)
        .join(Programme, col(Programme.id) == col(Nomination.programme_id))
        .where(
            Nomination.programme_key == key,
            col(Nomination.status).not_in([status.value for status in CLOSED]),
        )
        .order_by(col(Nomination.place_name), col(Nomination.id))
    )
    return [
        OpenFile(file.id, file.place_name, Status(file.status), edition, file.division_path)
        for file, edition in session.exec(statement)
    ]


def effect_of(session: Session, before: Programme, after: RuleSet) -> Effect:
    """What would follow from putting `after` in the place of an edition."""
    files = open_files(session, before.key)
    statement = select(Nomination.id).where(
        Nomination.programme_key == before.key,
        col(Nomination.status).in_([status.value for status in CLOSED]),
    )
    dropped = {
        one.key: one.title for one in removed_criteria(read_rule_set(before.rule_set), after)
    }
    judged = _judged(session, [file.id for file in files], list(dropped))
    return Effect(
        open_files=files,
        by_status=Counter(file.status for file in files),
        decided=len(session.exec(statement).all()),
        judged={dropped[key]: count for key, count in judged.items()},
        held=[
            (file, hold)
            for file in files
            if (hold := hold_of(session, file.id, file.status, after)) is not None
        ],
    )


def hold_of(session: Session, nomination_id: str, status: Status, after: RuleSet) -> Hold | None:
    """Why a file in this state cannot come under these rules now, or None."""
    passed = levels_passed(decisions(session, nomination_id))
    return held_under(status, after.levels, passed, claims_left_out(session, nomination_id, after))


def _judged(session: Session, files: Sequence[str], criteria: Sequence[str]) -> dict[str, int]:
    """By criterion how many of these files have a finding on it; none are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(files), 400):
        statement = select(Finding.criterion, Finding.nomination_id).where(
            col(Finding.nomination_id).in_(files[start : start + 400]),
            col(Finding.criterion).in_(criteria),
        )
        for criterion, file in session.exec(statement):
            found[criterion].add(file)
    return {key: len(found[key]) for key in criteria if found[key]}


def claims_left_out(session: Session, nomination_id: str, rules: RuleSet) -> int:
    """How many claims of a file serve criteria that these rules have not."""
    links = claim_links(session, nomination_id)
    return sum(rules.criterion(link.criterion) is None for link in links)
