"""A small gazetteer to bring files into, and a steward's browser without scripts."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from imports import queries
from registry.core.actor import SYSTEM
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from tests.support.importing import csv_bytes

NEW = {
    "标准名称": "小李庄",
    "类别": "自然村",
    "县区": "肥西县",
    "乡镇": "三河镇",
    "经度": "117.245",
    "纬度": "31.51",
    "密级": "公开",
}
#: Two new places (one with its axes swapped), a secret row, a village under two divisions' names.
ROWS = [
    NEW,
    {**NEW, "标准名称": "大王庄", "经度": "31.52", "纬度": "117.24"},
    {**NEW, "标准名称": "保密庄", "密级": "秘密"},
    {**NEW, "标准名称": "没有村", "县区": "不存在县", "乡镇": ""},
]
_DIVISIONS = (
    ("340100", "合肥市", "city", None),
    ("340122", "肥东县", "county", "340100"),
    ("340123", "肥西县", "county", "340100"),
    ("340122101", "石塘镇", "township", "340122"),
    ("340122102", "古城镇", "township", "340122"),
    ("340123101", "三河镇", "township", "340123"),
)


@pytest.fixture
def gazetteer(work_as) -> dict[str, str]:
    """合肥市 with two counties, three towns and some places; identifiers by name."""
    with work_as(SYSTEM) as work:
        rows = [
            NewDivision(
                "test", "2026", code, name, level, parent=("test", "2026", up) if up else None
            )
            for code, name, level, up in _DIVISIONS
        ]
        place_services.add_divisions(work, rows)
        found = {row.name: row.id for row in places.divisions_under(work.session, "")}
        for kind, name, division, lon, lat in (
            ("township", "古城镇", "古城镇", None, None),
            ("natural_village", "龙城村", "石塘镇", 117.6, 32.0),
            ("natural_village", "岱山村", "石塘镇", 117.61, 32.01),
            ("natural_village", "唐嘴村", "石塘镇", 117.62, 32.02),
        ):
            spot = None if lon is None else NewPosition(lon, lat, "gnss", "测试")
            names = [NewName(name)]
            row = NewPlace(kind, found[division], names, position=spot)
            found[f"{name}的地名"] = place_services.add_place(work, row)
    return found


class Desk:
    """What a person does on the pages of importing."""

    def __init__(self, client: FlaskClient, runtime: Any, run_jobs: Any) -> None:
        self.client, self.runtime, self.run_jobs = client, runtime, run_jobs

    def text(self, path: str) -> str:
        """A page that is there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.location)
        return answer.get_data(as_text=True)

    def hand_in(self, content: Any = ROWS, name: str = "村.csv", **form: str) -> str:
        """Send a file; the run."""
        data = content if isinstance(content, bytes) else csv_bytes(content)
        sent: dict[str, Any] = {"file": (io.BytesIO(data), name), **form}
        answer = self.client.post("/imports", data=sent)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert answer.location.endswith("/mapping")
        return answer.location.split("/")[-2]

    def mapping(self, run_id: str, **changes: str) -> TestResponse:
        """Send the mapping form as the page holds it, with changes."""
        form = fields_of(self.text(f"/imports/{run_id}/mapping"))
        return self.client.post(f"/imports/{run_id}/mapping", data={**form, **changes})

    def check(self, content: Any = ROWS, **more: str) -> str:
        """Hand in, map, and have the dry run done."""
        run_id = self.hand_in(content, **more)
        answer = self.mapping(run_id, then="check", **{"constant-datum": "wgs84"})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.run_jobs()
        return run_id

    def apply(self, run_id: str) -> None:
        """Have it written."""
        assert self.client.post(f"/imports/{run_id}/apply").status_code == 303
        self.run_jobs()

    def run(self, run_id: str) -> queries.RunView:
        """The run as it is stored."""
        with self.runtime.database.read() as session:
            found = queries.run(session, run_id)
        assert found is not None
        return found

    def names(self, text: str) -> list[str]:
        """Standard names that a search finds."""
        with self.runtime.database.read() as session:
            page = places.search(session, PlaceFilter(q=text))
            return [hit.card.standard_name for hit in page.items]


def fields_of(page: str) -> dict[str, str]:
    """What the mapping form would send as it stands."""
    inputs = re.findall(r"<input[^>]*>", page)
    ticked = [one for one in inputs if 'type="checkbox"' not in one or " checked" in one]
    found = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', "".join(ticked)))
    for name, body in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def desk(client, sign_in, gazetteer, runtime, run_jobs) -> Desk:
    """The desk of somebody who keeps the gazetteer everywhere."""
    sign_in(client, "steward")
    return Desk(client, runtime, run_jobs)
