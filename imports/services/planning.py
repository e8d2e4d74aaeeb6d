"""From rows of a file to plans: the same steps for the dry run and for applying."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from imports import queries
from imports.queries import RunView
from imports.readers import SourceRow, Table
from imports.rules.bounds import Bounds, bounds_of
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import PlaceDraft
from imports.rules.drafting import Drafter
from imports.rules.matching import (
    Candidates,
    Circumstances,
    Plan,
    are_twin_drafts,
    compared,
    join,
    judge,
    name_key,
    texts_to_ask,
)
from imports.rules.outcome import Outcome
from imports.rules.problems import PROBLEMS, Weight
from imports.services.citing import Passages
from imports.services.files import reader_fault
from imports.services.seen import Earlier, Seen
from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.maps.queries import basemap
from registry.places.queries import matching as known
from registry.places.queries.readings import reading_book
from registry.places.rules import EntityStatus, is_division
from registry.places.rules.folding import query_key
from registry.places.services.bulk import spelled
from registry.places.services.place_rows import DivisionFacts

#: Problems that stop a new place but not the search for the place that is meant.
_MAY_MATCH = frozenset({"kind_unknown"})
_LISTED_KINDS = frozenset({"city", "county", "township", "village_committee", "community"})


def _category(draft: PlaceDraft) -> int:
    return int(draft.fields.get("category_code") or draft.place_code[9:14] or "0")


def _keys(draft: PlaceDraft) -> tuple[int, ...]:
    own = hash((name_key(draft.kind, draft.name), draft.kind, draft.home_id))
    code = draft.place_code
    return (hash(code), own) if code else (own,)


class Planner:
    """Plans for the rows of one run's file, a few hundred at a time.

    Reads the divisions once; everything else is asked anew for each batch, so that what other
    people do meanwhile counts.
    """

    def __init__(
        self,
        session: Session,
        run: RunView,
        table: Table,
        actor: Actor,
        data_dir: Path,
        now: datetime,
    ) -> None:
        self.run = run
        self.now = now
        self.actor = actor
        self.divisions = DivisionIndex(known.division_rows(session), known.successors(session))
        mapping = run.column_mapping
        self.drafter = Drafter(
            mapping,
            table.columns,
            self.divisions,
            under=run.division_id or "",
            crs=table.crs,
            is_open=bool(run.paper_sha256),
            faults=reader_fault,
            bounds=_bounds(data_dir, self.divisions),
        )
        self.circumstances = Circumstances(
            run_id=run.id,
            divisions=self.divisions,
            same_source=queries.same_source_runs(session, run.id),
            match_only=mapping.match_only,
        )
        self.facts: dict[str, DivisionFacts] = {}
        self.passages = Passages()
        self._allowed: dict[str, bool] = {}

    def drafts(self, rows: Iterable[SourceRow]) -> list[tuple[PlaceDraft, int]]:
        """Drafts of rows with a number that stands for what each row says."""
        return [(self.drafter.draft(row), hash((row.cells, row.geometry))) for row in rows]

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        open_drafts = [draft for draft, _ in drafts if self._is_open(draft)]
        candidates = self._candidates(session, open_drafts)
        fresh: dict[int, Plan] = {}
        plans = []
        known_by = [_keys(draft) if draft.kind and draft.home_id else () for draft, _ in drafts]
        seen.expect(key for keys in known_by for key in keys)
        for (draft, content), keys in zip(drafts, known_by, strict=True):
            before = seen.look(keys)
            is_same = before is not None and before.content == content
            plan = self._one(draft, candidates.get(draft.number), before, fresh, is_same=is_same)
            if plan.outcome in _KEPT:
                seen.note(Earlier(draft.number, content, _category(draft)), keys)
                fresh[draft.number] = plan
            plans.append(plan)
        return plans

    def _one(
        self,
        draft: PlaceDraft,
        candidates: Candidates | None,
        before: Earlier | None,
        fresh: Mapping[int, Plan],
        *,
        is_same: bool,
    ) -> Plan:
        if draft.is_secret:
            draft.tell("", "", "secret")
            return Plan(draft, Outcome.REJECTED)
        if candidates is None:
            match_only = self.circumstances.match_only and draft.name
            return Plan(draft, Outcome.CONFLICT if match_only else Outcome.REJECTED)
        if before is not None:
            return self._again(draft, before, fresh, is_same=is_same)
        plan = judge(draft, candidates, self.circumstances)
        if plan.outcome is Outcome.REJECTED and self.circumstances.match_only:
            plan.outcome = Outcome.CONFLICT
        return plan

    def _again(
        self, draft: PlaceDraft, before: Earlier, fresh: Mapping[int, Plan], *, is_same: bool
    ) -> Plan:
        """A row about a place that an earlier row of this file is about."""
        number, category = before.number, f"{before.about:05d}"
        earlier = fresh.get(number)
        if is_same:
            return Plan(draft, Outcome.UNCHANGED, earlier.place if earlier else None)
        other = PlaceDraft(number, fields={"category_code": category})
        if not are_twin_drafts(draft, other):
            column = draft.columns.get("name", "")
            draft.tell(column, draft.name, "same_as_row", row=number)
            return Plan(draft, Outcome.CONFLICT)
        draft.tell("", draft.place_code, "twin_joined", row=number)
        if earlier is not None and earlier.outcome is Outcome.CREATE:
            join(earlier.draft, draft)
        elif earlier is not None and earlier.place is not None:
            return compared(draft, earlier.place, self.circumstances, is_twin=True)
        return Plan(draft, Outcome.UPDATE, joins=number)

    def decided(self, session: Session, draft: PlaceDraft, place_id: str) -> Plan | None:
        """The plan for a row that a person said is this place; None where it is gone."""
        found = known.known_places(session, [place_id]).get(place_id)
        if found is None or found.merged_into is not None:
            return None
        if found.fields["entity_status"] == EntityStatus.WITHDRAWN:
            return None
        return compared(draft, found, self.circumstances, is_decided=True)

    def may_write(self, division_id: str) -> bool:
        """Whether this person looks after the division."""
        allowed = self._allowed.get(division_id)
        if allowed is None:
            path = self.divisions.by_id[division_id].path
            allowed = self._allowed[division_id] = self.actor.may(Permission.PLACE_EDIT, path)
        return allowed

    def _is_open(self, draft: PlaceDraft) -> bool:
        if draft.is_secret or not draft.name:
            return False
        if draft.division_id and not self.may_write(draft.division_id):
            name = self.divisions.name_of(draft.division_id)
            draft.tell("", name, "division_out_of_scope")
        if self.circumstances.match_only:
            return True
        heavy = (one.code for one in draft.problems if one.weight is Weight.ERROR)
        return all(code in _MAY_MATCH for code in heavy)

    # --- candidates

    def _candidates(self, session: Session, drafts: Sequence[PlaceDraft]) -> dict[int, Candidates]:
        coded = known.ids_by_code(session, {one.place_code for one in drafts if one.place_code})
        ids = {one.number: self._ids(one, coded) for one in drafts}
        self._by_name(session, drafts, ids)
        self._by_sound(session, [one for one in drafts if not ids[one.number]], ids)
        own = self._by_own_division(session, drafts)
        listed = self._listed(session, drafts)
        wanted = {*coded.values(), *own.values(), *(one for found in ids.values() for one in found)}
        places = known.known_places(session, [*wanted, *listed])
        made = {}
        for draft in drafts:
            by_code = coded.get(draft.place_code) or own.get(draft.number)
            others = dict.fromkeys([*ids[draft.number], *listed])
            found = [places[one] for one in others if one in places]
            made[draft.number] = Candidates(places.get(by_code or ""), found)
        return made

    def _ids(self, draft: PlaceDraft, coded: Mapping[str, str]) -> list[str]:
        found = coded.get(draft.place_code)
        return [found] if found else []

    def _counties(self, drafts: Sequence[PlaceDraft]) -> Collection[str] | None:
        """The counties of these rows; None where one of them is not told by its county."""
        found: set[str] = set()
        for draft in drafts:
            if draft.division_id:
                county = self.divisions.county_of(draft.division_id)
                if county is None:
                    return None
                found.add(county)
        return None if self.circumstances.match_only else found

    def _by_name(
        self, session: Session, drafts: Sequence[PlaceDraft], ids: dict[int, list[str]]
    ) -> None:
        forms = {draft.number: texts_to_ask(draft) for draft in drafts if not ids[draft.number]}
        every = {text for texts in forms.values() for text in texts}
        found = known.ids_by_name(session, every, self._counties(drafts))
        for number, texts in forms.items():
            ids[number] += [one for text in texts for one in found.get(text, ())]

    def _by_sound(
        self, session: Session, drafts: Sequence[PlaceDraft], ids: dict[int, list[str]]
    ) -> None:
        """Names that read alike in the same county: 永堌 and 永谷."""
        book = reading_book(session)
        wanted: dict[int, tuple[str, str]] = {}
        for draft in drafts:
            here = self.divisions.by_id.get(draft.division_id)
            readings = book.table_for(here.path if here else "")
            draft.spelling = spelled(draft.kind or "other", draft.name, draft.roman, readings)
            if here is None or not draft.kind:
                continue
            county = self.divisions.county_of(draft.division_id)
            sound = query_key(draft.spelling.plain)
            if county and sound:
                wanted[draft.number] = county, sound
        found = known.ids_by_sound(session, wanted.values())
        for number, key in wanted.items():
            ids[number] += found.get(key, ())

    def _by_own_division(self, session: Session, drafts: Sequence[PlaceDraft]) -> dict[int, str]:
        """Rows that are divisions themselves: the place that is this division, however called."""
        wanted = [one for one in drafts if one.division_id != one.home_id]
        if not wanted:
            return {}
        found = known.ids_by_division(session, {one.division_id for one in wanted})
        places = known.known_places(session, {one for some in found.values() for one in some})
        made = {}
        for draft in wanted:
            level = self.divisions.by_id[draft.division_id].level
            for one in found.get(draft.division_id, ()):
                # Prisons and zones stand in the list of villages without being villages.
                if is_division(places[one].kind, level) or places[one].name == draft.name:
                    made[draft.number] = one
        return made

    def _listed(self, session: Session, drafts: Sequence[PlaceDraft]) -> list[str]:
        """For a list that is only compared: every division that is a place, near or far."""
        if not (self.circumstances.match_only and drafts):
            return []
        return known.ids_of_kinds(session, _LISTED_KINDS, None)


def _bounds(data_dir: Path, divisions: DivisionIndex) -> Bounds:
    """The boundaries of the operator's base layer, where there is one; none are shipped."""
    layer = basemap(data_dir)
    return Bounds() if layer is None else bounds_of(layer.features(_DEEPEST), divisions)


_DEEPEST = 22
_KEPT = frozenset({Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED})


def problem_count(plans: Iterable[Plan]) -> int:
    """How many findings there are in all."""
    return sum(len(plan.draft.problems) for plan in plans)


def is_told(code: str) -> bool:
    """Whether a problem has words of its own."""
    return code in PROBLEMS


def as_row(plan: Plan) -> dict[str, Any]:
    """What is kept of a row: of a secret one nothing but that it was."""
    draft = plan.draft
    if draft.is_secret:
        return {
            "number": draft.number,
            "outcome": plan.outcome.value,
            "problems": [one.as_data() for one in draft.problems],
        }
    return {
        "number": draft.number,
        "outcome": plan.outcome.value,
        "name": draft.name[:60],
        "place_id": plan.place_id,
        "draft": draft.as_data(),
        "diff": plan.change.shown,
        "matches": plan.matches,
        "problems": [one.as_data() for one in draft.problems],
    }
