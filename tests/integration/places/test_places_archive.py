"""一地一档: manifest, same bytes, what a visitor gets, without typst, memory."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from click.testing import CliRunner

from registry import loop
from registry.cli.main import cli
from registry.core import journal, printing
from registry.core.errors import NotFound
from registry.core.journal import JournalEntry
from registry.photos.rules import Limits
from registry.places import services
from registry.places.rules import Datum
from registry.places.rules.claim import Gap
from registry.places.services.merging import merge
from registry.places.views.archive import write_archive
from registry.sources import services as sources
from tests.support import pictures

PDF = b"%PDF-1.7\nscan of the page\n"
SECRETS = ("steward", "compiler", "117.2500123", "31.5100456", "内部意见", "换算者")


def made(runtime, place_id, *, is_public=False) -> bytes:
    target = io.BytesIO()
    write_archive(runtime, place_id, target, is_public=is_public)
    return target.getvalue()


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def no_paper(monkeypatch):
    """As without typst: where a test is not about paper, none is set."""
    monkeypatch.setattr(printing, "is_available", lambda: False)


@pytest.fixture
def told(runtime, work_as, cast, gazetteer):
    """三河 with everything: names, claims on both sides, files, corrections, a past."""
    place = gazetteer.places["sanhe"]

    def prepared(content, name, role):
        return sources.prepare_file(
            runtime.store,
            io.BytesIO(content),
            file_name=name,
            role=role,
            max_bytes=50_000_000,
            photo_limits=Limits(),
        )

    photo = prepared(pictures.jpeg(exif=pictures.phone_exif()), "碑.jpg", "photo")
    scan, paper = prepared(PDF, "卷三.pdf", "scan"), prepared(PDF + b"2", "内部意见.pdf", "paper")
    with work_as(cast.steward) as work:
        book = sources.add_source(work, source_type="gazetteer", title="嘉慶合肥縣志", grade="B")
        sources.attach_file(work, book.id, photo, licence="CC BY", public=True)
        sources.attach_file(work, book.id, scan, licence="公有领域", public=True)
        sources.attach_file(work, book.id, paper)
        passage = sources.cite(
            work, source_id=book.id, locator="卷三", quote="烔垾㘵𡌶", inspected_by="steward"
        )
        claim = services.assert_claim(
            work,
            place_id=place,
            claim_type="name_continuous",
            value_text="自宋沿用",
            year_from_min=960,
            computed_by="换算者",
            era_verbatim="宋",
            gaps=[Gap(1276, 1368, "元", "志书不载")],
            evidence=[(passage.id, "contradicts")],
        )
        services.correct_claim(work, claim.id, {"value_text": "自北宋沿用"}, reason="校")
    return place


def test_the_manifest_proves_every_file(runtime, told, tmp_path) -> None:
    archive = opened(made(runtime, told))
    archive.extractall(tmp_path)
    check = ["sha256sum", "--strict", "-c", "manifest-sha256.txt"]
    checked = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0
    names = set(archive.namelist())
    assert len(checked.stdout.splitlines()) == len(names) - 1
    assert {"index.html", "record.json", "record.pdf"} < names
    record = json.loads(archive.read("record.json"))
    assert {file["path"] for file in record["files"]} == {
        name for name in names if name.startswith("originals/")
    }
    assert len(record["files"]) == 3


def test_what_is_known_of_a_name_and_its_recording_are_in_the_file(
    runtime, work_as, cast, told
) -> None:
    tape = sources.prepare_file(
        runtime.store,
        io.BytesIO(b"ID3\x04" + bytes(6) + b"\xff\xfb\x90\x00" * 64),
        file_name="三河.mp3",
        role="audio",
        max_bytes=1_000_000,
        photo_limits=Limits(),
    )
    with work_as(cast.steward) as work:
        talk = sources.add_source(work, source_type="oral", title="三河老人口述", grade="D")
        said = {"consent": "本人同意", "licence": "仅供存档"}
        audio = sources.attach_file(work, talk.id, tape, **said, retrieved_on=date(2026, 1, 5)).id
        name = services.standard_name(work, told).id
        facts = {
            "reading_audio": audio,
            "orthography_note": "河，志作“㳦”",
            "minority_text": "ᠭᠣᠯ",
            "minority_language": "mn-Mong",
            "valid_from_min": 1368,
            "valid_from_verbatim": "明",
            "years_computed_by": "换算者",
        }
        services.correct_name(work, told, name, facts, reason="采录")
    full, public = opened(made(runtime, told)), opened(made(runtime, told, is_public=True))
    page = full.read("index.html").decode()
    for words in ("河，志作“㳦”", "ᠭᠣᠯ mn-Mong", "换算者", "SANHE ZHEN"):
        assert words in page, words
    assert any(path.endswith("三河.mp3") for path in full.namelist())
    recorded = json.loads(full.read("record.json"))
    (file,) = [one for one in recorded["files"] if one["role"] == "audio"]
    assert file["retrieved_on"] == "2026-01-05"
    assert not any(path.endswith("三河.mp3") for path in public.namelist())
    page = public.read("index.html").decode()
    assert "河，志作“㳦”" in page
    assert "换算者" not in page


def test_a_place_nobody_changed_has_the_same_file(runtime, work_as, cast, told) -> None:
    for is_public in (False, True):
        first = made(runtime, told, is_public=is_public)
        assert first == made(runtime, told, is_public=is_public)
    before = made(runtime, told)
    with work_as(cast.steward) as work:
        services.add_name(work, told, services.NewName("古三河", "historical"))
    assert made(runtime, told) != before


def test_the_record_holds_everything_and_its_journal_proves_itself(runtime, told, no_paper) -> None:
    record = json.loads(opened(made(runtime, told)).read("record.json"))
    assert {name["text"] for name in record["names"]} == {"三河镇", "鹊渚", "三汊河"}
    (claim,) = record["claims"]
    assert (claim["value_text"], claim["computed_by"]) == ("自北宋沿用", "换算者")
    assert claim["gaps"] == [{"from": 1276, "to": 1368, "verbatim": "元", "reason": "志书不载"}]
    assert claim["evidence"][0]["stance"] == "contradicts"
    assert record["citations"][0]["quote"] == "烔垾㘵𡌶"
    assert record["division"]["now"][-1]["name"] == "三河镇"
    assert [row["verb"] for row in record["past"]] == [
        "places.claim_asserted",
        "places.claim_corrected",
    ]
    assert record["past"][1]["state"]["claims"][0]["value_text"] == "自宋沿用"
    for said in record["journal"]:
        entry = JournalEntry(
            **{key: said[key] for key in ("seq", "actor_id", "actor_name", "verb", "before")},
            **{key: said[key] for key in ("after", "reason", "simulated", "prev_hash", "hash")},
            at=datetime.fromisoformat(said["at"]),
            subject_type=said["subject"][0],
            subject_id=said["subject"][1],
        )
        assert journal.digest(entry) == said["hash"]
    assert record["as_of"]["hash"] == record["journal"][-1]["hash"]
    again = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert again.encode() == opened(made(runtime, told)).read("record.json")


def test_the_page_needs_nobody_and_shows_both_sides(runtime, told, no_paper) -> None:
    page = opened(made(runtime, told)).read("index.html").decode()
    for words in ("三河镇", "自北宋沿用", "嘉慶合肥縣志", "烔垾㘵𡌶", "志书不载", "117.2500123"):
        assert words in page, words
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert "data:font/woff2" in page


LINE = '{"type": "LineString", "coordinates": [[117.2, 31.5], [117.3, 31.5]]}'


def test_the_page_tells_every_field_of_a_name_a_passage_and_a_shape(
    runtime, work_as, cast, told, gazetteer, no_paper
) -> None:
    tape = sources.prepare_file(
        runtime.store,
        io.BytesIO(b"ID3\x04" + bytes(6) + b"\xff\xfb\x90\x00" * 64),
        file_name="读音.mp3",
        role="audio",
        max_bytes=1_000_000,
        photo_limits=Limits(),
    )
    with work_as(cast.steward) as work:
        twin = services.add_place(
            work, services.NewPlace("township", gazetteer.feixi, [services.NewName("三河古镇")])
        )
        merge(work, twin, told, choices={}, reason="一处记了两次")
        book = sources.add_source(work, source_type="gazetteer", title="合肥府志", grade="B")
        audio = sources.attach_file(work, book.id, tape, consent="本人同意").id
        passage = sources.cite(
            work,
            source_id=book.id,
            locator="卷四",
            quote="三河在縣南",
            quote_punctuated="三河，在縣南。",
            translation="三河在县城南边",
            inspected_by="目验者",
            inspected_on=date(2026, 1, 5),
        )
        services.assert_claim(
            work,
            place_id=told,
            claim_type="origin",
            value_text="在县南",
            evidence=[(passage.id, "supports")],
        )
        name = services.standard_name(work, told).id
        services.correct_name(work, told, name, {"reading_audio": audio}, reason="采录")
        known = {"method": "digitised", "datum": Datum.CGCS2000, "source": "地名图集第 7 页"}
        services.set_geometry(work, told, services.NewGeometry(LINE, **known))
    full, public = opened(made(runtime, told)), opened(made(runtime, told, is_public=True))
    page = full.read("index.html").decode()
    told_words = ("三河，在縣南。", "三河在县城南边", "目验者", "读音.mp3", "地名图集第 7 页", "线")
    for words in (*told_words, "拼写状态", "来自并入的地名", f"三河古镇 ({twin})"):
        assert words in page, words
    shown = public.read("index.html").decode()
    assert "三河在县城南边" in shown
    assert "目验者" not in shown


def test_a_saved_page_goes_along_as_text_that_no_browser_runs(
    runtime, work_as, cast, told, no_paper
) -> None:
    page = b"<!DOCTYPE html><script>alert(1)</script>"
    with work_as(cast.steward) as work:
        book = sources.add_source(work, source_type="press", title="更名公告", grade="C")
        kept = sources.prepare_file(
            runtime.store,
            io.BytesIO(page),
            file_name="公告.html",
            role="page",
            max_bytes=1_000,
            photo_limits=Limits(),
        )
        sources.attach_file(work, book.id, kept)
        cited = sources.cite(work, source_id=book.id, locator="网页", quote="更名")
        services.assert_claim(
            work,
            place_id=told,
            claim_type="origin",
            value_text="见公告",
            evidence=[(cited.id, "supports")],
        )
    archive = opened(made(runtime, told))
    (name,) = [one for one in archive.namelist() if "公告" in one]
    assert name.endswith("公告.html.txt")
    assert archive.read(name) == page


def test_the_public_part_tells_no_names_no_exact_place_and_no_private_file(
    runtime, told, no_paper
) -> None:
    archive = opened(made(runtime, told, is_public=True))
    for name in ("index.html", "record.json"):
        text = archive.read(name).decode()
        assert [secret for secret in SECRETS if secret in text] == []
        assert "117.25" in text
    record = json.loads(archive.read("record.json"))
    assert record["place"]["lon"] == 117.25
    assert all("state" not in row for row in record["past"])
    originals = [name for name in archive.namelist() if name.startswith("originals/")]
    assert len(originals) == 2
    for name in originals:
        assert b"Exif" not in archive.read(name)
    assert PDF in [archive.read(name) for name in originals]


def test_who_asks_decides_what_there_is(client, sign_in, told, no_paper) -> None:
    path = f"/places/{told}/archive.zip"

    def variant(answer):
        assert answer.status_code == 200
        assert answer.content_type == "application/zip"
        return json.loads(opened(answer.data).read("record.json"))["variant"]

    for person in (None, "stranger", "crew"):
        if person:
            sign_in(client, person)
        answer = client.get(path)
        assert variant(answer) == "public"
        assert "-public.zip" in answer.headers["Content-Disposition"]
        assert client.get(f"{path}?variant=full").status_code == 403
    sign_in(client, "steward")
    assert variant(client.get(path)) == "full"
    assert variant(client.get(f"{path}?variant=public")) == "public"
    assert client.get(f"{path}?variant=all").status_code == 404
    assert client.get(f"/places/{'0' * 16}/archive.zip").status_code == 404
    assert client.get("/places/../archive.zip").status_code == 404
    page = client.get(f"/places/{told}").text
    assert f"{path}?variant=public" in page


def test_without_typst_the_file_says_so(runtime, told, no_paper) -> None:
    archive = opened(made(runtime, told))
    assert "record.pdf" not in archive.namelist()
    assert "这一份没有 PDF" in archive.read("index.html").decode()


def test_large_originals_pass_through_in_pieces(
    runtime, work_as, cast, told, tmp_path, no_paper
) -> None:
    path = tmp_path / "tape.wav"
    with path.open("wb") as target:
        target.write(b"RIFF\x00\x00\x00\x00WAVEfmt ")
        for _ in range(20):
            target.write(os.urandom(1_000_000))
    with path.open("rb") as stream:
        tape = sources.prepare_file(
            runtime.store,
            stream,
            file_name="访谈.wav",
            role="audio",
            max_bytes=50_000_000,
            photo_limits=Limits(),
        )
    with work_as(cast.steward) as work:
        source = sources.add_source(work, source_type="oral", title="访谈")
        sources.attach_file(work, source.id, tape)
        passage = sources.cite(work, source_id=source.id)
        services.assert_claim(
            work,
            place_id=told,
            claim_type="legend",
            value_text="仙人",
            evidence=[(passage.id, "supports")],
        )
    tracemalloc.start()
    with (tmp_path / "out.zip").open("wb") as target:
        write_archive(runtime, told, target, is_public=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "out.zip").stat().st_size > 20_000_000
    assert peak < 8_000_000


def test_heritage_and_signs_add_their_part(runtime, told, no_paper) -> None:
    loop.wire(runtime)
    extra = {
        "record": {"lists": ["千年古镇"]},
        "sections": [{"title": "附加", "blocks": [{"kind": "text", "text": "一块碑"}]}],
        "files": [{"path": "more/x.pdf", "sha256": hashlib.sha256(PDF).hexdigest()}],
    }
    runtime.panels.add("archive", "extra", lambda _session, _actor, _place: extra)
    archive = opened(made(runtime, told))
    record = json.loads(archive.read("record.json"))
    assert record["extra"] == {"lists": ["千年古镇"]}
    assert "originals/more/x.pdf" in archive.namelist()
    assert "一块碑" in archive.read("index.html").decode()


def test_the_command_writes_a_whole_file_or_none(
    runtime, settings, told, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    out = tmp_path / "档案"
    result = CliRunner().invoke(cli, ["places", "archive", told, "--out", str(out)])
    assert result.exit_code == 0, result.output
    (path,) = out.iterdir()
    assert path.name == f"三河镇-{told}.zip"
    assert str(path) in result.output
    loop.wire(runtime)
    assert path.read_bytes() == made(runtime, told)
    arguments = ["places", "archive", told, "--public", "--out", str(out)]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert (out / f"三河镇-{told}-public.zip").exists()
    result = CliRunner().invoke(cli, ["places", "archive", "0" * 16, "--out", str(out)])
    assert isinstance(result.exception, NotFound)
    assert len(list(out.iterdir())) == 2
