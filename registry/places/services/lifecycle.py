"""The end of a place and its return: nothing is deleted, the name lives on."""

from __future__ import annotations

from datetime import date

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Invalid, Refused
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Place
from registry.places.rules import EntityStatus
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.lifecycle import may_follow
from registry.places.services.past import keep
from registry.places.services.versions import living_place, lock_version

MAX_BASIS = 300


def retire(
    work: Work,
    place_id: str,
    *,
    on: date,
    basis: str,
    status: EntityStatus | str = EntityStatus.VANISHED,
    reason: str = "",
    seen_version: int | None = None,
    import_run_id: str | None = None,
) -> int:
    """Say that a place is no more, since when and on what ground; returns the kept state's number.

    Its names stay where they are and are found as 历史地名; a protected name stays protected.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: no basis, a date to come.
        Refused: `places.status_order`: it has gone already. Conflict: `places.is_merged`,
            `places.changed_meanwhile`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    faults: dict[str, list[Text]] = _basis_faults(basis)
    if on > china_date(work.at):
        faults["on"] = [T("日期不能晚于今天")]
    if faults:
        raise Invalid(faults)
    _check_order(place, EntityStatus(status))
    before = {"entity_status": place.entity_status}
    number = keep(
        work, place_id, "places.retired", reason=reason or basis, import_run_id=import_run_id
    )
    lock_version(work, place, seen_version)
    place.entity_status = EntityStatus(status).value
    place.retired_on, place.retired_basis = on, basis.strip()
    work.session.add(place)
    work.session.flush()
    after = {"entity_status": place.entity_status, "retired_on": on, "basis": place.retired_basis}
    journal.record(
        work, "places.retired", ("place", place_id), before=before, after=after, reason=reason
    )
    work.announce(PlaceChanged(place_id))
    return number


def reopen(
    work: Work,
    place_id: str,
    *,
    basis: str,
    seen_version: int | None = None,
    import_run_id: str | None = None,
) -> int:
    """Say that a place that was retired is there after all; returns the kept state's number.

    Raises:
        Forbidden: needs `places.edit` for its division. Invalid: no basis.
        Refused: `places.status_order`: it has not gone. Conflict: `places.changed_meanwhile`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    faults = _basis_faults(basis)
    if faults:
        raise Invalid(faults)
    if place.entity_status != EntityStatus.VANISHED:
        raise _out_of_order()
    before = {"entity_status": place.entity_status, "retired_on": place.retired_on}
    number = keep(work, place_id, "places.reopened", reason=basis, import_run_id=import_run_id)
    lock_version(work, place, seen_version)
    place.entity_status = EntityStatus.EXISTING.value
    place.retired_on, place.retired_basis = None, ""
    work.session.add(place)
    work.session.flush()
    after = {"entity_status": place.entity_status, "basis": basis.strip()}
    journal.record(
        work, "places.reopened", ("place", place_id), before=before, after=after, reason=basis
    )
    work.announce(PlaceChanged(place_id))
    return number


def _basis_faults(basis: str) -> dict[str, list[Text]]:
    if not basis.strip():
        return {"basis": [T("请写明依据")]}
    if len(basis.strip()) > MAX_BASIS:
        return {"basis": [T("最多 %(n)d 个字，请缩短", n=MAX_BASIS)]}
    return {}


def _check_order(place: Place, status: EntityStatus) -> None:
    if status is not EntityStatus.VANISHED or not may_follow(place.entity_status, status):
        raise _out_of_order()


def _out_of_order() -> Refused:
    return Refused("places.status_order", T("地名的状态不能这样变更"))
