"""Files of documents: taken in whole or refused with a reason, given to those who may have them."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from datetime import date

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, Refused, TooLarge
from registry.photos.rules import Limits
from registry.sources import queries, services
from registry.storage.directory import DirectoryStore
from tests.support import pictures

HTML = {"Accept": "text/html"}
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n"


@pytest.fixture
def store(tmp_path):
    """An empty store of this test's own, without a database."""
    return DirectoryStore(tmp_path / "store")


def prepare(store, content, name="a.pdf", role="scan", **more):
    return services.prepare_file(
        store,
        io.BytesIO(content) if isinstance(content, bytes) else content,
        file_name=name,
        role=role,
        max_bytes=more.pop("max_bytes", 1_000_000),
        photo_limits=Limits(),
    )


@pytest.mark.parametrize(
    ("content", "name", "role", "code"),
    [
        (b"", "a.pdf", "scan", "sources.file_empty"),
        (PDF, "a.jpg", "scan", "sources.file_misnamed"),
        (pictures.jpeg(), "a.pdf", "scan", "sources.file_misnamed"),
        (b"<html><script>alert(1)</script>", "a.pdf", "scan", "sources.file_misnamed"),
        (b"<html><script>alert(1)</script>", "a.html", "scan", "sources.file_role"),
        (b"<svg onload='alert(1)'/>", "a.html", "page", "sources.file_unknown"),
        (b"MZ\x90\x00\x03\x00", "scan.pdf", "scan", "sources.file_unknown"),
        (PDF, "a", "scan", "sources.file_misnamed"),
        (PDF, "a.pdf", "audio", "sources.file_role"),
        (pictures.halved(pictures.png()), "a.png", "scan", "photos.truncated"),
        (pictures.bomb(), "a.png", "scan", "photos.too_many_pixels"),
        (pictures.jpeg() + pictures.archive(), "a.jpg", "scan", "photos.polyglot"),
        (b"PK\x03\x04 cut short", "a.xlsx", "data", "sources.file_unknown"),
    ],
)
def test_a_file_that_lies_is_refused_and_nothing_is_kept(store, content, name, role, code) -> None:
    with pytest.raises(Refused) as told:
        prepare(store, content, name, role)
    assert told.value.code == code
    assert told.value.advice is not None
    assert list(store.blobs()) == []


def test_an_old_office_file_is_told_how_to_be_saved(store) -> None:
    with pytest.raises(Refused) as told:
        prepare(store, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504, "批复.doc", "paper")
    assert "旧版 Office 文件" in str(told.value.message)
    assert "另存为 PDF" in str(told.value.advice)


def test_a_file_above_the_limit_is_refused_by_its_size(store) -> None:
    with pytest.raises(TooLarge) as told:
        prepare(store, PDF + b" " * 2_000_000)
    assert "3 MB" in str(told.value.message)


def test_the_original_is_kept_and_a_picture_gets_a_copy_without_metadata(store) -> None:
    photo = pictures.jpeg(exif=pictures.phone_exif())
    made = prepare(store, photo, "..\\..\\碑 阳.jpg", "rubbing")
    assert (made.file_name, made.media_type, made.size) == ("碑 阳.jpg", "image/jpeg", len(photo))
    assert store.read(made.sha256) == photo
    copy = store.read(made.public_sha256)
    assert copy.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in copy
    assert prepare(store, PDF).public_sha256 == ""


