"""The four steps of names as they are read: of one place, of many, of a run, and who may move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.text import T, Text
from registry.places.queries import PlaceCard, place_card
from registry.places.rules import EntityStatus
from registry.signage.models import NameStep, Sign, Verification
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import SignState
from registry.signage.rules.steps import MISSING_WORDS, STEP_LABELS, STEP_MEANINGS, Step

_CHUNK = 400
GONE = frozenset(
    {EntityStatus.MERGED.value, EntityStatus.VANISHED.value, EntityStatus.WITHDRAWN.value}
)
Key = tuple[str, str, str]
"""Place, name, step."""
Standing = Mapping[Key, NameStep]
"""The steps that hold, by their key."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a name: the day it was taken, None where it was not.

    `row` is what was entered; a sign's step has none. `is_claimed`: a sign is said to stand, and
    nobody has verified it.
    """

    step: Step
    on: date | None
    row: NameStep | None = None
    is_claimed: bool = False

    @property
    def state(self) -> str:
        """done, claimed or missing."""
        return "done" if self.on else "claimed" if self.is_claimed else "missing"

    @property
    def label(self) -> Text:
        """The step in a word."""
        return STEP_LABELS[self.step]

    @property
    def words(self) -> Text:
        """What the step is, once taken; before that what is missing, and who does it."""
        if self.is_claimed and not self.on:
            return T("报称已设，还没有人核验")
        return STEP_MEANINGS[self.step] if self.on else MISSING_WORDS[self.step]


def step(session: Session, step_id: str) -> NameStep | None:
    """One step that was entered."""
    return session.get(NameStep, step_id)


def standing_step(session: Session, place_id: str, name: str, which: Step) -> NameStep | None:
    """The step of a name that holds, if it was entered."""
    statement = select(NameStep).where(
        col(NameStep.place_id) == place_id,
        col(NameStep.name) == name,
        col(NameStep.step) == which.value,
        col(NameStep.withdrawn_at).is_(None),
    )
    return session.scalars(statement).one_or_none()


def standing_steps(session: Session, place_ids: Collection[str]) -> dict[Key, NameStep]:
    """Every step that holds of these places, of all their names."""
    found: dict[Key, NameStep] = {}
    wanted = sorted(set(place_ids))
    for start in range(0, len(wanted), _CHUNK):
        statement = select(NameStep).where(
            col(NameStep.place_id).in_(wanted[start : start + _CHUNK]),
            col(NameStep.withdrawn_at).is_(None),
        )
        for row in session.scalars(statement):
            found[row.place_id, row.name, row.step] = row
    return found


def step_dates(session: Session, place_id: str, name: str) -> dict[Step, date]:
    """The days of the entered steps of a name."""
    rows = standing_steps(session, [place_id]).values()
    return {Step(row.step): row.marked_on for row in rows if row.name == name}


def steps_of(session: Session, cards: Iterable[PlaceCard]) -> dict[str, list[StepView]]:
    """The four steps of the standard name of each place, in order."""
    known = {card.id: card.standard_name for card in cards}
    entered = standing_steps(session, known)
    signed = _signed(session, sorted(known))
    return {
        place_id: [
            _signed_view(signed.get(place_id))
            if which is Step.SIGNED
            else _view(which, entered.get((place_id, name, which.value)))
            for which in Step
        ]
        for place_id, name in known.items()
    }


def _view(which: Step, row: NameStep | None) -> StepView:
    return StepView(which, row.marked_on if row else None, row)


def _signed_view(found: tuple[date | None, bool] | None) -> StepView:
    on, is_claimed = found or (None, False)
    return StepView(Step.SIGNED, on, is_claimed=is_claimed)


def _signed(session: Session, place_ids: Sequence[str]) -> dict[str, tuple[date | None, bool]]:
    """By place: the day the first of its verified signs was first verified; or that one stands.

    Only signs that count, and only those that are verified now: a sign that fell takes the step
    back, as it takes the name out of the rate.
    """
    days: dict[str, list[date]] = defaultdict(list)
    claimed: set[str] = set()
    for start in range(0, len(place_ids), _CHUNK):
        for place_id, state, known, first in session.execute(
            _SIGNS, {"ids": place_ids[start : start + _CHUNK]}
        ):
            moment = first or known
            if state == SignState.VERIFIED and moment is not None:
                days[place_id].append(china_date(moment))
            elif state == SignState.INSTALLED_CLAIMED:
                claimed.add(place_id)
    found: dict[str, tuple[date | None, bool]] = dict.fromkeys(claimed, (None, True))
    return found | {one: (min(on), False) for one, on in days.items()}


_FIRST = (
    select(func.min(col(Verification.at)))
    .where(
        col(Verification.sign_id) == col(Sign.id),
        col(Verification.sign_state) == SignState.VERIFIED.value,
    )
    .correlate(Sign)
    .scalar_subquery()
)

_SIGNS = select(col(Sign.place_id), col(Sign.state), col(Sign.verified_at), _FIRST).where(
    col(Sign.place_id).in_(bindparam("ids", expanding=True)),
    col(Sign.state).in_([SignState.VERIFIED.value, SignState.INSTALLED_CLAIMED.value]),
    col(Sign.family).in_([family.value for family in COUNTED_FAMILIES]),
)


def steps_past(session: Session, place_id: str, name: str) -> list[NameStep]:
    """What was entered of a place and does not hold for its name: withdrawn, or of another name."""
    statement = (
        select(NameStep)
        .where(col(NameStep.place_id) == place_id)
        .order_by(col(NameStep.created_at), col(NameStep.id))
    )
    rows = session.scalars(statement)
    return [row for row in rows if row.withdrawn_at is not None or row.name != name]


def step_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """The four steps on the page of a place; None for one that is gone without any."""
    card = place_card(session, place_id)
    if card is None:
        return None
    steps = steps_of(session, [card])[place_id]
    past = steps_past(session, place_id, card.standard_name)
    if card.status in GONE and not past and all(view.row is None for view in steps):
        return None
    is_staff = actor.may(Permission.DESK)
    return {
        "steps": steps,
        "labels": {one.value: label for one, label in STEP_LABELS.items()},
        "place_id": place_id,
        # What was taken back is for those who work here; earlier names are everybody's.
        "past": [row for row in past if is_staff or row.withdrawn_at is None],
        "is_staff": is_staff,
        "may_mark": card.status not in GONE
        and actor.may(Permission.PLACE_EDIT, card.division_path),
    }


def step_data(session: Session, _actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """The steps of every name of a place, for its JSON: `steps`, in order of name and step."""
    card = place_card(session, place_id)
    if card is None:
        return None
    views = steps_of(session, [card])[place_id]
    steps = [_data(card.standard_name, view) for view in views]
    others = standing_steps(session, [place_id]).values()
    steps += [
        _data(row.name, _view(Step(row.step), row))
        for row in sorted(others, key=lambda row: (row.name, row.marked_on))
        if row.name != card.standard_name
    ]
    return {"steps": steps}


def _data(name: str, view: StepView) -> dict[str, Any]:
    row = view.row
    return {
        "name": name,
        "step": view.step.value,
        "label": view.label,
        "state": view.state,
        "on": view.on,
        "basis": row.basis if row else "",
        "note": row.note if row else "",
    }


def step_record(session: Session, place_id: str, *, is_public: bool) -> list[dict[str, Any]]:
    """The steps for the file of a place: what holds, and for the archive what was taken back too.

    The sign's step stands among them with the day it follows from. Empty where there is none.
    """
    card = place_card(session, place_id)
    statement = (
        select(NameStep)
        .where(col(NameStep.place_id) == place_id)
        .order_by(col(NameStep.name), col(NameStep.marked_on), col(NameStep.id))
    )
    rows = [row for row in session.scalars(statement) if row.withdrawn_at is None or not is_public]
    if not rows or card is None:
        return []
    hidden = {"created_by", "recorded_by_name", "withdrawn_by", "withdrawn_by_name"}
    found = [row.model_dump(exclude=hidden if is_public else None) for row in rows]
    signed = steps_of(session, [card])[place_id][list(Step).index(Step.SIGNED)]
    if signed.on:
        by_sign = {"name": card.standard_name, "step": Step.SIGNED.value, "basis": ""}
        found.append({**by_sign, "marked_on": signed.on})
    return found


def step_section(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The steps as a table of the document."""
    head = [T("名称"), T("步骤"), T("日期"), T("依据"), T("撤回的原因")]
    rows = [
        [
            row["name"],
            STEP_LABELS[Step(row["step"])],
            row["marked_on"].isoformat(),
            row["basis"],
            row.get("withdraw_reason", ""),
        ]
        for row in steps
    ]
    blocks = [{"kind": "table", "head": head, "rows": rows}]
    return {"title": T("命名、设标、入库、上图"), "blocks": blocks}


