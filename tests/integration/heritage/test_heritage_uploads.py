"""Large attachments come in pieces: what is cut goes on, what lies is dropped."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import timedelta

import pytest
from click.testing import CliRunner

from registry.cli.main import cli
from registry.core.actor import SYSTEM
from registry.heritage import queries, services

PIECE = 65_536
FILM = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(range(256)) * 600
SAID = {"caption": "老人讲地名来历", "licence": "cc_by", "consent": "王大爷,同意书一号"}


def sha(content):
    return hashlib.sha256(content).hexdigest()


class Sender:
    """Declares and sends one file as the page's script does."""

    def __init__(self, client, nomination_id, content=FILM, name="录像.mp4"):
        self.client, self.content, self.name = client, content, name
        self.path = f"/api/v1/nominations/{nomination_id}/attachments/{sha(content)}"

    def declare(self, **more):
        said = {**SAID, "file_name": self.name, "byte_size": len(self.content), **more}
        return self.client.put(self.path, json=said)

    def piece(self, first, content=None, *, digest=None):
        part = self.content[first : first + PIECE] if content is None else content
        said = base64.b64encode(hashlib.sha256(digest or part).digest()).decode()
        headers = {
            "Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(self.content)}",
            "Content-Digest": f"sha-256=:{said}:",
        }
        return self.client.put(f"{self.path}/bytes", data=part, headers=headers)

    def all(self):
        answer = self.declare()
        while answer.json.get("attachment_id") is None:
            answer = self.piece(answer.json["offset"])
            assert answer.status_code in {201, 202}, answer.text
        return answer


@pytest.fixture
def sender(scene, client, sign_in):
    found = scene.nominate()
    sign_in(client, scene.cast.compiler)
    return Sender(client, found)


def standing(scene, path):
    with scene.work_as(SYSTEM) as work:
        found = path.split("/")[4]
        return (
            [one.sha256 for one in queries.standing_attachments(work.session, found)],
            [octets for _row, octets in queries.uploads_of(work.session, found)],
        )


@pytest.mark.database
def test_a_file_that_was_cut_goes_on_from_what_lies_here(scene, sender, runtime):
    assert sender.declare().status_code == 201
    assert sender.piece(0).status_code == 202
    page = sender.client.get(f"/heritage/nominations/{sender.path.split('/')[4]}/attachments")
    assert "录像.mp4" in page.text
    again = sender.declare(caption="改过的说明")
    assert (again.status_code, again.json["offset"]) == (200, PIECE)
    assert sender.piece(0).json["offset"] == PIECE
    wrong = sender.piece(PIECE * 2)
    assert (wrong.status_code, wrong.json["stored"]) == (409, {"offset": PIECE})
    done = sender.all()
    assert done.status_code == 201
    assert standing(scene, sender.path) == ([sha(FILM)], [])
    assert runtime.store.read(sha(FILM)) == FILM
    with scene.work_as(SYSTEM) as work:
        kept = queries.attachment(work.session, done.json["attachment_id"])
    assert (kept.caption, kept.media_type) == (SAID["caption"], "video/mp4")
    assert sender.declare().status_code == 409


def test_a_bent_piece_is_refused_and_the_offset_stays(scene, sender):
    sender.declare()
    sender.piece(0)
    bent = sender.piece(PIECE, digest=b"another")
    assert (bent.status_code, bent.json["code"]) == (422, "heritage.upload_piece_mismatch")
    bare = sender.client.put(
        f"{sender.path}/bytes",
        data=FILM[PIECE:],
        headers={"Content-Range": f"bytes {PIECE}-{len(FILM) - 1}/{len(FILM)}"},
    )
    assert bare.json["code"] == "heritage.upload_no_digest"
    small = sender.piece(PIECE, FILM[PIECE : PIECE + 9])
    assert small.json["code"] == "heritage.upload_part_small"
    short = sender.client.put(f"{sender.path}/bytes", data=FILM[:9])
    assert short.json["code"] == "heritage.upload_range"
    assert standing(scene, sender.path) == ([], [PIECE])


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ\x90\x00" + bytes(PIECE), "录像.mp4", "Windows"),
        (b"%PDF-1.4 " + bytes(PIECE), "录像.mp4", "PDF"),
    ],
)
def test_a_whole_file_that_lies_is_named_and_nothing_of_it_stays(
    scene, sender, content, name, told
):
    lying = Sender(sender.client, sender.path.split("/")[4], content, name)
    lying.declare()
    lying.piece(0)
    answer = lying.piece(PIECE)
    assert answer.status_code == 422
    assert told in " ".join(answer.json["errors"]["file"])
    assert standing(scene, lying.path) == ([], [])


