"""Plans for the rows of a published list: compared as places are, and then with the candidates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from imports.queries import RunView
from imports.readers import SourceRow, Table
from imports.rules.draft import PlaceDraft
from imports.rules.listing import judged, list_columns, listed_name, repeated
from imports.rules.matching import Plan, texts_to_ask
from imports.rules.notice import Notice
from imports.rules.outcome import Outcome
from imports.services.planning import Planner
from imports.services.seen import Seen
from registry.core.actor import Actor
from registry.heritage import queries as heritage
from registry.heritage.queries import ListBook, RecognitionView
from registry.heritage.rules import NoticeList
from registry.places.queries import matching as known
from registry.places.rules import EntityStatus

_MOST_SUGGESTED = 8


class _Unseen(Seen):
    """A list may name one place twice, in two classes: that is no contradiction."""

    def look(self, keys: Iterable[int]) -> None:
        """Nothing came before."""


class ListPlanner(Planner):
    """As `Planner`, for a file whose rows become candidates."""

    def __init__(
        self,
        session: Session,
        run: RunView,
        table: Table,
        actor: Actor,
        data_dir: Path,
        now: datetime,
    ) -> None:
        super().__init__(session, run, table, actor, data_dir, now)
        if run.notice is None:
            raise ValueError("a run without a notice brings in places")
        self.notice: Notice = run.notice
        self._columns = list_columns(table.columns)
        self._rows: dict[tuple[str, ...], int] = {}

    def drafts(self, rows: Iterable[SourceRow]) -> list[tuple[PlaceDraft, int]]:
        """Drafts with what each row says of its class and batch; nothing of a secret row."""
        found = []
        for row in rows:
            draft = self.drafter.draft(row)
            if not draft.is_secret:
                draft.listed = self._columns.listed(row.cells)
                draft.listed["class"] = draft.listed["class"] or self.notice.heritage_class
            found.append((draft, hash(row.cells)))
        return found

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], _seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        plans = super().plan(session, drafts, _Unseen())
        self._suggest(session, [plan for plan in plans if _is_bare(plan)])
        book = heritage.list_book(session, self.notice.list_key)
        ids = [place_id for plan in plans if (place_id := settled_place(plan))]
        recognised = heritage.recognitions_by_place(session, ids)
        return [self._judged(plan, book, recognised) for plan in plans]

    def _suggest(self, session: Session, plans: Sequence[Plan]) -> None:
        """Places that names without a kind or a division may mean: 呈坎 is a town and a village."""
        forms = {
            plan.draft.number: texts_to_ask(PlaceDraft(plan.draft.number, plan.draft.name))
            for plan in plans
        }
        found = known.ids_by_name(session, {one for some in forms.values() for one in some}, None)
        places = known.known_places(session, {one for some in found.values() for one in some})
        for plan in plans:
            ids = [one for form in forms[plan.draft.number] for one in found.get(form, ())]
            meant = [places[one] for one in dict.fromkeys(ids) if self._may_be(plan, places[one])]
            plan.matches = [
                {
                    "place_id": place.id,
                    "name": place.name,
                    "division_id": place.division_id,
                    "score": 0,
                    "reasons": [],
                }
                for place in meant[:_MOST_SUGGESTED]
            ]
            if len(meant) > 1:
                plan.draft.tell("", plan.draft.name, "several_matches", count=len(meant))

    def _may_be(self, plan: Plan, place: known.KnownPlace) -> bool:
        """Whether a place stands, and lies where the row says, as far as it says anything."""
        if place.merged_into or place.fields["entity_status"] == EntityStatus.WITHDRAWN:
            return False
        where = plan.draft.division_id
        return not where or where in self.divisions.path_ids(place.division_id)

    def _judged(
        self, plan: Plan, book: ListBook, recognised: Mapping[str, Sequence[RecognitionView]]
    ) -> Plan:
        draft = plan.draft
        if draft.is_secret or not draft.name:
            return plan
        place_id = settled_place(plan)
        row = listed_name(draft, self.notice, place_id)
        key = (row.programme_class, row.batch, row.name, row.division_text, place_id or "")
        first = self._rows.setdefault(key, draft.number)
        if first != draft.number:
            return repeated(plan, first)
        entry = next(
            (one for one in book.entries if one.is_named_by(row, self.notice.list_key)), None
        )
        notice = notice_list(self.run, self.notice)
        return judged(
            plan,
            entry,
            is_cited=entry is not None and book.is_cited(entry.id, notice),
            recognitions=[
                f"{one.programme_title} {one.document_no}"
                for one in recognised.get(place_id or "", ())
            ],
        )


def _is_bare(plan: Plan) -> bool:
    """Whether a row met no place and says too little: no kind of place, or no division."""
    draft = plan.draft
    if draft.is_secret or not draft.name or plan.place is not None or plan.matches:
        return False
    return not draft.kind or not draft.division_id


def settled_place(plan: Plan) -> str | None:
    """The place that a row is, where comparing it left no question."""
    return plan.place_id if plan.outcome is Outcome.UNCHANGED else None


def notice_list(run: RunView, notice: Notice, source_id: str | None = None) -> NoticeList:
    """The notice with its file, as heritage keeps it."""
    return NoticeList(
        kind=notice.kind,
        title=notice.title,
        published_on=notice.published_on,
        list_key=notice.list_key,
        ends_on=notice.ends_on,
        document_no=notice.document_no,
        issuer=notice.issuer,
        source_id=source_id,
        import_run_id=run.id,
        file_name=run.file_name,
        file_sha256=run.file_sha256,
    )
