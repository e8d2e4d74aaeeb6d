"""Samples for re-inspection: draw one, send crews to it, say what cannot be reached, close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.geo import Position, distance_m
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries import counties, division
from registry.places.queries.bodies import managing_bodies
from registry.signage.models import SampleUnit, SignSample, WorkOrder
from registry.signage.queries.orders import live_orders_of
from registry.signage.queries.sampling import (
    Frame,
    SampleView,
    Scope,
    UnitView,
    frame_of,
    last_sample_number,
    sample,
)
from registry.signage.queries.signs import target_of
from registry.signage.rules.sampling import (
    MOST_DRAWN,
    FrameLine,
    Outcome,
    allocate,
    commitment,
    draw,
    frame_csv,
    size_for,
)
from registry.signage.rules.sampling.drawing import sizes_of
from registry.signage.rules.visiting import MAX_STOPS
from registry.signage.services.moving import taken
from registry.signage.services.orders import give_order


@dataclass(frozen=True, slots=True)
class SampleTerms:
    """What is to be drawn: of which kind, where, how many or how exactly, by which seed.

    Either `division_id` or `body`, or neither for the whole city; either `size` or `half_width`
    (0 to 1).
    """

    stratum: str
    seed: str
    division_id: str = ""
    body: str = ""
    by_county: bool = False
    size: int | None = None
    half_width: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleDraft:
    """What would be drawn: the file of the frame, and how many of it."""

    frame: Frame
    text: str
    size: int
    division_path: str
    division_name: str


def draft_sample(work: Work, terms: SampleTerms) -> SampleDraft:
    """The frame of a sample, once nothing speaks against it; writes nothing.

    Raises:
        Invalid: every fault at once: an unknown division or body, or both; no verified sign to draw
            from; a size and a width, or neither; more than there are or than 3000; fewer than one
            for each county.
        Forbidden: a position of the frame outside the actor's divisions.
    """
    faults: dict[str, list[Text]] = {}
    path, name = _where(work, terms, faults)
    if terms.size is not None and terms.half_width is not None:
        faults["half_width"] = [T("块数和误差只填一项")]
    if terms.size is None and terms.half_width is None:
        faults["size"] = [T("请填块数，或者填希望的误差")]
    if faults:
        raise Invalid(faults)
    frame = frame_of(work.session, Scope(terms.stratum, path, terms.body))
    if not frame.lines:
        raise Invalid({"stratum": [T("这个范围里没有已核验的标志可抽")]})
    for each in sorted(frame.paths):
        work.actor.require(Permission.REQUIRE_SIGN, each)
    size = terms.size or size_for(terms.half_width or 0.1, len(frame.lines))
    fault = _size_fault(frame, size, by_county=terms.by_county)
    if fault is not None:
        raise Invalid({"size" if terms.size else "half_width": [fault]})
    return SampleDraft(frame, frame_csv(frame.lines), size, path, name)


def _where(work: Work, terms: SampleTerms, faults: dict[str, list[Text]]) -> tuple[str, str]:
    if terms.division_id and terms.body:
        faults["body"] = [T("区县和管理主体只选一项")]
    if terms.body and terms.body not in managing_bodies(work.session):
        faults["body"] = [T("没有这个管理主体")]
    if not terms.division_id:
        return "", ""
    found = division(work.session, terms.division_id)
    if found is None:
        faults["division"] = [T("没有这个区划")]
        return "", ""
    return found.path, found.name


def _size_fault(frame: Frame, size: int, *, by_county: bool) -> Text | None:
    if size > len(frame.lines):
        return T("这个范围里只有 %(n)d 块可抽", n=len(frame.lines))
    if size > MOST_DRAWN:
        return T("一次最多抽 %(n)d 块，请缩小范围或放宽误差", n=MOST_DRAWN)
    number = len(sizes_of(frame.lines))
    if by_county and size < number:
        return T("分区县抽，每个区县至少一块：至少 %(n)d 块", n=number)
    return None


def draw_sample(work: Work, terms: SampleTerms, frame_sha256: str) -> SignSample:
    """Draw a sample whose frame is stored already under this digest.

    Raises:
        As `draft_sample`; Conflict `signage.changed_meanwhile` where the frame is another now.
    """
    draft = draft_sample(work, terms)
    if commitment(draft.text) != frame_sha256:
        raise taken()
    names = {row.id: row.name for row in counties(work.session)}
    drawn = draw(draft.frame.lines, terms.seed, draft.size, by_county=terms.by_county)
    given = allocate(sizes_of(draft.frame.lines), draft.size) if terms.by_county else {}
    row = SignSample(
        number=last_sample_number(work.session) + 1,
        stratum=terms.stratum,
        division_path=draft.division_path,
        division_name=draft.division_name,
        managing_body=terms.body,
        by_county=terms.by_county,
        half_width=terms.half_width,
        size=draft.size,
        seed=terms.seed,
        frame_sha256=frame_sha256,
        frame_size=len(draft.frame.lines),
        positions=draft.frame.positions,
        cells=[
            {"id": key, "name": names.get(key, ""), "size": size, "drawn": given.get(key)}
            for key, size in sorted(sizes_of(draft.frame.lines).items())
        ],
        drawn_by_name=work.actor.name,
        note=terms.note,
        **stamp(work),
    )
    _add(work, row, draft, drawn)
    # The journal is read by people who may not know the seed yet: it holds the commitment.
    after = row.model_dump(exclude={"created_at", "created_by", "seed"})
    after |= {"seed_sha256": commitment(row.seed)}
    journal.record(work, "signage.sample_drawn", _subject(row), after=after, reason=row.note)
    return row


def _add(work: Work, row: SignSample, draft: SampleDraft, drawn: Sequence[FrameLine]) -> None:
    work.session.add(row)
    work.session.flush()
    work.session.add_all(
        SampleUnit(
            sample_id=row.id,
            requirement_id=line.position_id,
            sign_id=draft.frame.signs[line.position_id],
            county_id=line.county_id,
            turn=turn,
        )
        for turn, line in enumerate(drawn, start=1)
    )
    work.session.flush()


def _subject(row: SignSample) -> tuple[str, str]:
    return ("sign_sample", row.id)


def sample_found(work: Work, number: int) -> SampleView:
    """A sample that is neither closed nor cancelled, for who may send crews wherever it lies.

    Raises:
        NotFound: `signage.sample_unknown`. Forbidden. Conflict: `signage.sample_ended`.
    """
    view = sample(work.session, number)
    if view is None:
        raise NotFound("signage.sample_unknown", T("没有这次抽样"))
    for path in {unit.requirement.division_path for unit in view.units}:
        work.actor.require(Permission.REQUIRE_SIGN, path)
    if view.sample.closed_at is not None or view.sample.cancelled_at is not None:
        raise Conflict("signage.sample_ended", T("这次抽样已经结束，不能再改"))
    return view


def to_send(work: Work, view: SampleView, county_id: str = "") -> list[UnitView]:
    """Drawn signs that nobody has looked at and no order holds, in the order of the draw."""
    open_ = [
        unit
        for unit in view.units
        if unit.outcome in (Outcome.WAITING, Outcome.UNREACHABLE)
        and (not county_id or unit.unit.county_id == county_id)
    ]
    held = live_orders_of(work.session, [unit.requirement.id for unit in open_])
    return [unit for unit in open_ if unit.requirement.id not in held]


def order_from_sample(
    work: Work, number: int, *, crew_id: str, due_on: date, county_id: str = ""
) -> WorkOrder:
    """A work order to drawn signs: the first that waits and those next to it, sixty at the most.

    Raises:
        As `sample_found` and `give_order`. Invalid: `county` where none is left to be sent to.
    """
    view = sample_found(work, number)
    waiting = to_send(work, view, county_id)
    if not waiting:
        raise Invalid({"county": [T("这里抽到的都已查过，或已在派工单上")]})
    chosen = sorted(waiting, key=lambda unit: _far_from(waiting[0], unit))[:MAX_STOPS]
    note = str(T("抽样复查第 %(n)d 号", n=number))
    ids = [unit.requirement.id for unit in chosen]
    start = _where_is(chosen[0])
    return give_order(work, ids, crew_id=crew_id, due_on=due_on, start=start, note=note)


def _where_is(unit: UnitView) -> Position | None:
    return target_of(unit.sign, unit.requirement)


def _far_from(first: UnitView, other: UnitView) -> float:
    here, there = _where_is(first), _where_is(other)
    return float("inf") if here is None or there is None else distance_m(here, there)


def mark_unreachable(work: Work, number: int, requirement_id: str, *, reason: str) -> SampleUnit:
    """Say that a drawn sign cannot be got at, and why; a report that comes later still counts.

    Raises:
        As `sample_found`. Invalid: no reason; a sign that was not drawn or was looked at already.
    """
    view = sample_found(work, number)
    found = next((unit for unit in view.units if unit.requirement.id == requirement_id), None)
    faults: dict[str, list[Text]] = {}
    if found is None:
        faults["unit"] = [T("请从列出的选项中选择")]
    elif found.outcome is not Outcome.WAITING:
        faults["unit"] = [T("这一块已经有结果")]
    if not reason.strip():
        faults["reason"] = [T("请填写这一项")]
    if found is None or faults:
        raise Invalid(faults)
    unit = found.unit
    unit.unreachable_at, unit.unreachable_by_name = work.at, work.actor.name
    unit.unreachable_reason = reason
    work.session.add(unit)
    work.session.flush()
    after = {"requirement": requirement_id, "unreachable": True}
    subject = _subject(view.sample)
    journal.record(work, "signage.sample_unreachable", subject, after=after, reason=reason)
    return unit


def close_sample(work: Work, number: int, *, seen_version: int) -> SignSample:
    """End a sample: what was found of each sign is written down, seed and list become public.

    Raises:
        As `sample_found`. Refused: `signage.sample_unseen` before anything was inspected in every
            county that counts. Conflict: `signage.changed_meanwhile`.
    """
    view = sample_found(work, number)
    found = view.estimate
    if found is None:
        raise Refused(
            "signage.sample_unseen",
            T("每个区县至少要有一块查过，才能结束抽样"),
            advice=T("先派工；查不成的，请写明原因取消这次抽样"),
        )
    _end(work, view, seen_version, closed_at=work.at, closed_by_name=work.actor.name)
    for unit in view.units:
        unit.unit.outcome = unit.outcome.value
        unit.unit.report_id = unit.report.id if unit.report else None
        work.session.add(unit.unit)
    work.session.flush()
    counts = {outcome.value: number for outcome, number in view.counts.items()}
    after = {
        "seed": view.sample.seed,
        "counts": counts,
        "share": found.share,
        "interval": [found.low, found.high],
        "bounds": [found.worst, found.best],
        "claimed": view.claimed,
    }
    journal.record(work, "signage.sample_closed", _subject(view.sample), after=after)
    return view.sample


def cancel_sample(work: Work, number: int, *, reason: str, seen_version: int) -> SignSample:
    """Give a sample up with a reason; it stays on the list, so that none is drawn anew in silence.

    Raises:
        As `sample_found`. Invalid: without a reason. Conflict: `signage.changed_meanwhile`.
    """
    view = sample_found(work, number)
    if not reason.strip():
        raise Invalid({"cancel_reason": [T("请写明取消的原因")]})
    _end(work, view, seen_version, cancelled_at=work.at, cancel_reason=reason)
    subject = _subject(view.sample)
    journal.record(work, "signage.sample_cancelled", subject, after={}, reason=reason)
    return view.sample


def _end(work: Work, view: SampleView, seen_version: int, **values: object) -> None:
    row = view.sample
    statement = (
        update(SignSample)
        .where(col(SignSample.id) == row.id, col(SignSample.row_version) == seen_version)
        .values(**values, row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.refresh(row)
