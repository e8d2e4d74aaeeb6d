"""The writes of merging with forms that succeed, on pairs of places of their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from registry.core.actor import SYSTEM
from registry.core.work import Work
from registry.places import services as places
from registry.places.rules import PlaceKind
from registry.places.rules.merging import STANDARD_NAME
from registry.places.services.merging import merge
from registry.places.services.reclassing import Wanted, reclassify

WorkAs = Callable[..., AbstractContextManager[Work]]


def merge_acts(work_as: WorkAs, division_id: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Every write of merging by its endpoint: where it is sent, and a form that succeeds."""
    with work_as(SYSTEM) as work:
        ids = [
            places.add_place(
                work, places.NewPlace("natural_village", division_id, [places.NewName(name)])
            )
            for name in ("上郢", "上郢", "中郢", "中郢", "下郢", "下郢")
        ]
        done = merge(work, ids[5], ids[4], choices={}, reason="登记了两次")
        others = [
            places.add_place(work, places.NewPlace("other", division_id, [places.NewName(name)]))
            for name in ("东渡口路", "西渡口路")
        ]
        wanted = {others[1]: Wanted(PlaceKind.ROAD, 1)}
        batch = reclassify(work, wanted, reason="原表没有类别")
    choices = {f"choice-{key}": "second" for key in (STANDARD_NAME, "position")}
    seen = {"seen_first": "1", "seen_second": "1", "across": "1"}
    return {
        "places.pair_merge": (
            f"/places/duplicates/{ids[0]}/{ids[1]}/merge",
            {"survivor": "first", "reason": "一个村", "other_name": "alias", **choices, **seen},
        ),
        "places.pair_judge": (
            f"/places/duplicates/{ids[2]}/{ids[3]}/verdict",
            {"verdict": "distinct", "note": "两个村"},
        ),
        "places.kind_change": (
            "/places/kinds",
            {"place": f"{others[0]}:1", "to": "road", "reason": "原表没有类别"},
        ),
        "places.kind_undo": (f"/places/kinds/{batch}/undo", {"reason": "选错了"}),
        "places.merge_undo": (f"/places/merges/{done}/undo", {"reason": "是两个村"}),
    }