def test_pieces_that_do_not_add_up_to_the_declared_file_are_dropped(scene, sender):
    sender.declare()
    sender.piece(0)
    sender.piece(PIECE)
    rest = bytes(len(FILM) - 2 * PIECE)
    answer = sender.piece(2 * PIECE, rest)
    assert (answer.status_code, answer.json["code"]) == (422, "heritage.upload_mismatch")
    assert standing(scene, sender.path) == ([], [])


def test_every_fault_of_a_declaration_is_told_before_the_bytes(sender, runtime, monkeypatch):
    monkeypatch.setitem(runtime.settings.__dict__, "attachment_max_bytes", 1000)
    answer = sender.declare(file_name="a.exe")
    assert set(answer.json["errors"]) == {"byte_size", "file_name"}
    answer = sender.declare(caption="", licence="mine", byte_size=0)
    assert set(answer.json["errors"]) == {"caption", "licence", "byte_size"}
    assert set(sender.declare(shows_people=True, consent="").json["errors"]) == {"consent"}


def test_only_the_compiler_sends_and_only_while_the_dossier_is_written(scene, sender, sign_in):
    sender.declare()
    for who in (scene.cast.visitor, "crew", "reviewer_county", "expert", "steward"):
        sign_in(sender.client, who)
        assert sender.declare().status_code in {401, 403}
        assert sender.piece(0).status_code in {401, 403}
    sign_in(sender.client, scene.cast.compiler)
    assert sender.piece(0).status_code == 202
    scene.submit(sender.path.split("/")[4])
    assert sender.piece(PIECE).status_code == 422
    assert standing(scene, sender.path) == ([], [PIECE])


@pytest.mark.database
def test_what_was_given_up_is_forgotten_and_what_goes_on_is_kept(scene, sender, runtime):
    sender.declare()
    sender.piece(0)
    now = runtime.clock.now()
    with scene.work_as(SYSTEM) as work:
        assert services.drop_abandoned_uploads(work, now - timedelta(days=7)) == 0
        assert queries.is_attachment(work.session, sha(FILM[:PIECE]))
    assert standing(scene, sender.path) == ([], [PIECE])
    with scene.work_as(SYSTEM) as work:
        assert services.drop_abandoned_uploads(work, now + timedelta(seconds=1)) == 1
        assert not queries.is_attachment(work.session, sha(FILM[:PIECE]))
    assert standing(scene, sender.path) == ([], [])
    assert sender.piece(PIECE).status_code == 404


def test_the_sweep_leaves_files_and_pieces_that_go_on(scene, sender, runtime, monkeypatch):
    settings = runtime.settings
    monkeypatch.setenv("REGISTRY_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    sender.all()
    other = Sender(sender.client, sender.path.split("/")[4], FILM + b"another take")
    other.declare()
    other.piece(0)
    runtime.store.put(sha(b"nobody's"), b"nobody's")
    for blob in runtime.store.blobs():
        os.utime(runtime.store.root / blob.digest[:2] / blob.digest, (0, 0))
    # The last piece was never kept by itself; the others are nobody's any more, but for the one
    # that both files begin with.
    assert CliRunner().invoke(cli, ["photos", "sweep"]).output == "blobs removed: 2\n"
    assert {blob.digest for blob in runtime.store.blobs()} == {sha(FILM), sha(FILM[:PIECE])}
    told = CliRunner().invoke(cli, ["verify"])
    assert "files of dossiers: 1" in told.output
    path = runtime.store.root / sha(FILM)[:2] / sha(FILM)
    path.chmod(0o600)
    path.write_bytes(b"other bytes")
    assert "录像.mp4" in CliRunner().invoke(cli, ["verify"]).output
