"""Names: adding, renaming, approving a spelling, and putting under protection."""

from __future__ import annotations

from sqlalchemy import insert
from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Place, PlaceName
from registry.places.rules import ApprovalBasis, NameKind, RomanStatus, Years
from registry.places.rules.romanise import plain_of, sign_of, sign_text_problem
from registry.places.services.index import reindex
from registry.places.services.rowing import NewName, checked_name, name_values
from registry.places.services.versions import lock_version, scoped_place

MAX_BASIS = 300


def add_name(work: Work, place_id: str, name: NewName) -> str:
    """Add another name (alias, former, variant …) to a place; returns the name's id.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: a bad name; a second standard name (that is `rename`).
        Conflict: `places.name_exists`, where the place has this name of this kind already.
    """
    place = scoped_place(work, place_id, Permission.PLACE_EDIT)
    if name.name_kind == NameKind.STANDARD:
        raise Invalid({"name_kind": [T("标准名要用“更名”来改")]})
    values = name_values(work, place_id, place.kind, name)
    same = select(PlaceName.id).where(
        PlaceName.place_id == place_id,
        PlaceName.text == values["text"],
        PlaceName.name_kind == values["name_kind"],
    )
    if work.session.exec(same).first() is not None:
        raise Conflict("places.name_exists", T("这个地名已经有这个名称了"))
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
    seen_version: int | None = None,
) -> str:
    """Give a place a new standard name; the old one stays as a former name. Returns its id.

    `basis` is the approval (document and number). A protected name needs a protection measure
    made beforehand (地名管理条例 art. 25).

    Raises:
        Forbidden: needs `places.edit`. Invalid: a bad name, no basis.
        Refused: `places.rename_protected`, `places.same_name`. Conflict: `changed_meanwhile`.
    """
    place = scoped_place(work, place_id, Permission.PLACE_EDIT)
    text = checked_name(new_text, "new_text")
    if not basis.strip():
        raise Invalid({"basis": [T("请写明批准文件和文号")]})
    old = standard_name(work, place_id)
    if old.text == text:
        raise Refused("places.same_name", T("新名称和现在的标准名一样"))
    if place.protected and not protection_measure.strip():
        raise _unprotected()
    before = {"standard_name": old.text, "row_version": place.row_version}
    lock_version(work, place, seen_version)
    fresh = _replace_standard(
        work,
        place,
        old,
        NewName(
            text=text,
            roman_toned=roman_toned,
            approval_basis=ApprovalBasis.APPROVED,
            approval_document=basis.strip(),
            years=Years(china_date(work.at).year, china_date(work.at).year),
            from_verbatim=china_date(work.at).isoformat(),
        ),
    )
    reindex(work.session, place_id)
    after = {"standard_name": text, "basis": basis, "protection_measure": protection_measure}
    journal.record(
        work, "places.renamed", ("place", place_id), before=before, after=after, reason=basis
    )
    return fresh


def _unprotected() -> Refused:
    return Refused(
        "places.rename_protected",
        T("这个地名已列入保护，没有事先制定的保护措施不能更名"),
        advice=T("依据《地名管理条例》第二十五条；请先制定保护措施，再连同措施一起提交"),
    )


def _replace_standard(work: Work, place: Place, old: PlaceName, name: NewName) -> str:
    values = name_values(work, place.id, place.kind, name)
    today = china_date(work.at)
    old.name_kind = NameKind.FORMER.value
    old.valid_to_min = old.valid_to_max = today.year
    old.valid_to_verbatim = today.isoformat()
    work.session.add(old)
    # The old name gives up being the standard one first: the index allows one at a time.
    work.session.flush()
    work.session.execute(insert(PlaceName), [values])
    return str(values["id"])


def approve_roman(work: Work, name_id: str, *, toned: str, basis: str) -> None:
    """Approve a spelling: from here on it is data, not a proposal.

    Raises:
        Forbidden: needs `places.edit` for the place's division.
        Invalid: no basis; English generics or other faults of sign text (GB 17733, 1984 rules).
    """
    name = work.session.get(PlaceName, name_id)
    if name is None:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    scoped_place(work, name.place_id, Permission.PLACE_EDIT)
    sign = sign_of(plain_of(toned))
    if not sign.strip():
        raise Invalid({"toned": [T("请填写这一项")]})
    if sign_text_problem(sign) is not None:
        raise Invalid({"toned": [T("罗马字母拼写只用汉语拼音，不用英文通名")]})
    if not basis.strip():
        raise Invalid({"basis": [T("请写明读音和拼写的依据")]})
    before = {"roman_toned": name.roman_toned, "roman_status": name.roman_status}
    name.roman_toned, name.roman_plain, name.roman_sign = toned, plain_of(toned), sign
    name.roman_status, name.reading_basis = RomanStatus.APPROVED.value, basis
    work.session.add(name)
    work.session.flush()
    reindex(work.session, name.place_id)
    after = {"name": name.text, "roman_toned": toned, "basis": basis}
    journal.record(
        work, "places.roman_approved", ("place", name.place_id), before=before, after=after
    )


def protect_name(work: Work, place_id: str, *, basis: str) -> None:
    """Put the standard name of a place under protection; a further basis is added to the first.

    Raises:
        Forbidden: needs `heritage.decide` or `places.edit` for its division.
        Invalid: no basis, or all of them together longer than 300 characters.
    """
    place = scoped_place(work, place_id, Permission.DECIDE, Permission.PLACE_EDIT)
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
    lock_version(work, place, None)
    place.protected = name.protected = True
    place.protection_basis = whole
    work.session.add_all([place, name])
    work.session.flush()
    after = {"protected": True, "name": name.text, "protection_basis": place.protection_basis}
    journal.record(work, "places.name_protected", ("place", place_id), before=before, after=after)


def standard_name(work: Work, place_id: str) -> PlaceName:
    """The row of the standard name; every place has exactly one."""
    statement = select(PlaceName).where(
        PlaceName.place_id == place_id, col(PlaceName.name_kind) == NameKind.STANDARD.value
    )
    return work.session.exec(statement).one()
