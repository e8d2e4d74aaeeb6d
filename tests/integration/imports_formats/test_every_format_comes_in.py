"""A sound file of every format, from its bytes to places and back to a file."""

from __future__ import annotations

import io

import pytest

from imports import services
from registry.core.sheets import write_csv
from tests.support.every_format import FORMATS, LAT, LON, ROWS
from tests.support.import_trials import counted, tried
from tests.support.importing import Importer, outcomes

pytestmark = [
    pytest.mark.database,
    pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio"),
]
FORMULA = "=HYPERLINK(1)"
_ROWS = [*ROWS[:2], (ROWS[2][0], "", FORMULA)]


def exported(runtime):
    """What goes out again, as the bytes of a CSV."""
    out = io.BytesIO()
    with runtime.database.read() as session:
        write_csv(out, services.exported_headers(), services.exported_rows(session))
    return out.getvalue()


# A list is compared only.
@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"list"}))
def test_every_format_is_tried_written_and_known_again(name, runtime, town, tmp_path):
    form, path = FORMATS[name], tmp_path / "digest"
    form.write(path, _ROWS, 0)
    before = counted(runtime)
    trial = tried(runtime, path, f"a.{form.ending}", town)
    assert (trial.refused, trial.run.format, outcomes(trial.run)) == ("", form.kind, {"create": 3})
    assert counted(runtime) == before
    Importer(runtime).apply(trial.run_id)
    assert counted(runtime)["place"] == before["place"] + 3
    again = tried(runtime, path, f"a.{form.ending}", town)
    assert outcomes(again.run) == {"unchanged": 3}
    content = exported(runtime)
    lines = content.decode("utf-8-sig").splitlines()
    for village, _, remark in _ROWS:
        (line,) = [one for one in lines if village in one]
        assert f"{LON},{LAT}" in line
        # A formula came in as text, and goes out so that no program runs it.
        assert (f",'{remark}," if remark == FORMULA else f",{remark},") in line
    path.write_bytes(content)
    assert outcomes(tried(runtime, path, "a.csv", town).run) == {"unchanged": 3}


def test_a_list_is_compared_and_makes_nothing(runtime, town, tmp_path):
    path = tmp_path / "digest"
    FORMATS["list"].write(path, ROWS, 0)
    before = counted(runtime)
    trial = tried(runtime, path, "名单.txt", town)
    assert (trial.run.format, outcomes(trial.run)) == ("list", {"conflict": 3})
    Importer(runtime).apply(trial.run_id)
    assert counted(runtime)["place"] == before["place"]
