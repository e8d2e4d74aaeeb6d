"""Covers of a photo: versions, who gets which copy, the sweep, a kill, both engines."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from registry.core import journal
from registry.core.db import Database
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import Bus
from registry.photos import queries, services
from registry.photos.queries import verification
from registry.photos.rules import RedactionReason, Region, Stroke
from registry.storage import open_store
from tests.support import pictures

pytestmark = pytest.mark.database

FACE, OTHER = Region(0.2, 0.2, 0.3, 0.3), Region(0.6, 0.6, 0.3, 0.3)


@pytest.fixture(scope="module")
def content():
    return pictures.jpeg(pictures.scene(640, 480, seed=7))


@pytest.fixture
def photo(runtime, content, work_as, cast):
    prepared = services.prepare(runtime.store, content)
    with work_as(cast.crew) as work:
        return services.keep(work, prepared, public=True)


@pytest.fixture
def covered(runtime, photo, work_as, cast):
    """Cover regions as a page would: bytes first, then one version."""

    def act(*regions, seen, reason=RedactionReason.FACE, note=""):
        with runtime.database.read() as session:
            first = queries.first_copies(session, queries.photo(session, photo.id))
        made = services.cover(runtime.store, first.large, regions)
        with work_as(cast.reviewer_county) as work:
            return services.redact(work, photo.id, made, services.Why(reason, note, seen))

    return act


@pytest.fixture
def restored(photo, work_as, cast):
    def act(version, *, seen):
        why = services.Why(RedactionReason.OTHER, "框错了", seen)
        with work_as(cast.reviewer_county) as work:
            return services.restore_redaction(work, photo.id, version, why)

    return act


def now(runtime, photo_id):
    with runtime.database.read() as session:
        return queries.photo(session, photo_id)


def is_flat(content, region) -> bool:
    found = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.int16)
    left, top, right, bottom = region.pixels((found.shape[1], found.shape[0]))
    part = found[top + 16 : bottom - 16, left + 16 : right - 16]
    return bool(np.ptp(part, axis=(0, 1)).max() <= 1)


def test_visitors_get_the_covered_copies_at_once_and_the_old_tag_is_no_304(
    client, runtime, photo, covered
):
    before = {v: client.get(f"/photos/{photo.id}/{v}") for v in ("large", "small")}
    assert not is_flat(before["large"].data, FACE)
    covered(FACE, seen=0)
    for variant, old in before.items():
        tag = {"If-None-Match": old.headers["ETag"]}
        answer = client.get(f"/photos/{photo.id}/{variant}", headers=tag)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, no-cache")
        assert is_flat(answer.data, FACE)
        same = client.get(
            f"/photos/{photo.id}/{variant}", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert same.status_code == 304


def test_a_second_version_replaces_the_first_and_begins_from_the_uncovered_copy(
    runtime, photo, covered
):
    covered(FACE, seen=0)
    covered(OTHER, seen=1, reason=RedactionReason.PLATE, note="")
    shown = runtime.store.read(now(runtime, photo.id).large_key)
    assert is_flat(shown, OTHER)
    assert not is_flat(shown, FACE)


def test_a_version_keeps_regions_reason_person_and_both_pairs_of_copies(
    runtime, photo, covered, cast
):
    covered(FACE, OTHER, seen=0, note="两个行人")
    with runtime.database.read() as session:
        (row,) = queries.redactions_of(session, photo.id)
        entry = journal.history(session, ("photo", photo.id))[0]
    assert row.regions == [FACE.plain(), OTHER.plain()]
    assert (row.version, row.reason, row.note, row.restores) == (1, "face", "两个行人", None)
    assert (row.by_id, row.by_name) == (cast.reviewer_county.id, cast.reviewer_county.name)
    assert (row.before_large_key, row.before_small_key) == (photo.large_key, photo.small_key)
    shown = now(runtime, photo.id)
    assert (row.large_key, row.small_key) == (shown.large_key, shown.small_key)
    assert (entry.verb, entry.actor_id) == ("photo.redacted", cast.reviewer_county.id)
    assert entry.before == {"large": photo.large_key, "small": photo.small_key}
    assert entry.after["large"] == shown.large_key


def test_going_back_is_a_version_of_its_own(runtime, photo, covered, restored):
    first = covered(FACE, seen=0)
    covered(OTHER, seen=1)
    third = restored(1, seen=2)
    assert (third.version, third.restores, third.regions) == (3, 1, [FACE.plain()])
    assert now(runtime, photo.id).large_key == first.large_key
    restored(0, seen=3)
    shown = now(runtime, photo.id)
    assert (shown.large_key, shown.small_key) == (photo.large_key, photo.small_key)
    for version in (0, 5, -1):
        with pytest.raises(Invalid):
            restored(version, seen=4)
    with runtime.database.read() as session:
        assert len(queries.redactions_of(session, photo.id)) == 4


def test_whoever_saw_an_older_version_is_told_and_nothing_is_written(
    runtime, photo, covered, restored
):
    covered(FACE, seen=0)
    for act in (lambda: covered(OTHER, seen=0), lambda: restored(0, seen=0)):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "photos.redacted_meanwhile"
    with runtime.database.read() as session:
        assert len(queries.redactions_of(session, photo.id)) == 1


def test_digests_and_hashes_stay_those_of_the_original(runtime, photo, covered, content):
    covered(FACE, seen=0)
    row = now(runtime, photo.id)
    for name in ("sha256", "pixel_sha256", "phash", "dhash", "large_width", "small_height"):
        assert getattr(row, name) == getattr(photo, name)
    assert runtime.store.read(row.sha256) == content


def test_an_unknown_photo_and_no_region_are_refused(runtime, photo, work_as, cast):
    for regions in ([], [Region(0.9, 0.9, 0.5, 0.5)], [FACE] * 41):
        with pytest.raises(Invalid) as caught:
            services.cover(runtime.store, photo.large_key, regions)
        assert set(caught.value.fields) == {"regions"}
    made = services.cover(runtime.store, photo.large_key, [FACE])
    why = services.Why(RedactionReason.FACE, "", 0)
    with pytest.raises(NotFound), work_as(cast.reviewer_county) as work:
        services.redact(work, "0000000000000000", made, why)


def test_the_sweep_spares_every_version_and_the_walk_proves_it(
    runtime, photo, covered, restored, work_as, cast
):
    covered(FACE, seen=0)
    covered(OTHER, seen=1)
    restored(0, seen=2)
    services.cover(runtime.store, photo.large_key, [Region(0.1, 0.1, 0.1, 0.1)])
    later = datetime.now(UTC) + timedelta(days=1)
    with work_as(cast.steward) as work:
        assert services.sweep(work, runtime.store, put_before=later) == 2
    with runtime.database.read() as session:
        assert [each.fault for each in verification.walk(session, runtime.store)] == [""]
        row = queries.redactions_of(session, photo.id)[0]
    runtime.store.delete(row.large_key)
    with runtime.database.read() as session:
        (walked,) = verification.walk(session, runtime.store)
    assert "large of cover 1 is missing" in walked.fault


@pytest.mark.parametrize(
    "act", ["UPDATE photo_redaction SET note = 'x'", "DELETE FROM photo_redaction"]
)
def test_the_database_refuses_to_change_a_version(runtime, covered, act):
    covered(FACE, seen=0)
    with pytest.raises(Exception, match="append-only"), runtime.database.engine.begin() as c:
        c.execute(text(act))


def die_while_covering(url, media, actor, photo_id, point):
    """What a server does for one form, killed at a named point."""
    database, store = Database(url), open_store(media)
    with database.read() as session:
        key = queries.first_copies(session, queries.photo(session, photo_id)).large
    made = services.cover(store, key, [FACE])
    if point == "bytes, no row":
        os.kill(os.getpid(), signal.SIGKILL)
    with database.write(actor, datetime.now(UTC), Bus()) as work:
        services.redact(work, photo_id, made, services.Why(RedactionReason.FACE, "", 0))
        if point == "row, not committed":
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("point", ["bytes, no row", "row, not committed", "committed"])
def test_a_kill_between_bytes_and_row_leaves_what_the_sweep_takes(
    runtime, photo, work_as, cast, point
):
    runtime.database.engine.dispose()
    settings = runtime.settings
    process = multiprocessing.get_context("fork").Process(
        target=die_while_covering,
        args=(
            settings.resolved_database_url,
            settings.resolved_media_url,
            cast.reviewer_county,
            photo.id,
            point,
        ),
    )
    process.start()
    process.join(timeout=60)
    is_done = point == "committed"
    assert process.exitcode == (0 if is_done else -signal.SIGKILL)
    assert (now(runtime, photo.id).large_key != photo.large_key) is is_done
    later = datetime.now(UTC) + timedelta(days=1)
    with work_as(cast.steward) as work:
        assert services.sweep(work, runtime.store, put_before=later) == (0 if is_done else 2)
    with runtime.database.read() as session:
        assert [each.fault for each in verification.walk(session, runtime.store)] == [""]


BRUSHED = Stroke(0.25, ((0.3, 0.4), (0.5, 0.5), (0.6, 0.4)))


def test_what_was_painted_over_is_gone_from_every_public_copy_and_never_from_the_original(
    client, runtime, photo, covered, content
):
    first = {v: client.get(f"/photos/{photo.id}/{v}").data for v in ("large", "small")}
    row = covered(BRUSHED, FACE, seen=0)
    assert row.regions == [BRUSHED.plain(), FACE.plain()]
    for variant, old in first.items():
        shown = client.get(f"/photos/{photo.id}/{variant}").data
        along = [pixel(shown, at) for at in BRUSHED.points]
        assert max(np.ptp(along, axis=0)) <= 1
        assert max(np.ptp([pixel(old, at) for at in BRUSHED.points], axis=0)) > 8
        # No other public address has the uncovered copy.
        assert client.get(f"/photos/{photo.id}/original").status_code == 404
    kept = now(runtime, photo.id)
    assert runtime.store.read(kept.sha256) == content
    with runtime.database.read() as session:
        (entry, *_) = journal.history(session, ("photo", photo.id))
        assert [each.fault for each in verification.walk(session, runtime.store)] == [""]
    assert entry.after["regions"] == row.regions


def pixel(content, at):
    """Red, green and blue at a place given as parts of the picture."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    spot = [min(int(part * side), side - 1) for part, side in zip(at, picture.size, strict=True)]
    return picture.getpixel(tuple(spot))


def test_going_back_to_a_painted_version_is_the_same_copy_again(runtime, photo, covered, restored):
    painted = covered(BRUSHED, seen=0)
    restored(0, seen=1)
    third = restored(1, seen=2)
    assert (third.regions, third.large_key) == ([BRUSHED.plain()], painted.large_key)
    assert now(runtime, photo.id).small_key == painted.small_key