def movable_steps(session: Session, from_id: str, to_id: str) -> list[str]:
    """The steps of a place, but for those that hold and that hold of the same name there too."""
    there = aliased(NameStep)
    same = (
        select(col(there.id))
        .where(
            col(there.place_id) == to_id,
            col(there.name) == col(NameStep.name),
            col(there.step) == col(NameStep.step),
            col(there.withdrawn_at).is_(None),
        )
        .exists()
    )
    statement = (
        select(col(NameStep.id))
        .where(
            col(NameStep.place_id) == from_id,
            col(NameStep.withdrawn_at).is_not(None) | ~same,
        )
        .order_by(col(NameStep.id))
    )
    return list(session.scalars(statement))


def steps_of_run(session: Session, run_id: str, after: int, limit: int) -> list[NameStep]:
    """Steps that a run brought and that still hold, by the row of its file; rows whole."""
    rows = (
        select(col(NameStep.import_row))
        .where(
            col(NameStep.import_run_id) == run_id,
            col(NameStep.import_row) > after,
            col(NameStep.withdrawn_at).is_(None),
        )
        .distinct()
        .order_by(col(NameStep.import_row))
        .limit(limit)
    )
    numbers = list(session.scalars(rows))
    if not numbers:
        return []
    statement = (
        select(NameStep)
        .where(
            col(NameStep.import_run_id) == run_id,
            col(NameStep.import_row).between(numbers[0], numbers[-1]),
            col(NameStep.withdrawn_at).is_(None),
        )
        .order_by(col(NameStep.import_row), col(NameStep.id))
    )
    return list(session.scalars(statement))
