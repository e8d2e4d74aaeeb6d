"""Names: adding, naming and renaming by the rules of the regulation, putting under protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import insert
from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, Refused
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceName
from registry.places.queries.homonyms import name_report
from registry.places.rules import ApprovalBasis, NameKind, Years
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.naming import NamingFinding, Severity, is_blocked
from registry.places.services.index import reindex
from registry.places.services.name_facts import reference_faults
from registry.places.services.past import keep
from registry.places.services.place_rows import NewPlace
from registry.places.services.places import add_place
from registry.places.services.rowing import NewName, checked_name, name_values
from registry.places.services.versions import living_place, lock_version

MAX_BASIS = 300


class NameBarred(Refused):
    """The regulation stands in the way of a name; `findings` say how, with the articles."""

    def __init__(self, findings: Sequence[NamingFinding]) -> None:
        super().__init__(
            "places.name_barred",
            T("按命名规则，这个名称现在不能采用"),
            advice=T("请换一个名称；确有批准文件的，写明文号和仍要采用的理由"),
        )
        self.findings = tuple(findings)


def add_name(work: Work, place_id: str, name: NewName) -> str:
    """Add another name (alias, former, variant …) to a place; returns the name's id.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: a bad name; a second standard name (that is `rename`).
        Conflict: `places.name_exists`, where the place has this name of this kind already.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    if name.name_kind == NameKind.STANDARD:
        raise Invalid({"name_kind": [T("标准名要用“更名”来改")]})
    # What name_values sees to itself (the years) is told by it, under the same fields.
    faults = reference_faults(work, asdict(name))
    if faults:
        raise Invalid(faults)
    values = name_values(work, place_id, place.kind, name, division_path=_path(work, place))
    same = select(PlaceName.id).where(
        PlaceName.place_id == place_id,
        PlaceName.text == values["text"],
        PlaceName.name_kind == values["name_kind"],
    )
    if work.session.exec(same).first() is not None:
        raise Conflict("places.name_exists", T("这个地名已经有这个名称了"))
    keep(work, place_id, "places.name_added")
    work.session.execute(insert(PlaceName), [values])
    reindex(work.session, place_id)
    after = {key: values[key] for key in ("text", "name_kind", "roman_toned", "approval_document")}
    journal.record(work, "places.name_added", ("place", place_id), after=after)
    return str(values["id"])


