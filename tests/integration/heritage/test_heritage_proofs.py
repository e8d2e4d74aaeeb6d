"""A published file is byte for byte what was decided: by the chain, on a page, in a shell."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from registry.cli.main import cli
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.heritage.services import AnnouncementText

from .conftest import AFTER


@pytest.fixture
def published(scene):
    """The bytes of a notice that led to a recognition, of the list, and of the announcement."""
    found, notice_id = scene.notified()
    recognition = scene.recognise(found, AFTER)
    with scene.work_as(scene.cast.steward, at=AFTER) as work:
        row = queries.duties_of_recognition(work.session, recognition.id, china_date(AFTER))[0]
        today = china_date(AFTER)
        said = AnnouncementText("龙城村", "Lóng", "肥东县", "河边", "省厅", today, "网站", today)
        services.publish_announcement(work, row.announcement.id, text=said)
    with scene.work_as(SYSTEM) as work:
        notice = queries.notice(work.session, notice_id)
        edition, _sha = queries.edition_text(work.session, "test-villages", 1)
        announced = queries.announcement(work.session, row.announcement.id)
    return {
        "notice": notice.snapshot_text.encode(),
        "list_edition": edition.encode(),
        "announcement": announced.snapshot.encode(),
    }


def proof(scene, content: bytes):
    with scene.work_as(SYSTEM) as work:
        return queries.prove(work.session, hashlib.sha256(content).hexdigest())


def test_each_published_file_is_proven_and_the_decision_names_the_same_hash(scene, published):
    for kind, content in published.items():
        found = proof(scene, content)
        assert (found.kind, found.is_proven) == (kind, True)
        assert (found.decided_seq is not None) == (kind != "announcement")


def test_one_byte_more_is_another_file(scene, published):
    assert all(proof(scene, content + b"\n") is None for content in published.values())


def test_a_text_changed_behind_the_journal_is_found_out(scene, published, runtime):
    forged = published["notice"].replace("河边".encode(), "山边".encode())
    digest = hashlib.sha256(forged).hexdigest()
    with runtime.database.engine.begin() as connection:
        connection.execute(
            text("UPDATE notice SET snapshot = :words, sha256 = :digest"),
            {"words": forged.decode(), "digest": digest},
        )
    assert forged != published["notice"]
    found = proof(scene, forged)
    assert (found.is_kept, found.is_proven) == (False, False)


def test_a_list_says_who_is_in_it_and_who_left(scene, published):
    entry = json.loads(published["list_edition"])
    assert [name["name"] for name in entry["names"]] == ["龙城村"]
    with scene.work_as(SYSTEM) as work:
        found = queries.nominations_of_place(work.session, scene.place_id)[0]
    with scene.work_as(scene.cast.steward, at=AFTER + timedelta(days=1)) as work:
        services.change_standing(
            work,
            found.id,
            action=Action.REVOKE,
            reason="误认",
            seen_version=found.version,
            document_no="合民〔2026〕9号",
        )
    with scene.work_as(SYSTEM) as work:
        second, _sha = queries.edition_text(work.session, "test-villages", 2)
        first, _sha = queries.edition_text(work.session, "test-villages", 1)
    now = json.loads(second)
    assert (now["names"], [name["name"] for name in now["removed"]]) == ([], ["龙城村"])
    assert first.encode() == published["list_edition"], "an edition never changes"
    assert proof(scene, first.encode()).is_proven


def test_the_page_answers_by_hash_and_names_a_bad_one(client, published):
    digest = hashlib.sha256(published["list_edition"]).hexdigest()
    page = client.get(f"/heritage/verify?sha256={digest.upper()}")
    assert (page.status_code, "一字不差" in page.text) == (200, True)
    assert "这里没有发布过" in client.get(f"/heritage/verify?sha256={'0' * 64}").text
    bad = client.get("/heritage/verify?sha256=xyz")
    assert (bad.status_code, "64" in bad.text) == (422, True)
    sent = client.get("/heritage/lists/test-villages/1.json")
    assert sent.data == published["list_edition"]
    assert client.get("/heritage/lists/test-villages/9.json").status_code == 404


def test_the_command_proves_a_file_and_fails_on_another(scene, published, settings, tmp_path):
    env = {
        "REGISTRY_DATABASE_URL": settings.database_url,
        "REGISTRY_DATA_DIR": str(settings.data_dir),
        "REGISTRY_SECRET_KEY": settings.secret_key,
    }
    good, bad = tmp_path / "notice.json", tmp_path / "other.json"
    good.write_bytes(published["notice"])
    bad.write_bytes(published["notice"] + b" ")
    told = CliRunner().invoke(cli, ["verify-notice", str(good)], env=env)
    assert (told.exit_code, "unbroken" in told.output) == (0, True), told.output
    assert "decided: entry" in told.output
    refused = CliRunner().invoke(cli, ["verify-notice", str(bad)], env=env)
    assert (refused.exit_code, "nothing with this content" in refused.output) == (1, True)
