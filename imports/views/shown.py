"""Rows of runs as the pages show them: findings in words, changes field by field, candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from imports.queries import RowView, RunView
from imports.rules.mapping import SIGN_PARTS
from imports.rules.outcome import Outcome, RowState, RunState
from imports.rules.problems import PROBLEMS, Weight, worded
from imports.rules.targets import TARGET_LABELS, Target
from registry.core.text import T, Text
from registry.places import queries as place_queries
from registry.places.queries import PlaceCard
from registry.places.rules import CLAIM_TYPE_LABELS, NAME_KIND_LABELS, ClaimType, NameKind
from registry.places.rules.fields import NAME_LABELS, PLACE_LABELS, Shown, shown
from registry.places.rules.likeness import reason_words

OUTCOME_TONES = {
    Outcome.CREATE: "done",
    Outcome.UPDATE: "info",
    Outcome.UNCHANGED: "neutral",
    Outcome.CONFLICT: "waiting",
    Outcome.REJECTED: "problem",
}
#: Rows of a list that a person may decide otherwise than the dry run proposes.
LIST_OPEN = {Outcome.CREATE, Outcome.UPDATE, Outcome.CONFLICT}
_TONES = {Weight.NOTE: "info", Weight.CONFLICT: "waiting", Weight.ERROR: "problem"}
_STATES: dict[RowState, tuple[str, Text]] = {
    RowState.APPLIED: ("done", T("已写入")),
    RowState.SKIPPED: ("neutral", T("没有写入")),
    RowState.REVERSED: ("neutral", T("已还原")),
    RowState.KEPT: ("waiting", T("没有还原，保留现状")),
    RowState.FAILED: ("problem", T("未能还原")),
}


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One finding in words; `tone` is how heavy it is."""

    column: str
    value: str
    text: Text
    remedy: Text
    tone: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field that would change, or has changed."""

    label: Text
    old: Shown
    new: Shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered place that a row may be, and why."""

    card: PlaceCard
    reasons: Sequence[Text]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with everything its page says of it."""

    number: int
    name: str
    outcome: Outcome
    place_id: str | None
    withheld: bool
    problems: Sequence[ShownProblem]
    changes: Sequence[ShownChange]
    candidates: Sequence[Candidate]
    decision: str
    decided_place_id: str | None
    state: tuple[str, Text] | None
    note: Text | None
    may_create: bool
    facts: Sequence[tuple[Text, Shown]]
    #: Of a row of a published list: its text, class and batch; `candidate_id` where it is one.
    listed: Mapping[str, str] = field(default_factory=dict)
    may_decide: bool = False
    #: What the check of new names is asked about a row that may become a place of its own.
    naming: Mapping[str, str] = field(default_factory=dict)


def shown_problem(data: Mapping[str, Any]) -> ShownProblem:
    """A finding, as a run keeps it, in words."""
    params = data.get("params") or {}
    text, remedy = worded(data["code"], params)
    kind = PROBLEMS.get(data["code"])
    weight = kind.weight if kind else Weight.ERROR
    if params.get("weight") is not None:
        weight = Weight(params["weight"])
    column, value = str(data.get("column") or ""), str(data.get("value") or "")
    return ShownProblem(column, value, text, remedy, _TONES[weight])


def shown_change(data: Mapping[str, Any]) -> ShownChange:
    """A difference, as a run keeps it: columns of the place, `name:`, `fact:`, `claim:<what>`."""
    name = str(data["field"])
    head, _, kind = name.partition(":")
    if head == "name" and kind in set(NameKind):
        label = NAME_KIND_LABELS[NameKind(kind)]
    elif head == "fact":
        label = NAME_LABELS[kind]
    elif head == "claim" and kind in set(ClaimType):
        label = CLAIM_TYPE_LABELS[ClaimType(kind)]
    elif head == "shape":
        label = T("几何图形")
    elif head in SIGN_PARTS:
        label = TARGET_LABELS[Target(head)]
    else:
        label = PLACE_LABELS.get(name) or Text("%(name)s", {"name": name})
    said = kind if head == "fact" else head
    return ShownChange(label, shown(said, data.get("old"), {}), shown(said, data.get("new"), {}))


def shown_rows(session: Session, run: RunView, rows: Iterable[RowView]) -> list[ShownRow]:
    """The rows of a page, with the cards of all their candidates read at once."""
    rows = list(rows)
    wanted = {match["place_id"] for row in rows for match in row.matches}
    is_list = run.notice is not None
    wanted |= {
        row.place_id
        for row in rows
        if row.place_id and (is_list or row.outcome is Outcome.CONFLICT)
    }
    cards = place_queries.place_cards(session, wanted)
    return [_shown_row(run, row, cards) for row in rows]


def _shown_row(run: RunView, row: RowView, cards: Mapping[str, PlaceCard]) -> ShownRow:
    whole = all(row.draft.get(name) for name in ("name", "kind", "division_id"))
    is_list = run.notice is not None
    open_outcomes = LIST_OPEN if is_list else {Outcome.CONFLICT}
    mapping = run.column_mapping
    return ShownRow(
        number=row.number,
        name=row.name,
        outcome=row.outcome,
        place_id=row.place_id,
        withheld=row.is_secret,
        problems=[] if row.is_secret else [shown_problem(one) for one in row.problems],
        changes=[shown_change(one) for one in row.diff],
        candidates=_candidates(row, cards),
        decision=row.decision.value,
        decided_place_id=row.decided_place_id,
        state=_STATES.get(_state(run, row)),
        note=Text(row.note) if row.note else None,
        may_create=is_list or (whole and mapping.of_places and not mapping.match_only),
        facts=_facts(row),
        listed=row.draft.get("listed") or {},
        may_decide=row.outcome in open_outcomes,
        naming=_naming(row) if whole and mapping.of_places and not is_list else {},
    )


def _naming(row: RowView) -> Mapping[str, str]:
    said = {"name": "name", "kind": "kind", "division": "division_id"}
    return {name: str(row.draft[key]) for name, key in said.items()}


def _state(run: RunView, row: RowView) -> RowState:
    """What became of the row; a new place that an undoing did not keep was withdrawn."""
    created = row.outcome is Outcome.CREATE and row.state is RowState.APPLIED
    return RowState.REVERSED if created and run.state is RunState.UNDONE else row.state


def _candidates(row: RowView, cards: Mapping[str, PlaceCard]) -> list[Candidate]:
    found = [
        Candidate(
            cards[match["place_id"]],
            [reason_words(code, params) for code, params in match.get("reasons") or ()],
        )
        for match in row.matches
        if match["place_id"] in cards
    ]
    known = {candidate.card.id for candidate in found}
    own = cards.get(row.place_id or "")
    is_shown = row.outcome is Outcome.CONFLICT or bool(row.draft.get("listed"))
    if is_shown and own is not None and own.id not in known:
        found.insert(0, Candidate(own, []))
    return found


def _facts(row: RowView) -> list[tuple[Text, Shown]]:
    """What a row in conflict says of itself, to stand beside its candidates."""
    if row.outcome is not Outcome.CONFLICT:
        return []
    said = {"kind": row.draft.get("kind"), **(row.draft.get("fields") or {})}
    point = row.draft.get("point")
    if point:
        said["position"] = f"{point[0]:.7g}, {point[1]:.7g}"
    wanted = ("kind", "division_text", "place_code", "category_code", "position", "description")
    return [(PLACE_LABELS[name], shown(name, said[name], {})) for name in wanted if said.get(name)]


def size_words(octets: int) -> str:
    """Bytes as a person reads them."""
    if octets < 1_000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1_000:.0f} kB"
    return f"{octets / 1_000_000:.1f} MB"


def writes(run: RunView, undecided: int) -> bool:
    """Whether applying would change anything."""
    counts = run.counts
    decided = counts.get(Outcome.CONFLICT, 0) - undecided
    return bool(counts.get(Outcome.CREATE) or counts.get(Outcome.UPDATE) or decided)


def plan_words(run: RunView, undecided: int) -> Text:
    """What applying will do, in one sentence."""
    counts = run.counts
    if not writes(run, undecided):
        return T("没有要写入的行：文件里的内容登记里都已经有了，或者还需要人判断、改正。")
    decided = counts.get(Outcome.CONFLICT, 0) - undecided
    if run.column_mapping.of_signs:
        return T(
            "会更新 %(update)d 块标志的产权、维护、日期或费用；其余的行不动。",
            update=counts.get(Outcome.UPDATE, 0),
        )
    if run.column_mapping.of_doorplates:
        return T(
            "会登记 %(create)d 块门牌，按您的判断处理 %(decided)d 行冲突；其余的行不动。",
            create=counts.get(Outcome.CREATE, 0),
            decided=decided,
        )
    if run.column_mapping.of_steps:
        return T(
            "会登记 %(create)d 个地名的步骤，按您的判断处理 %(decided)d 行冲突；其余的行不动。",
            create=counts.get(Outcome.CREATE, 0),
            decided=decided,
        )
    return T(
        "会新增 %(create)d 个地名，更新 %(update)d 个，按您的判断处理 %(decided)d 行冲突；"
        "其余的行不动。",
        create=counts.get(Outcome.CREATE, 0),
        update=counts.get(Outcome.UPDATE, 0),
        decided=decided,
    )


def result_words(run: RunView) -> Text:
    """What applying or undoing did, in one sentence."""
    done = run.done
    create, update = done.get(Outcome.CREATE, 0), done.get(Outcome.UPDATE, 0)
    if run.undone_at is None and run.column_mapping.of_signs:
        return T("更新了 %(update)d 块标志。", update=update)
    if run.undone_at is None and run.column_mapping.of_doorplates:
        return T("登记了 %(create)d 块门牌。", create=create)
    if run.undone_at is None and run.column_mapping.of_steps:
        return T("登记了 %(create)d 行里的步骤。", create=create)
    if run.undone_at is None:
        return T("新增了 %(create)d 个地名，更新了 %(update)d 个。", create=create, update=update)
    return T(
        "新增的 %(create)d 个和更新的 %(update)d 个里，还原了 %(reversed)d 个，"
        "保留现状 %(kept)d 个，未能还原 %(failed)d 个。",
        create=create,
        update=update,
        reversed=done.get("undo_reversed", 0),
        kept=done.get("undo_kept", 0),
        failed=done.get("undo_failed", 0),
    )


def so_far_words(run: RunView) -> Text | None:
    """What a run that stopped half way did until then."""
    if run.state == RunState.CHECKING:
        return T("试运行没有做完，登记没有改变。")
    if run.state == RunState.UNDOING:
        return T(
            "到停下时还原了 %(reversed)d 个，保留现状 %(kept)d 个；其余的还在登记里。",
            reversed=run.done.get("undo_reversed", 0),
            kept=run.done.get("undo_kept", 0),
        )
    if not run.cursor:
        return T("还没有写入任何一行，登记没有改变。")
    return T(
        "停下时做到第 %(n)d 行：新增 %(create)d 个，更新 %(update)d 个；后面的没有动。",
        n=run.cursor,
        create=run.done.get(Outcome.CREATE, 0),
        update=run.done.get(Outcome.UPDATE, 0),
    )


def shift_words(run: RunView) -> Text | None:
    """What the offsets of a batch say about its coordinate system, where they say anything."""
    for fact in run.facts:
        if fact["code"] == "shift_suspect":
            return Text(fact["text"], dict(fact.get("params") or {}))
    return None


def fact_words(run: RunView) -> list[Text]:
    """How the file was read."""
    return [
        Text(fact["text"], dict(fact.get("params") or {}))
        for fact in run.facts
        if fact["code"] != "shift_suspect"
    ]
