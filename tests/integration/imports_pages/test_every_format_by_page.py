"""A file of every format by the pages alone: in, tried, written, known again, taken back."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import event

from imports.views.samples import sample
from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.jobs.services import run_waiting
from registry.places import services
from registry.places.services import NewDivision
from registry.places.services.divisions import division_id
from registry.runtime import build
from registry.settings import Settings
from registry.web import create_app
from tests.integration.imports_pages.conftest import Desk
from tests.support import warm
from tests.support.browserless import TokenClient
from tests.support.every_format import FORMATS, ROWS, delimited
from tests.support.people import enter, play

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")

_DIVISIONS = (
    ("340100", "合肥市", "city", None),
    ("340122", "肥东县", "county", "340100"),
    ("340122102", "石塘镇", "township", "340122"),
    ("340123", "肥西县", "county", "340100"),
    ("340123101", "三河镇", "township", "340123"),
    ("340181", "巢湖市", "county", "340100"),
)
#: How the page says what a file was read as; "" where there is nothing to choose.
_TOLD = {
    "csv": "文字编码：UTF-8",
    "csv in gb18030": "文字编码：GB 18030",
    "csv in utf-16": "文字编码：UTF-16",
    "tsv in utf-8": "文字编码：UTF-8",
    "xlsx": "工作表",
    "xls": "工作表",
    "ods": "工作表",
    "gpkg": "图层",
    "shapefile": "文字编码按 .cpg 文件",
}
_SHARED = {"constant-kind": "自然村", "constant-datum": "wgs84", "constant-secrecy": "公开"}


@pytest.fixture(scope="module")
def bureau(databases, migrated_template, tmp_path_factory):
    """(the desk of a steward, the division of 三河镇) of one installation for all files."""
    url, folder = databases.new(like=migrated_template), tmp_path_factory.mktemp("bureau")
    settings = Settings(
        _env_file=None,
        data_dir=folder / "var",
        database_url=url,
        media_url=str(folder / "media"),
        secret_key="of the tests, and of nothing else " * 2,
        rate_limit_default="100000 per minute",
    )
    runtime = build(settings)
    if runtime.database.is_sqlite:
        event.listen(
            runtime.database.engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA synchronous=OFF"),
        )
    app = create_app(settings, runtime=runtime)
    app.testing = True
    warm.templates(app)
    app.test_client_class = TokenClient
    with runtime.write(SYSTEM) as work:
        steward = play(work, "steward", Role.STEWARD)
        services.add_divisions(
            work,
            [
                NewDivision(
                    "nbs", "2023", code, name, level, parent=("nbs", "2023", up) if up else None
                )
                for code, name, level, up in _DIVISIONS
            ],
        )
    client = app.test_client()
    enter(runtime, client, steward)
    yield (
        Desk(client, runtime, partial(run_waiting, runtime)),
        division_id("nbs", "2023", "340123101"),
    )
    runtime.close()
    databases.drop(url)


def _content(name: str, path) -> tuple[bytes, str]:
    if name == "census columns":
        found = sample("census")
        return found.content, found.file_name
    if name == "tsv in utf-8":
        delimited("\t", "utf-8")(path, ROWS, 0)
        return path.read_bytes(), "a.tsv"
    FORMATS[name].write(path, ROWS, 0)
    return path.read_bytes(), f"a.{FORMATS[name].ending}"


def _tried(desk: Desk, content: bytes, name: str, division: str) -> tuple[str, str, str]:
    """(run, its page of columns, its page after the dry run)."""
    run_id = desk.hand_in(content, name, division_id=division)
    columns = desk.text(f"/imports/{run_id}/mapping")
    offered = {one for one in _SHARED if f'name="{one}"' in columns}
    answer = desk.mapping(run_id, then="check", **{one: _SHARED[one] for one in offered})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    desk.run_jobs()
    return run_id, columns, desk.text(f"/imports/{run_id}")


@pytest.mark.parametrize("name", sorted({*FORMATS, "tsv in utf-8", "census columns"} - {"list"}))
def test_every_format_goes_the_whole_way_by_the_pages(name, bureau, tmp_path):
    desk, town = bureau
    content, file_name = _content(name, tmp_path / "digest")
    is_census = name == "census columns"
    division = "" if is_census else town
    first = "龙城村" if is_census else "赵家坝村"
    number = 2 if is_census else len(ROWS)
    run_id, columns, tried = _tried(desk, content, file_name, division)
    assert _TOLD.get(name, "") in columns
    assert first in columns
    assert f"会新增 {number} 个地名" in tried
    assert desk.names(first) == []
    desk.apply(run_id)
    assert f"新增了 {number} 个地名" in desk.text(f"/imports/{run_id}")
    assert desk.names(first)[:1] == [first]
    again, _, page = _tried(desk, content, file_name, division)
    assert desk.run(again).counts["unchanged"] == number
    assert "没有要写入的行" in page
    assert desk.client.post(f"/imports/{again}/cancel").status_code == 303
    assert desk.client.post(f"/imports/{run_id}/undo", data={"reason": "试"}).status_code == 303
    desk.run_jobs()
    assert f"还原了 {number} 个" in desk.text(f"/imports/{run_id}")
    assert desk.names(first) == []


def test_a_pasted_list_goes_the_whole_way_and_makes_no_place(bureau):
    desk, _ = bureau
    text = "第一批名单\n合肥市肥西县三河镇\n合肥市巢湖市没有这个镇\n"
    answer = desk.client.post("/imports/new/list", data={"text": text})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    run_id = answer.location.split("/")[-2]
    assert "没有这个镇" in desk.text(f"/imports/{run_id}/mapping")
    assert desk.mapping(run_id, then="check").status_code == 303
    desk.run_jobs()
    assert "登记中没有这个地名" in desk.text(f"/imports/{run_id}")
    desk.apply(run_id)
    assert desk.names("没有这个镇") == []
