"""Who sees to a position, how urgent it is, on which side it lies: one, or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from registry.accounts.rules import Permission
from registry.core.errors import Invalid
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import SignRequirement
from registry.signage.rules.kinds import Priority
from registry.signage.services.moving import set_requirement, taken
from registry.signage.services.requirements import due_fault, found

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Planning:
    """What is planned of a position; empty texts and None are not said."""

    side: str = ""
    priority: Priority = Priority.NORMAL
    responsible_org: str = ""
    body_type: str = ""
    due_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """The same as columns of a position."""
        return asdict(self) | {"priority": self.priority.value}


def plan_position(
    work: Work, requirement_id: str, planned: Planning, *, reason: str = "", seen_version: int
) -> SignRequirement:
    """Write down all that is planned of a position, as it is now.

    Raises:
        NotFound, Forbidden. Invalid: `due_on` that has passed, unless it stood there before.
        Conflict: `signage.changed_meanwhile`.
    """
    row = found(work, requirement_id)
    work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    if seen_version != row.row_version:
        raise taken()
    faults = due_fault(work, planned.due_on, row.due_on)
    if faults:
        raise Invalid(faults)
    _write(work, row, planned.columns(), reason)
    return row


def plan_positions(
    work: Work,
    requirement_ids: Sequence[str],
    *,
    priority: Priority | None = None,
    responsible_org: str = "",
    due_on: date | None = None,
    reason: str = "",
) -> list[SignRequirement]:
    """Write the same urgency, body or day for many positions; all of them or none.

    What is left empty stays as it is.

    Raises:
        Forbidden. Invalid: no position or more than two hundred, nothing to write, a day that has
            passed.
    """
    wanted = list(dict.fromkeys(requirement_ids))
    rows = queries.requirements_by_id(work.session, wanted)
    faults: dict[str, list[Text]] = due_fault(work, due_on, None)
    if not wanted:
        faults["requirement"] = [T("请至少选一个点位")]
    elif len(wanted) > MOST_AT_ONCE:
        faults["requirement"] = [T("一次最多 %(n)d 个点位", n=MOST_AT_ONCE)]
    elif len(rows) < len(wanted):
        faults["requirement"] = [T("没有这个应设点位")]
    given: dict[str, Any] = {
        "priority": priority.value if priority else "",
        "responsible_org": responsible_org.strip(),
        "due_on": due_on,
    }
    values = {name: value for name, value in given.items() if value}
    if not values:
        faults["priority"] = [T("优先级、期限、责任单位至少填一项")]
    if faults:
        raise Invalid(faults)
    for row in rows:
        work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
        _write(work, row, values, reason)
    return rows


def _write(work: Work, row: SignRequirement, values: Mapping[str, Any], reason: str) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        set_requirement(work, row, "signage.requirement_planned", changed, reason)