def test_a_large_file_streams(store, tmp_path) -> None:
    path = tmp_path / "big.wav"
    piece = os.urandom(1_000_000)
    with path.open("wb") as target:
        target.write(b"RIFF\x00\x00\x00\x00WAVEfmt ")
        for _ in range(20):
            target.write(piece)
    tracemalloc.start()
    with path.open("rb") as stream:
        made = prepare(store, stream, "big.wav", "audio", max_bytes=50_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.size == 20_000_016
    assert peak < 6_000_000


@pytest.fixture
def attach(runtime, work_as, shelf):
    """Take a file in for somebody; its id."""

    def act(actor, content=PDF, name="a.pdf", role="scan", **more):
        prepared = prepare(runtime.store, content, name, role)
        with work_as(actor) as work:
            return services.attach_file(work, shelf.source, prepared, **more).id

    return act


def test_publishing_is_the_steward_s_and_says_by_which_right(work_as, cast, attach) -> None:
    for person in (cast.crew, cast.stranger):
        with pytest.raises(Forbidden):
            attach(person)
    file = attach(cast.compiler, licence="公有领域")
    with pytest.raises(Conflict):
        attach(cast.compiler)
    said = {"caption": "卷三", "licence": "公有领域", "consent": "", "reason": "已核"}
    said["retrieved_on"] = None
    with pytest.raises(Forbidden), work_as(cast.compiler) as work:
        services.edit_file(work, file, **said, public=True)
    with pytest.raises(Forbidden), work_as(cast.expert) as work:
        services.edit_file(work, file, **said, public=False)
    with pytest.raises(Invalid) as told, work_as(cast.steward) as work:
        services.edit_file(work, file, **{**said, "licence": ""}, public=True)
    assert set(told.value.fields) == {"licence"}
    with work_as(cast.steward) as work:
        assert services.edit_file(work, file, **said, public=True)
        assert not services.edit_file(work, file, **{**said, "reason": ""}, public=True)
        found = queries.source_file(work.session, file)
    assert (found.public, found.caption) == (True, "卷三")


def get(client, shelf, file, variant="original"):
    return client.get(f"/sources/{shelf.source}/files/{file}/{variant}")


def test_a_private_file_is_for_staff_and_unknown_to_everybody_else(
    client, sign_in, cast, shelf, attach
) -> None:
    file = attach(cast.compiler)
    for person in (None, "stranger", "crew"):
        if person:
            sign_in(client, person)
        answer = get(client, shelf, file)
        assert (answer.status_code, answer.headers.get("ETag")) == (404, None)
        assert file not in client.get(f"/sources/{shelf.source}").text
    for person in ("expert", "reviewer_city"):
        sign_in(client, person)
        assert get(client, shelf, file).data == PDF
    sign_in(client, "steward")
    answer = get(client, shelf, file)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(answer.request.path, headers=tag).status_code == 304
    assert get(client, shelf, file, "copy").status_code == 404


def test_the_public_gets_the_copy_of_a_picture_and_never_the_original(
    client, sign_in, cast, shelf, attach
) -> None:
    photo = pictures.jpeg(exif=pictures.phone_exif())
    file = attach(cast.steward, photo, "碑.jpg", "photo", licence="CC BY 4.0", public=True)
    paper = attach(cast.steward, PDF, "批复 1号.pdf", "paper", licence="公文", public=True)
    assert get(client, shelf, file).status_code == 404
    copy = get(client, shelf, file, "copy")
    assert copy.content_type == "image/jpeg"
    assert b"Exif" not in copy.data
    assert copy.headers["Content-Disposition"].startswith("inline;")
    assert get(client, shelf, file, "preview").status_code == 200
    page = client.get(f"/sources/{shelf.source}").text
    assert f"/files/{file}/preview" in page
    assert f"/files/{file}/original" not in page
    answer = get(client, shelf, paper)
    assert answer.data == PDF
    assert "UTF-8''%E6%89%B9%E5%A4%8D%201%E5%8F%B7.pdf" in answer.headers["Content-Disposition"]
    assert client.get(f"/sources/{'1' * 16}/files/{file}/copy").status_code == 404
    sign_in(client, "steward")
    assert hashlib.sha256(get(client, shelf, file).data).digest() == hashlib.sha256(photo).digest()


PAGE = "<!DOCTYPE html><title>关于更名的公告</title><script>alert(1)</script>".encode()


@pytest.mark.database
def test_a_saved_page_is_only_ever_downloaded_and_never_by_the_public(
    client, sign_in, cast, shelf, attach
) -> None:
    file = attach(cast.steward, PAGE, "公告.html", "page", licence="政府公开信息")
    assert get(client, shelf, file).status_code == 404
    sign_in(client, "steward")
    answer = get(client, shelf, file)
    assert answer.data == PAGE
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "网页存档" in client.get(f"/sources/{shelf.source}", headers=HTML).text
    sent = {"licence": "政府公开信息", "public": "1", "reason": "公开"}
    path = f"/sources/{shelf.source}/files/{file}"
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert 'href="#field-public"' in refused.text
    form: dict[str, object] = {"role": "page", "public": "1", "licence": "x"}
    form |= {"file": (io.BytesIO(PAGE + b" "), "b.htm")}
    again = client.post(f"/sources/{shelf.source}/files", data=form, headers=HTML)
    assert again.status_code == 422


def test_the_form_takes_a_file_in_and_keeps_what_was_typed_when_it_is_refused(
    client, sign_in, shelf
) -> None:
    path = f"/sources/{shelf.source}/files"
    sign_in(client, "compiler")
    said = {"role": "scan", "caption": "卷三书影", "public": "1"}

    def send(content, name, **more):
        form = {**said, **more, "file": (io.BytesIO(content), name)}
        return client.post(path, data=form, headers=HTML)

    assert client.post(path, data=said, headers=HTML).status_code == 422
    answer = send(PDF, "a.jpg")
    assert answer.status_code == 422
    assert 'href="#field-file"' in answer.text
    assert "卷三书影" in answer.text
    assert send(PDF, "a.pdf").status_code == 403
    assert send(PDF, "../../etc/a.pdf", public="").status_code == 303
    page = client.get(f"/sources/{shelf.source}").text
    assert "卷三书影" in page
    assert "etc" not in page
    assert send(PDF, "b.pdf", public="").status_code == 409


def test_what_is_said_of_a_file_is_changed_through_its_form(
    client, sign_in, cast, shelf, attach
) -> None:
    file = attach(cast.compiler, caption="卷二", licence="公有领域")
    path = f"/sources/{shelf.source}/files/{file}"
    sign_in(client, "steward")
    sent = {"caption": "卷三", "licence": "公有领域", "public": "1", "reason": "核对"}
    assert "卷二" in client.get(path, headers=HTML).text
    assert client.post(path, data={**sent, "reason": ""}, headers=HTML).status_code == 422
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    sign_in(client, "compiler")
    # The compiler's form has no box for it: what is public stays so.
    sent = {"caption": "卷三 书影", "licence": "公有领域", "reason": "补"}
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    sign_in(client, "stranger")
    assert get(client, shelf, file).data == PDF


@pytest.mark.database
def test_the_day_a_file_was_got_is_kept_corrected_and_told_with_every_citation(
    runtime, client, sign_in, work_as, cast, shelf, attach
) -> None:
    got = date(2026, 1, 5)
    file = attach(cast.compiler, licence="公有领域", retrieved_on=got)
    with work_as(cast.compiler) as work:
        cited = services.cite(work, source_id=shelf.source, locator="卷一", quote="山川").id
    with runtime.database.read() as session:
        assert queries.citation(session, cited).retrieved_on == got
        assert queries.source_file(session, file).retrieved_on == got
    shown = client.get(f"/sources/{shelf.source}", headers={**HTML, "Accept-Language": "en"})
    assert "obtained 2026-01-05" in shown.text
    sign_in(client, "steward")
    path = f"/sources/{shelf.source}/files/{file}"
    assert 'value="2026-01-05"' in client.get(path, headers=HTML).text
    sent = {"licence": "公有领域", "retrieved_on": "2099-01-01", "reason": "核对"}
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert 'href="#field-retrieved_on"' in refused.text
    assert 'value="2099-01-01"' in refused.text
    assert client.post(path, data={**sent, "retrieved_on": "昨天"}).status_code == 422
    assert client.post(path, data={**sent, "retrieved_on": "2026-02-01"}).status_code == 303
    with runtime.database.read() as session:
        assert queries.citation(session, cited).retrieved_on == date(2026, 2, 1)
        (entry,) = [one for one in journal.latest(session) if one.verb == "sources.file_edited"]
    assert entry.before["retrieved_on"] == "2026-01-05"
    assert client.post(path, data={**sent, "retrieved_on": ""}).status_code == 303
    with runtime.database.read() as session:
        assert queries.citation(session, cited).retrieved_on is None


def test_the_form_for_a_file_asks_when_it_was_got(runtime, client, sign_in, shelf) -> None:
    path = f"/sources/{shelf.source}/files"
    sign_in(client, "compiler")
    assert 'name="retrieved_on"' in client.get(path, headers=HTML).text
    form = {"role": "scan", "retrieved_on": "2026-01-05"}
    sent = {**form, "retrieved_on": "2099-01-05", "file": (io.BytesIO(PDF), "a.pdf")}
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert 'href="#field-retrieved_on"' in refused.text
    sent = {**form, "file": (io.BytesIO(PDF), "a.pdf")}
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    with runtime.database.read() as session:
        (file,) = queries.files_of_sources(session, [shelf.source])[shelf.source]
    assert file.retrieved_on == date(2026, 1, 5)


def test_a_file_is_not_swept_and_its_damage_is_found(
    runtime, settings, cast, attach, monkeypatch
) -> None:
    from click.testing import CliRunner

    from registry.cli.main import cli

    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    attach(cast.compiler, pictures.jpeg(), "a.jpg", "photo")
    for blob in runtime.store.blobs():
        os.utime(runtime.store.root / blob.digest[:2] / blob.digest, (0, 0))
    assert CliRunner().invoke(cli, ["photos", "sweep"]).output == "blobs removed: 0\n"
    assert CliRunner().invoke(cli, ["verify"]).exit_code == 0
    found = next(iter(runtime.store.blobs()))
    path = runtime.store.root / found.digest[:2] / found.digest
    path.chmod(0o600)
    path.write_bytes(b"other bytes")
    result = CliRunner().invoke(cli, ["verify"])
    assert result.exit_code == 1
    assert "a.jpg" in result.output
