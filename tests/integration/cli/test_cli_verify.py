"""`registry verify` says whether all is whole, and names the row that is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from registry.photos import queries as photo_queries
from registry.photos import services as photos


@pytest.fixture
def reported(stage, runtime):
    """A report with two real photos; the ids of the photos by their role."""
    sign = stage.made()
    pictures = {}
    for role, colour in (("near", "red"), ("far", "green")):
        sent = io.BytesIO()
        Image.new("RGB", (320, 240), colour).save(sent, "JPEG")
        pictures[role] = photos.prepare(runtime.store, sent.getvalue())
    stage.sent(sign, **pictures)
    with runtime.database.read() as session:
        return {
            role: photo_queries.by_digest(session, each.sha256)[0]
            for role, each in pictures.items()
        }


def tamper(runtime, statement):
    """Change the journal as somebody with the database in their hands could."""
    with runtime.database.engine.begin() as connection:
        if runtime.database.is_sqlite:
            for name in ("journal_no_update", "journal_no_delete"):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("DROP TRIGGER journal_no_change ON journal_entry"))
        connection.execute(text(statement))


def blob_file(settings, digest):
    found = [path for path in Path(settings.media_url).rglob("*") if digest in path.name]
    assert len(found) == 1, found
    return found[0]


def test_what_is_whole_is_said_to_be_whole(reported, registry_command):
    ran = registry_command("verify")
    assert (ran.code, ran.err) == (0, "")
    assert "photos: 2 originals" in ran.out
    assert "all whole" in ran.out


def test_a_flipped_byte_in_an_original_names_the_photo(reported, settings, registry_command):
    path = blob_file(settings, reported["near"].sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    ran = registry_command("verify")
    assert ran.code == 1
    assert f"BROKEN photo {reported['near'].id}: the original has changed" in ran.err
    assert reported["far"].id not in ran.err
    assert "all whole" not in ran.out


def test_a_missing_copy_names_the_photo(reported, settings, registry_command):
    blob_file(settings, reported["far"].large_key).unlink()
    ran = registry_command("verify")
    assert ran.code == 1
    assert f"BROKEN photo {reported['far'].id}: the large is missing" in ran.err


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE journal_entry SET reason = 'mended' WHERE seq = 3", 3),
        ("UPDATE journal_entry SET actor_name = 'nobody' WHERE seq = 1", 1),
        ("UPDATE journal_entry SET after = '{\"n\": 1}' WHERE seq = 2", 2),
        ("DELETE FROM journal_entry WHERE seq = 4", 5),
        ("DELETE FROM journal_entry WHERE seq = (SELECT max(seq) FROM journal_entry)", None),
    ],
)
def test_a_changed_journal_names_its_row(reported, runtime, registry_command, statement, row):
    with runtime.database.read() as session:
        newest = session.execute(text("SELECT max(seq) FROM journal_entry")).scalar_one()
    tamper(runtime, statement)
    ran = registry_command("verify")
    assert ran.code == 1
    assert f"BROKEN journal entry {row or newest}: " in ran.err


def test_a_row_that_is_no_data_any_more_is_named_too(reported, runtime, registry_command):
    # PostgreSQL refuses such values by their type; there the chain of another row is broken.
    broken = "UPDATE journal_entry SET after = '{no json' WHERE seq = 3"
    other = "UPDATE journal_entry SET hash = 'x' WHERE seq = 3"
    tamper(runtime, broken if runtime.database.is_sqlite else other)
    ran = registry_command("verify")
    assert ran.code == 1
    assert "BROKEN journal entry 3: " in ran.err
