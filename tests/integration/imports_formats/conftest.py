"""One town of 合肥市 for files of every format to be brought into."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from registry.core.actor import SYSTEM
from registry.places import services
from registry.places.services import NewDivision
from registry.places.services.divisions import division_id
from registry.runtime import build
from registry.settings import Settings

_CITY, _COUNTY = ("nbs", "2023", "340100"), ("nbs", "2023", "340123")
_TOWN = ("nbs", "2023", "340123101")


def _add_town(work) -> str:
    services.add_divisions(
        work,
        [
            NewDivision(*_CITY, "合肥市", "city"),
            NewDivision(*_COUNTY, "肥西县", "county", parent=_CITY),
            NewDivision(*_TOWN, "三河镇", "township", parent=_COUNTY),
        ],
    )
    return division_id(*_TOWN)


@pytest.fixture
def town(work_as) -> str:
    """三河镇 in 肥西县; its division's id."""
    with work_as(SYSTEM) as work:
        return _add_town(work)


@pytest.fixture(scope="module")
def trying(databases, migrated_template, tmp_path_factory):
    """(installation, town) for a file's tests that only try: nothing is written by any of them."""
    url, folder = databases.new(like=migrated_template), tmp_path_factory.mktemp("trying")
    settings = Settings(
        _env_file=None,
        data_dir=folder / "var",
        database_url=url,
        media_url=str(folder / "media"),
        secret_key="of the tests, and of nothing else " * 2,
    )
    runtime = build(settings)
    if runtime.database.is_sqlite:
        event.listen(
            runtime.database.engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA synchronous=OFF"),
        )
    with runtime.write(SYSTEM) as work:
        division = _add_town(work)
    yield runtime, division
    runtime.close()
    databases.drop(url)
