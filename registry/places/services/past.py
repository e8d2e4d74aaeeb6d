"""Keeping the state of a place before each change, and putting an earlier one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, NotFound, Refused
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import (
    Claim,
    ClaimEvidence,
    Division,
    Place,
    PlaceGeometry,
    PlaceName,
    PlacePast,
)
from registry.places.queries.merges import merge_in_between
from registry.places.queries.past import (
    State,
    kept_states,
    last_numbers,
    past_state,
    states,
    table_of,
    typed,
)
from registry.places.queries.readings import spelled_names
from registry.places.rules import NameKind
from registry.places.rules.changing import PlaceChanged
from registry.places.services.index import reindex
from registry.places.services.readings import mark_doubts
from registry.places.services.versions import living_place, lock_version

_STANDARD = NameKind.STANDARD.value
# What other capabilities decided about a place stands as it stands now: a recognition is not taken
# back by restoring a description. And a version only ever counts up.
_STAYS = frozenset(
    {
        *("id", "created_at", "created_by", "simulated"),
        *("row_version", "updated_at", "updated_by"),
        *("heritage_state", "sign_state", "protected", "protection_basis"),
    }
)


def keep(
    work: Work, place_id: str, verb: str, *, reason: str = "", import_run_id: str | None = None
) -> int:
    """Keep the state of a place as it stands before a change; returns the kept state's number.

    To be called in the unit of the change, before anything of the place, its names, claims or
    shape is touched. `verb` is the journal's verb of the change that follows.
    """
    kept = keep_many(work, [place_id], verb, reason=reason, import_run_id=import_run_id)
    return kept[place_id]


def keep_many(
    work: Work,
    place_ids: Iterable[str],
    verb: str,
    *,
    reason: str = "",
    import_run_id: str | None = None,
) -> dict[str, int]:
    """`keep` for many places at the price of one: number by place id.

    Raises:
        NotFound: `places.unknown`, for any of them.
    """
    wanted = list(dict.fromkeys(place_ids))
    work.session.flush()
    now = states(work.session, wanted)
    if len(now) != len(wanted):
        raise NotFound("places.unknown", T("没有这个地名"))
    last = last_numbers(work.session, wanted)
    numbers = {place_id: last.get(place_id, 0) + 1 for place_id in wanted}
    shared = {
        "until_at": work.at,
        "verb": verb,
        "actor_id": work.actor.id,
        "actor_name": work.actor.name,
        "reason": reason[:1000],
        "import_run_id": import_run_id,
    }
    rows = [
        {**shared, "place_id": place_id, "number": numbers[place_id], "state": now[place_id]}
        for place_id in wanted
    ]
    if rows:
        work.session.execute(insert(PlacePast), rows)
    return numbers


def restore(
    work: Work,
    place_id: str,
    number: int,
    *,
    reason: str,
    protection_measure: str = "",
    seen_version: int | None = None,
    import_run_id: str | None = None,
) -> None:
    """Put a place back as kept state `number` has it; the present state is kept first.

    Names and claims that came since are removed (the kept state has them), those that have gone
    come back, wherever they went. Protection and the marks of heritage and signs stay. Versions
    count on: a form that was open before the restoring is told that something changed.

    Raises:
        NotFound: `places.unknown`, `places.state_unknown`.
        Forbidden: needs `places.edit` where the place lies and where it lay.
        Refused: `places.rename_protected` (条例 art. 25), `places.restore_in_use`.
        Conflict: `places.changed_meanwhile`, `places.is_merged`, `.merged_since`, `.merged_then`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    then = past_state(work.session, place_id, number)
    if then is None:
        raise NotFound("places.state_unknown", T("没有这个历史版本"))
    division = work.session.get_one(Division, then["place"]["division_id"])
    work.actor.require(Permission.PLACE_EDIT, division.path)
    work.session.flush()
    now = states(work.session, [place_id])[place_id]
    _check_merges(work.session, place_id, number)
    _check(place, now, then, protection_measure)
    try:
        with work.session.begin_nested():
            keep(work, place_id, "places.restored", reason=reason, import_run_id=import_run_id)
            lock_version(work, place, seen_version)
            _put(work.session, place_id, now, then, _next_versions(work.session, place_id, then))
    except IntegrityError as error:
        raise Refused(
            "places.restore_in_use",
            T("之后的内容已被别处引用，或代码已给了别的地名，不能退回到这个版本"),
        ) from error
    _doubt_anew(work, then)
    reindex(work.session, place_id)
    measure = {"protection_measure": protection_measure} if protection_measure else {}
    after = {"number": number, "standard_name": _standard(then), **measure}
    subject, before = ("place", place_id), {"standard_name": _standard(now)}
    journal.record(work, "places.restored", subject, before=before, after=after, reason=reason)
    work.announce(PlaceChanged(place_id))


def _doubt_anew(work: Work, then: State) -> None:
    work.session.expire_all()
    # Readings and rules have moved on since: whether a spelling is in doubt is asked today.
    ids = [name["id"] for name in then["names"]]
    mark_doubts(work, spelled_names(work.session, ids).values())


