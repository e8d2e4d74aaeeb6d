"""The reader of signs: a real model in a process of its own, which may die without harm."""

from __future__ import annotations

import io
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

import registry.fonts
from registry.photos import services as photos
from registry.photos.intake import reading
from registry.signage import queries, services
from registry.signage.rules.checks import Result
from registry.signage.rules.kinds import CaptureSource
from registry.signage.rules.lanes import Lane
from tests.support.pictures import jpeg, scene
from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]

FONT = Path(registry.fonts.__path__[0]) / "RegistrySans-Bold.otf"


def plate(hanzi, roman, seed=1):
    """A blue plate before an untidy background, 1600 pixels wide."""
    picture = scene(1600, 1200, seed).copy()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((300, 300, 1300, 850), fill=(17, 84, 159), outline="white", width=12)
    font = str(FONT)
    draw.text((800, 480), hanzi, font=ImageFont.truetype(font, 220), fill="white", anchor="mm")
    draw.text((800, 720), roman, font=ImageFont.truetype(font, 110), fill="white", anchor="mm")
    return jpeg(picture)


@pytest.fixture
def reads(runtime):
    """The same installation with its reader switched on."""
    settings = runtime.settings.model_copy(update={"photo_reader": True})
    return replace(runtime, settings=settings)


@pytest.fixture
def reader():
    one = reading.Reader()
    yield one
    one.close()


def test_a_dead_reader_costs_one_photo_and_no_more(reader):
    content = plate("三河镇", "SANHE ZHEN")
    assert "三河镇" in {line.text for line in reader.read(content)}
    os.kill(reader._child.process.pid, signal.SIGKILL)
    reader._child.process.wait()
    again = reader.read(content)
    assert {line.text for line in again} >= {"三河镇", "SANHE ZHEN"}
    for line in again:
        left, top, width, height = line.box
        assert 0 <= left < left + width <= 1
        assert 0 <= top < top + height <= 1
    assert reader.read(b"no picture at all") is None


def test_the_code_on_a_close_up_is_read(reader):
    out = io.BytesIO()
    segno.make("https://dm.example.cn/s/AB12CD34E").save(out, kind="png", scale=10)
    page = scene(1600, 1200).copy()
    page.paste(Image.open(out).convert("RGB").rotate(8, fillcolor="white"), (500, 300))
    assert reader.read_code(jpeg(page)) == "https://dm.example.cn/s/AB12CD34E"
    assert reader.read_code(jpeg(scene(800, 600))) == ""


def test_what_was_read_stands_on_the_sheet_and_opens_the_fast_lane(runtime, reads, stage, seen):
    def sent(text, seed):
        near = photos.prepare(runtime.store, io.BytesIO(plate(text, "LONGCHENGCUN", seed)))
        far = photos.prepare(runtime.store, io.BytesIO(jpeg(scene(seed=seed + 50))))
        return stage.sent(stage.made(), near=near, far=far, capture_source=CaptureSource.LIVE)

    right, wrong = sent("龙城村", 1), sent("龙成村", 2)
    for receipt in (right, wrong):
        services.check_report(reads, receipt.report_id)
    found = {
        receipt.report_id: {
            check.key: check for check in seen(queries.checks_stored, receipt.report_id)
        }
        for receipt in (right, wrong)
    }
    assert found[right.report_id]["reading"].reason == "read"
    assert found[right.report_id]["letters"].result is Result.OK
    one_off = found[wrong.report_id]["reading"]
    assert (one_off.reason, one_off.measured["due"], one_off.measured["seen"]) == (
        "one_off",
        "城",
        "成",
    )
    rows = [seen(queries.report, receipt.report_id) for receipt in (right, wrong)]
    lanes = seen(queries.lanes_of, rows)
    assert [lanes[row.id].lane for row in rows] == [Lane.FAST, Lane.NORMAL]


def test_photos_from_before_the_reader_are_read_when_asked_for(
    app, runtime, reads, stage, seen, work_as, cast, run_jobs
):
    near = photos.prepare(runtime.store, io.BytesIO(plate("龙城村", "LONGCHENGCUN")))
    receipt = stage.sent(stage.made(), near=near)
    run_jobs()

    def reason():
        found = {each.key: each for each in seen(queries.checks_stored, receipt.report_id)}
        return found["reading"].reason

    assert reason() == "no_reader"
    with work_as(cast.reviewer_county) as work:
        assert services.recheck_waiting(work) == 0
        assert services.recheck_waiting(work, reads=True) == 1
    services.check_report(reads, receipt.report_id)
    assert reason() == "read"
