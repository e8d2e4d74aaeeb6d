"""The two questions before every change of a place: may this person, and did nobody else."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col

from registry.core.db import rowcount
from registry.core.errors import Conflict, Forbidden, NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place
from registry.places.rules import EntityStatus


def scoped_place(work: Work, place_id: str, *permissions: str) -> Place:
    """The place, where this person holds one of the permissions for its division.

    Raises:
        NotFound: `places.unknown`.
        Forbidden: `access.forbidden`, or `access.out_of_scope` where only the place is wrong.
    """
    place = work.session.get(Place, place_id, populate_existing=True)
    if place is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    path = work.session.get_one(Division, place.division_id).path
    if any(work.actor.may(permission, path) for permission in permissions):
        return place
    if any(work.actor.may(permission) for permission in permissions):
        raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
    raise Forbidden("access.forbidden", T("您没有做这件事的权限"))


def living_place(work: Work, place_id: str, *permissions: str) -> Place:
    """`scoped_place`, where the place has not gone into another one and was not taken back.

    Raises:
        NotFound, Forbidden: as `scoped_place`.
        Conflict: `places.is_merged`: what happens to it now happens to the other place;
            `places.is_withdrawn`.
    """
    place = scoped_place(work, place_id, *permissions)
    if place.merged_into is not None:
        raise Conflict(
            "places.is_merged",
            T("这个地名已经并入别的地名"),
            advice=T("请到合并后的地名上修改，或先撤销合并"),
        )
    if place.entity_status == EntityStatus.WITHDRAWN:
        raise Conflict("places.is_withdrawn", T("这条记录是误录，已经撤回"))
    return place


def lock_version(work: Work, place: Place, seen_version: int | None) -> None:
    """Count the place's version up, if it is still the one the person saw (compare and set).

    The row then also says when it was last changed and by whom.

    Raises:
        Conflict: `places.changed_meanwhile`; nothing was written.
    """
    expected = place.row_version if seen_version is None else seen_version
    result = work.session.execute(
        update(Place)
        .where(col(Place.id) == place.id, col(Place.row_version) == expected)
        .values(row_version=expected + 1, updated_at=work.at, updated_by=work.actor.id)
        .execution_options(synchronize_session=False)
    )
    if rowcount(result) != 1:
        raise Conflict(
            "places.changed_meanwhile",
            T("您打开这一页之后，别人已经改过这个地名"),
            advice=T("请重新打开这一页，看过新内容再改"),
        )
    work.session.refresh(place)
