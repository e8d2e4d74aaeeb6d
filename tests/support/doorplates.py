"""Doorplates as a file would bring them, and their proofs."""

from __future__ import annotations

from typing import Any

from registry.core.actor import SYSTEM
from registry.signage import services
from registry.signage.queries.doorplate_batches import PlatesWanted, door_formats
from registry.signage.services.doorplates import NewDoorplate, Origin, register_doorplates
from tests.support.signs import Stage

BASE = "https://dm.example.cn"


def place_of(stage: Stage) -> str:
    """长江西路, or the village of a town that has no road."""
    return stage.land.road_id or stage.land.village_id


def put_plates(
    stage: Stage, *numbers: str, place_id: str = "", run: str = "r", **said: Any
) -> None:
    """Put numbers at a place, 长江西路 where none is given, as the run of a file would."""
    land = stage.land
    with stage.work_as(SYSTEM) as work:
        where = {"division_id": land.county_id, "division_path": land.county_path}
        given = {"road": "长江西路", "county_id": land.county_id, **where, **said}
        rows = [
            NewDoorplate(row, place_of(stage), number=number, **given)
            for row, number in enumerate(numbers, start=1)
        ]
        register_doorplates(work, rows, Origin(run * 16, None))


def door_format(stage: Stage, code: str = "door_middle") -> Any:
    """A format that ships."""
    with stage.work_as(SYSTEM) as work:
        services.ship_formats(work)
        return next(one for one in door_formats(work.session) if one.code == code)


def plate_batch(stage: Stage, *numbers: str, code: str = "door_middle", run: str = "r") -> Any:
    """These numbers of 长江西路, sent by the steward."""
    put_plates(stage, *numbers, run=run)
    form = door_format(stage, code)
    with stage.work_as(stage.cast.steward) as work:
        wanted = PlatesWanted(place_id=place_of(stage))
        return services.send_plates(
            work, wanted, format_id=form.id, seen=len(numbers), base_url=BASE
        )


def approved_plates(stage: Stage, *numbers: str, run: str = "r") -> Any:
    """The same, approved by somebody else."""
    sent = plate_batch(stage, *numbers, run=run)
    with stage.work_as(stage.cast.reviewer_city) as work:
        services.approve_plates(work, sent.id)
    return sent


def plate_acts(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of proofs of doorplates by its endpoint, with a form that succeeds."""
    from registry.signage.queries.doorplate_batches import door_items

    path = "/signage/doorplate-batches"
    back = plate_batch(stage, "1", "3", run="1")
    waiting = plate_batch(stage, "5", run="2")
    gone = plate_batch(stage, "7", run="3")
    ready = approved_plates(stage, "9", run="4")
    put_plates(stage, "11", run="5")
    form = door_format(stage)
    with stage.work_as(SYSTEM) as work:
        plate_id = door_items(work.session, back.id)[0].plate.id
    return {
        "signage.door_batch_create": (
            path,
            {
                "place": place_of(stage),
                "first": "11",
                "last": "11",
                "side": "odd",
                "format": form.id,
                "seen": "1",
                "note": "第一批",
            },
        ),
        "signage.door_batch_return": (
            f"{path}/{back.id}/returns",
            {"plate": plate_id, "reason": "号码重了"},
        ),
        "signage.door_batch_approve": (f"{path}/{waiting.id}/approval", {}),
        "signage.door_batch_paper": (f"{path}/{ready.id}/sheet", {}),
        "signage.door_batch_withdraw": (
            f"{path}/{gone.id}/withdrawal",
            {"withdraw_reason": "规格定错了"},
        ),
        "signage.door_batch_order": (
            f"{path}/{ready.id}/order",
            {"maker": "标牌厂", "due_on": "2099-01-31", "note": "先做单号"},
        ),
    }
