"""Registers of signs on their way in: a row says who owns a sign, what it cost, when it is due.

The same walk as for places, with the same report, cursor and undoing. A row is about a sign that is
there, found by its printed code; none is made, and neither words nor state of one are touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from imports.queries import RunView
from imports.rules.differing import Difference
from imports.rules.draft import PlaceDraft
from imports.rules.matching import Plan
from imports.rules.outcome import Outcome, RowState
from imports.rules.problems import Weight
from imports.rules.targets import SIGN_FIELDS
from imports.services.planning import Planner
from imports.services.seen import Earlier, Seen
from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.text import Text
from registry.core.work import Work
from registry.places.services.withdrawing import WHY_KEPT
from registry.signage import queries as signage
from registry.signage.rules.keeping import Keeping, keeping_faults, yuan_of
from registry.signage.rules.states import SignState
from registry.signage.services.keeping import keep_sign, put_back, shown_keeping

#: What is wrong with a row of places, and says nothing of a sign that its code has found.
_NOT_ABOUT_SIGNS = frozenset(
    {"kind_unknown", "name_illegible", "far_from_division", "name_missing", "division_missing"}
)
_DAYS = frozenset({"installed_on", "warranty_to", "next_check_on", "handover_on"})
#: Of the service's field names those that the file's columns have under another.
_COLUMN_OF = {name: target.value for target, name in SIGN_FIELDS.items()} | {"cost": "sign_cost"}

Found = Any
"""A sign as the queries of signage give it."""


class SignPlanner(Planner):
    """Plans for the rows of a register of signs."""

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        codes = {str(draft.fields.get("sign_code") or "") for draft, _content in drafts}
        signs = signage.signs_by_codes(session, codes - {""})
        seen.expect(hash(sign.code) for sign in signs.values())
        return [self._about(draft, content, signs, seen) for draft, content in drafts]

    def _about(
        self, draft: PlaceDraft, content: int, signs: Mapping[str, Found], seen: Seen
    ) -> Plan:
        if draft.is_secret:
            draft.tell("", "", "secret")
            return Plan(draft, Outcome.REJECTED)
        draft.problems = [one for one in draft.problems if one.code not in _NOT_ABOUT_SIGNS]
        sign = self._sign(draft, signs)
        if sign is None or draft.weight is Weight.ERROR:
            return Plan(draft, Outcome.REJECTED)
        before = seen.look((hash(sign.code),))
        if before is not None:
            if before.content == content:
                return Plan(draft, Outcome.UNCHANGED)
            column = self._column(draft, "sign_code")
            draft.tell(column, sign.code, "sign_twice", row=before.number)
            return Plan(draft, Outcome.REJECTED)
        plan = self._compared(draft, sign)
        if plan.outcome is not Outcome.REJECTED:
            seen.note(Earlier(draft.number, content, 0), (hash(sign.code),))
        return plan

    def _sign(self, draft: PlaceDraft, signs: Mapping[str, Found]) -> Found | None:
        """The sign that the row is about, if this person may say so; else the row is told why."""
        column, code = self._column(draft, "sign_code"), draft.fields.get("sign_code") or ""
        if not code:
            if not any(one.column == column for one in draft.problems):
                draft.tell(column, "", "sign_code_missing")
            return None
        sign = signs.get(code)
        if sign is None:
            draft.tell(column, code, "sign_unknown")
        elif not self.actor.may(Permission.REQUIRE_SIGN, sign.division_path):
            draft.tell(column, code, "sign_out_of_scope")
        elif sign.state == SignState.REMOVED:
            draft.tell(column, code, "sign_removed")
        elif draft.name and draft.name != sign.text_hanzi:
            told = {"name": sign.text_hanzi}
            draft.tell(self._column(draft, "name"), draft.name, "sign_other_text", **told)
        return sign

    def _compared(self, draft: PlaceDraft, sign: Found) -> Plan:
        was = kept_of(sign)
        wanted = {
            name: _typed(name, draft.fields[target.value])
            for target, name in SIGN_FIELDS.items()
            if target.value in draft.fields
        }
        became = replace(was, **wanted)
        faults = keeping_faults(
            became, made_on=sign.made_on, was_due_on=was.next_check_on, today=china_date(self.now)
        )
        for name, told in faults.items():
            self._tell(draft, _COLUMN_OF[name], told)
        draft.name = sign.text_hanzi
        draft.fields["sign_id"] = sign.id
        if draft.weight is Weight.ERROR:
            return Plan(draft, Outcome.REJECTED)
        change = Difference(
            columns={name: value for name, value in wanted.items() if getattr(was, name) != value}
        )
        for name, value in change.columns.items():
            change.show(_COLUMN_OF[name], _said(name, getattr(was, name)), _said(name, value))
        return Plan(draft, Outcome.UPDATE if change.shown else Outcome.UNCHANGED, change=change)

    def _tell(self, draft: PlaceDraft, target: str, told: Sequence[Text]) -> None:
        for text in told:
            value = str(draft.fields.get(target) or "")
            said = [text.msgid, text.params]
            draft.tell(self._column(draft, target), value, "sign_keeping", said=said)

    def _column(self, draft: PlaceDraft, target: str) -> str:
        return draft.columns.get(target, "")


def kept_of(sign: Found) -> Keeping:
    """What is written down of a sign now."""
    return Keeping(**{one.name: getattr(sign, one.name) for one in fields(Keeping)})


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS else value


def _said(name: str, value: Any) -> str:
    """As a person reads it: an empty owner is unknown, and is listed as such."""
    if name == "cost_fen":
        return "" if value is None else yuan_of(value)
    return "" if value is None else str(value)


def write_signs(work: Work, plans: Sequence[Plan], run: RunView) -> list[str]:
    """Write what these rows say; each draft keeps what was there, for the undoing."""
    written = []
    for plan in plans:
        if plan.outcome is not Outcome.UPDATE:
            continue
        sign = signage.sign(work.session, plan.draft.fields["sign_id"])
        if sign is None:  # nothing deletes a sign
            continue
        before = shown_keeping(sign)
        wanted = replace(kept_of(sign), **plan.change.columns)
        reason = f"导入：{run.source_title}，第 {plan.draft.number} 行"[:300]
        keep_sign(work, sign.id, wanted, reason=reason, seen_version=sign.row_version)
        plan.draft.fields["was"], plan.draft.fields["became"] = before, shown_keeping(sign)
        written.append(sign.id)
    return written


def is_of_sign(draft: Mapping[str, Any]) -> bool:
    """Whether a kept row was about a sign."""
    return "became" in (draft.get("fields") or {})


def give_back(work: Work, draft: Mapping[str, Any], basis: str) -> tuple[RowState, str]:
    """Put back what a row changed, unless somebody has written it anew since."""
    fields = draft["fields"]
    is_back = put_back(
        work, fields["sign_id"], was=fields["was"], became=fields["became"], reason=basis[:300]
    )
    return (RowState.REVERSED, "") if is_back else (RowState.KEPT, WHY_KEPT["edited"].msgid)