def rename(
    work: Work,
    place_id: str,
    *,
    new_text: str,
    basis: str,
    protection_measure: str = "",
    roman_toned: str = "",
    override_reason: str = "",
    seen_version: int | None = None,
) -> str:
    """Give a place a new standard name; the old one stays as a former name. Returns its id.

    `basis` is the approval (document and number). A protected name needs a protection measure
    made beforehand (地名管理条例 art. 25). What the rules for names forbid (art. 9) needs, beside
    the approval, an `override_reason`, which the journal keeps with what was overridden.

    Raises:
        Forbidden: needs `places.edit`. Invalid: a bad name, no basis.
        Conflict: `places.changed_meanwhile`.
        Refused: `places.rename_protected`, `places.same_name`, `places.name_barred` (`NameBarred`).
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    text = checked_name(new_text, "new_text")
    if not basis.strip():
        raise Invalid({"basis": [T("请写明批准文件和文号")]})
    old = standard_name(work, place_id)
    if old.text == text:
        raise Refused("places.same_name", T("新名称和现在的标准名一样"))
    if place.protected and not protection_measure.strip():
        raise _unprotected()
    overridden = _allowed(work, place, text, override_reason)
    before = {"standard_name": old.text, "row_version": place.row_version}
    keep(work, place_id, "places.renamed", reason=basis)
    lock_version(work, place, seen_version)
    fresh = _replace_standard(work, place, old, _approved(work, text, roman_toned, basis))
    reindex(work.session, place_id)
    after = {
        "standard_name": text,
        "basis": basis,
        "protection_measure": protection_measure,
        **overridden,
    }
    journal.record(
        work, "places.renamed", ("place", place_id), before=before, after=after, reason=basis
    )
    work.announce(PlaceChanged(place_id))
    return fresh


def _allowed(work: Work, place: Place, text: str, override_reason: str) -> dict[str, object]:
    report = name_report(
        work.session,
        name=text,
        kind=place.kind,
        division_id=place.division_id,
        place_id=place.id,
    )
    return _overridden(report.findings, override_reason)


def _approved(work: Work, text: str, roman_toned: str, basis: str) -> NewName:
    today = china_date(work.at)
    return NewName(
        text=text,
        roman_toned=roman_toned,
        approval_basis=ApprovalBasis.APPROVED,
        approval_document=basis.strip(),
        years=Years(today.year, today.year),
        from_verbatim=today.isoformat(),
    )


def _unprotected() -> Refused:
    return Refused(
        "places.rename_protected",
        T("这个地名已列入保护，没有事先制定的保护措施不能更名"),
        advice=T("依据《地名管理条例》第二十五条；请先制定保护措施，再连同措施一起提交"),
    )


def _replace_standard(work: Work, place: Place, old: PlaceName, name: NewName) -> str:
    values = name_values(work, place.id, place.kind, name, division_path=_path(work, place))
    today = china_date(work.at)
    old.name_kind = NameKind.FORMER.value
    old.valid_to_min = old.valid_to_max = today.year
    old.valid_to_verbatim = today.isoformat()
    work.session.add(old)
    # The old name gives up being the standard one first: the index allows one at a time.
    work.session.flush()
    work.session.execute(insert(PlaceName), [values])
    return str(values["id"])


def name_place(work: Work, row: NewPlace, *, basis: str, override_reason: str = "") -> str:
    """命名: take in a place whose name is newly approved, checked by the rules; returns its id.

    Raises:
        As `add_place`; Invalid: no basis; Refused: `places.name_barred` (`NameBarred`).
    """
    if not basis.strip():
        raise Invalid({"basis": [T("请写明批准文件和文号")]})
    standard = next(name for name in row.names if name.name_kind == NameKind.STANDARD)
    text = checked_name(standard.text)
    report = name_report(work.session, name=text, kind=row.kind, division_id=row.division_id)
    work.actor.require(Permission.PLACE_EDIT, report.division_path)
    overridden = _overridden(report.findings, override_reason)
    approved = replace(
        standard, approval_basis=ApprovalBasis.APPROVED, approval_document=basis.strip()
    )
    names = [approved if name is standard else name for name in row.names]
    place_id = add_place(work, replace(row, names=names))
    after = {"standard_name": text, "basis": basis, **overridden}
    journal.record(work, "places.named", ("place", place_id), after=after, reason=basis)
    return place_id


def _overridden(findings: Sequence[NamingFinding], reason: str) -> dict[str, object]:
    """What the journal says of findings that a person set aside; refused without a reason."""
    if not is_blocked(findings):
        return {}
    blocks = [finding for finding in findings if finding.severity == Severity.BLOCK]
    if not reason.strip():
        raise NameBarred(findings)
    codes = [finding.code for finding in blocks]
    others = sorted({place_id for finding in blocks for place_id in finding.others})
    return {"overridden": codes, "overridden_for": others, "override_reason": reason.strip()}


def _path(work: Work, place: Place) -> str:
    return work.session.get_one(Division, place.division_id).path


def protect_name(work: Work, place_id: str, *, basis: str) -> None:
    """Put the standard name of a place under protection; a further basis is added to the first.

    Raises:
        Forbidden: needs `heritage.decide` or `places.edit` for its division.
        Invalid: no basis, or all of them together longer than 300 characters.
    """
    place = living_place(work, place_id, Permission.DECIDE, Permission.PLACE_EDIT)
    if not basis.strip():
        raise Invalid({"basis": [T("请写明保护的依据")]})
    name = standard_name(work, place_id)
    before = {"protected": place.protected, "protection_basis": place.protection_basis}
    known = [part for part in place.protection_basis.split("；") if part]
    if basis in known:
        return
    whole = "；".join([*known, basis])
    if len(whole) > MAX_BASIS:
        raise Invalid({"basis": [T("最多 %(n)d 个字，请缩短", n=MAX_BASIS)]})
    keep(work, place_id, "places.name_protected", reason=basis)
    lock_version(work, place, None)
    place.protected = name.protected = True
    place.protection_basis = whole
    work.session.add_all([place, name])
    work.session.flush()
    after = {"protected": True, "name": name.text, "protection_basis": place.protection_basis}
    journal.record(work, "places.name_protected", ("place", place_id), before=before, after=after)


def release_name(work: Work, place_id: str, *, basis: str, reason: str) -> None:
    """Take one basis of protection away; the name stays protected while another one stands.

    Raises:
        Forbidden: needs `heritage.decide` or `places.edit` for its division.
    """
    place = living_place(work, place_id, Permission.DECIDE, Permission.PLACE_EDIT)
    known = [part for part in place.protection_basis.split("；") if part]
    if basis not in known:
        return
    name = standard_name(work, place_id)
    before = {"protected": place.protected, "protection_basis": place.protection_basis}
    keep(work, place_id, "places.name_released", reason=reason)
    lock_version(work, place, None)
    left = [part for part in known if part != basis]
    place.protection_basis = "；".join(left)
    place.protected = name.protected = bool(left)
    work.session.add_all([place, name])
    work.session.flush()
    after = {"protected": place.protected, "protection_basis": place.protection_basis}
    subject = ("place", place_id)
    journal.record(work, "places.name_released", subject, before=before, after=after, reason=reason)


def standard_name(work: Work, place_id: str) -> PlaceName:
    """The row of the standard name; every place has exactly one."""
    statement = select(PlaceName).where(
        PlaceName.place_id == place_id, col(PlaceName.name_kind) == NameKind.STANDARD.value
    )
    return work.session.exec(statement).one()
