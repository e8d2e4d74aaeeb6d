"""Hostile pictures and impossible positions through the real form of the crews."""

from __future__ import annotations

import io
from dataclasses import astuple

import pytest

from registry.core import journal
from registry.core.geo import Position, to_gcj02
from registry.signage import queries
from tests.support.pictures import HOSTILE
from tests.support.signs import HERE, form_of, land, stage, text_of

__all__ = ["land", "stage"]

WORDS = "备注要留下"


@pytest.mark.parametrize("role", ["near", "far"])
def test_no_hostile_picture_comes_in_by_the_form(client, sign_in, stage, seen, runtime, role):
    sign = stage.made()
    sign_in(client, "crew")
    before = seen(journal.verify)
    # Half of them for each photo: what differs is the file, not the field.
    files = list(HOSTILE.items())[role == "far" :: 2]
    wrong = {}
    for name, (content, _code) in files:
        sent = {role: (io.BytesIO(content()), "photo.jpg"), "note": WORDS}
        answer = client.post("/field/reports", data=form_of(sign, **sent))
        page = text_of(answer)
        told = f'id="error-{role}"' in page and WORDS in page and "Traceback" not in page
        if answer.status_code != 422 or not told:
            wrong[name] = answer.status_code
    assert wrong == {}
    assert seen(journal.verify) == before
    assert seen(queries.reports_of_sign, sign.id) == []


def test_a_picture_over_the_limit_is_told_at_its_field(client, sign_in, stage, seen, runtime):
    small = runtime.settings.model_copy(update={"photo_max_bytes": 100_000})
    object.__setattr__(runtime, "settings", small)
    sign = stage.made()
    sign_in(client, "crew")
    huge = (io.BytesIO(b"\xff\xd8\xff" + bytes(200_000)), "photo.jpg")
    answer = client.post("/field/reports", data=form_of(sign, near=huge, note=WORDS))
    assert answer.status_code == 422
    assert 'id="error-near"' in text_of(answer)
    assert WORDS in text_of(answer)
    assert seen(queries.reports_of_sign, sign.id) == []


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        *((str(HERE.lat), str(HERE.lon)), ("2.35", "48.85"), ("-117.28", "31.86")),
        *(("nan", "31.86"), ("117.28", "inf"), ("-inf", "1e400"), ("117.28", "")),
        *(("181", "91"), ("117,28", "31,86"), ("１１７度", "31")),
    ],
)
def test_an_impossible_position_is_told_and_never_mended(client, sign_in, stage, seen, lon, lat):
    sign = stage.made()
    sign_in(client, "crew")
    answer = client.post("/field/reports", data=form_of(sign, lon=lon, lat=lat, note=WORDS))
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="error-lat"' in page or 'id="error-lon"' in page
    assert f'value="{lon}"' in page
    assert WORDS in page
    assert seen(queries.reports_of_sign, sign.id) == []


def test_a_shifted_position_is_kept_as_sent_and_flagged_in_review(
    client, sign_in, stage, seen, run_jobs
):
    sign = stage.made()
    sign_in(client, "crew")
    lon, lat = astuple(to_gcj02(Position(HERE.lon, HERE.lat)))
    answer = client.post("/field/reports", data=form_of(sign, lon=str(lon), lat=str(lat)))
    assert answer.status_code == 303
    [row] = seen(queries.reports_of_sign, sign.id)
    assert (row.lon, row.lat, row.shift_suspect) == (lon, lat, 1)
    run_jobs()
    sign_in(client, "reviewer_county")
    assert "火星坐标" in client.get(f"/signage/reports/{row.id}").text