def _standard(state: State) -> str:
    found = (name["text"] for name in state["names"] if name["name_kind"] == _STANDARD)
    return next(found, "")


def _check(place: Place, now: State, then: State, protection_measure: str) -> None:
    if place.protected and _standard(now) != _standard(then) and not protection_measure.strip():
        raise Refused(
            "places.rename_protected",
            T("这个地名已列入保护，没有事先制定的保护措施不能更名"),
            advice=T("依据《地名管理条例》第二十五条；请先制定保护措施，再连同措施一起提交"),
        )
    known = {name["id"] for name in then["names"]}
    if any(name["absorbed_from"] and name["id"] not in known for name in now["names"]):
        raise _merged_since()


def _check_merges(session: Session, place_id: str, number: int) -> None:
    """What moved in a merge goes back by undoing the merge, never by an earlier state."""
    between = merge_in_between(session, place_id, number)
    if between == "since":
        raise _merged_since()
    if between == "then":
        raise Conflict(
            "places.merged_then",
            T("这个版本是合并期间的样子，那次合并已经撤销"),
            advice=T("要回到那时，请再合并一次"),
        )


def _merged_since() -> Conflict:
    return Conflict(
        "places.merged_since",
        T("这之后有别的地名并入了这里"),
        advice=T("请先撤销合并，再退回到这个版本"),
    )


def _next_versions(session: Session, place_id: str, then: State) -> dict[str, int]:
    """For each claim that comes back, a version that it has never had.

    A claim that is gone had its last version in one of the states that were kept since.
    """
    ids = [claim["id"] for claim in then["claims"]]
    if not ids:
        return {}
    present = select(Claim.id, Claim.row_version).where(col(Claim.id).in_(ids))
    highest = {claim["id"]: claim["row_version"] for claim in then["claims"]}
    now = dict(session.exec(present).all())
    gone = set(ids) - now.keys()
    if gone:
        for state in kept_states(session, place_id):
            for claim in state["claims"]:
                if claim["id"] in gone:
                    highest[claim["id"]] = max(highest[claim["id"]], claim["row_version"])
    return {claim_id: now.get(claim_id, last) + 1 for claim_id, last in highest.items()}


def _put(
    session: Session, place_id: str, now: State, then: State, versions: Mapping[str, int]
) -> None:
    """Make the rows of a place what `then` says, in an order that every constraint allows."""
    columns = {key: value for key, value in then["place"].items() if key not in _STAYS}
    _update(session, Place, place_id, columns)
    _put_names(session, now, then)
    _put_claims(session, now, then, versions)
    _delete(session, PlaceName, _gone(now["names"], then["names"]))
    geometry = [then["geometry"]] if then["geometry"] else []
    current = [now["geometry"]] if now["geometry"] else []
    _delete(session, PlaceGeometry, _gone(current, geometry))
    _write(session, PlaceGeometry, geometry)


def _put_names(session: Session, now: State, then: State) -> None:
    # There may be one standard name at a time: the present one steps back first.
    for name in now["names"]:
        if name["name_kind"] == _STANDARD:
            _update(session, PlaceName, name["id"], {"name_kind": NameKind.FORMER.value})
    protected = {name["id"] for name in now["names"] if name["protected"]}
    is_protected = now["place"]["protected"]
    names = [
        {
            **name,
            "protected": name["id"] in protected or (is_protected and _is_standard(name)),
        }
        for name in then["names"]
    ]
    _write(session, PlaceName, sorted(names, key=_is_standard))


def _is_standard(name: Mapping[str, Any]) -> bool:
    return bool(name["name_kind"] == _STANDARD)


def _put_claims(session: Session, now: State, then: State, versions: Mapping[str, int]) -> None:
    ids = [claim["id"] for claim in (*now["claims"], *then["claims"])]
    if not ids:
        return
    session.execute(delete(ClaimEvidence).where(col(ClaimEvidence.claim_id).in_(ids)))
    _delete(session, Claim, _gone(now["claims"], then["claims"]))
    bare = [
        {
            **{key: value for key, value in claim.items() if key != "evidence"},
            "row_version": versions[claim["id"]],
        }
        for claim in then["claims"]
    ]
    _write(session, Claim, bare)
    evidence = [
        {**item, "claim_id": claim["id"]} for claim in then["claims"] for item in claim["evidence"]
    ]
    if evidence:
        session.execute(insert(ClaimEvidence), evidence)


def _gone(now: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> list[str]:
    known = {row["id"] for row in then}
    return [row["id"] for row in now if row["id"] not in known]


def _delete(session: Session, model: type[SQLModel], ids: Sequence[str]) -> None:
    if ids:
        table = table_of(model)
        session.execute(delete(table).where(table.c.id.in_(ids)))


def _write(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Update the rows that exist, wherever they hang now, and insert the others."""
    table = table_of(model)
    for row in rows:
        if not _update(session, model, row["id"], row):
            session.execute(insert(table).values(typed(model, row)))


def _update(
    session: Session, model: type[SQLModel], row_id: str, values: Mapping[str, Any]
) -> bool:
    table = table_of(model)
    statement = update(table).where(table.c.id == row_id).values(typed(model, values))
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]
