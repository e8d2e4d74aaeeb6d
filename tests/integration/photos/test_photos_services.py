"""Photos kept, published, withheld, proved and swept."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from registry.core import journal
from registry.core.errors import NotFound, Refused
from registry.photos import queries, services
from registry.photos.models import Photo
from registry.photos.queries import verification
from registry.photos.rules import DERIVATION_VERSION, Limits
from registry.storage import digest_of
from tests.support import pictures


@pytest.fixture
def prepared(runtime):
    content = pictures.jpeg(pictures.scene(2000, 1500), exif=pictures.phone_exif())
    return services.prepare(runtime.store, content)


@pytest.fixture
def photo(prepared, work_as, cast) -> Photo:
    with work_as(cast.crew) as work:
        return services.keep(work, prepared, role="far")


def blobs(store) -> set[str]:
    return {blob.digest for blob in store.blobs()}


def test_preparing_stores_original_and_copies_and_writes_no_row(runtime, prepared) -> None:
    keys = {prepared.sha256, prepared.large_key, prepared.small_key}
    assert blobs(runtime.store) == keys
    assert len(keys) == 3
    large = Image.open(io.BytesIO(runtime.store.read(prepared.large_key)))
    assert large.size == prepared.large_size == (1600, 1200)
    assert prepared.small_size == (320, 240)
    with runtime.database.read() as session:
        assert queries.by_digest(session, prepared.sha256) == []


def test_preparing_twice_stores_once(runtime, prepared) -> None:
    before = blobs(runtime.store)
    again = services.prepare(runtime.store, io.BytesIO(runtime.store.read(prepared.sha256)))
    assert again == prepared
    assert blobs(runtime.store) == before


def test_the_settings_are_the_limits(runtime, settings) -> None:
    limits = services.limits_of(settings)
    assert limits == Limits()
    strict = settings.model_copy(update={"photo_max_pixels": 1000, "photo_memory_mb": 256})
    assert services.limits_of(strict).memory_bytes == 256 * 2**20
    with pytest.raises(Refused) as caught:
        services.prepare(runtime.store, pictures.jpeg(), limits=services.limits_of(strict))
    assert caught.value.code == "photos.too_many_pixels"


def test_a_refused_file_stores_nothing(runtime) -> None:
    with pytest.raises(Refused) as caught:
        services.prepare(runtime.store, pictures.halved(pictures.jpeg()))
    assert caught.value.code == "photos.truncated"
    assert blobs(runtime.store) == set()


def test_keeping_writes_all_that_was_measured(runtime, photo, prepared, cast) -> None:
    with runtime.database.read() as session:
        row = queries.photo(session, photo.id)
        (entry,) = journal.history(session, ("photo", photo.id))
    assert row is not None
    assert (row.sha256, row.pixel_sha256) == (prepared.sha256, prepared.pixel_sha256)
    assert (row.width, row.height, row.format) == (2000, 1500, "jpeg")
    assert (row.large_width, row.large_height) == (1600, 1200)
    assert row.byte_size == len(runtime.store.read(row.sha256))
    assert row.taken_at == pictures.china_time(2026, 5, 1, 9, 30)
    assert row.taken_at_text == "2026:05:01 09:30:00+08:00"
    assert (row.exif_lon, row.exif_lat) == pictures.SANHE_LON_LAT
    assert row.derivation_version == DERIVATION_VERSION
    assert (row.is_public, row.created_by) == (False, cast.crew.id)
    assert (entry.verb, entry.actor_id) == ("photo.kept", cast.crew.id)
    assert entry.after is not None
    assert entry.after["sha256"] == prepared.sha256
    assert entry.after["role"] == "far"


def test_a_photo_without_metadata_has_no_claims(runtime, work_as, cast) -> None:
    bare = services.prepare(runtime.store, pictures.png())
    with work_as(cast.crew) as work:
        row = services.keep(work, bare, public=True)
    assert (row.taken_at, row.taken_at_text, row.exif_lon, row.exif_lat) == (None, "", None, None)
    assert row.is_public


def test_the_same_bytes_may_be_kept_twice_and_are_found(
    runtime, photo, prepared, work_as, cast
) -> None:
    with work_as(cast.other_crew) as work:
        second = services.keep(work, prepared)
    with runtime.database.read() as session:
        found = queries.by_digest(session, prepared.sha256)
        same_pixels = queries.by_digest(session, prepared.pixel_sha256)
        assert {row.id for row in found} == {row.id for row in same_pixels} == {photo.id, second.id}
        assert set(queries.photos(session, [photo.id, second.id, "no-such-photo-00"])) == {
            photo.id,
            second.id,
        }
        assert queries.photos(session, []) == {}


def test_publishing_and_withholding_are_journalled_once_each(runtime, photo, work_as, cast) -> None:
    for change, public in ((services.publish, True), (services.withhold, False)):
        for _ in range(2):
            with work_as(cast.reviewer_county) as work:
                assert change(work, photo.id, reason="核验通过").is_public is public
    with runtime.database.read() as session:
        verbs = [entry.verb for entry in journal.history(session, ("photo", photo.id))]
    assert verbs == ["photo.withheld", "photo.published", "photo.kept"]


def test_an_unknown_photo_cannot_be_published(work_as, cast) -> None:
    with pytest.raises(NotFound) as caught, work_as(cast.steward) as work:
        services.publish(work, "0123456789abcdef")
    assert caught.value.code == "photos.unknown"


def test_every_photo_is_walked_in_batches(
    runtime, photo, prepared, work_as, cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from registry.photos.queries import rows

    monkeypatch.setattr(rows, "_BATCH", 2)
    with work_as(cast.crew) as work:
        ids = {photo.id} | {services.keep(work, prepared).id for _ in range(4)}
    with runtime.database.read() as session:
        walked = list(verification.walk(session, runtime.store))
    assert [each.id for each in walked] == sorted(ids)
    assert {each.fault for each in walked} == {""}


def test_the_walk_names_what_is_missing_and_what_has_changed(runtime, photo) -> None:
    path = runtime.store.root / photo.small_key[:2] / photo.small_key
    path.chmod(0o600)
    path.write_bytes(b"another picture")
    with runtime.database.read() as session:
        (changed,) = verification.walk(session, runtime.store)
        runtime.store.delete(photo.sha256)
        (missing,) = verification.walk(session, runtime.store)
    assert "small has changed" in changed.fault
    assert "original is missing" in missing.fault
    assert changed.id == missing.id == photo.id


def age(store, digest: str) -> None:
    os.utime(store.root / digest[:2] / digest, (0, 0))


def test_the_sweep_removes_old_bytes_that_nothing_points_at_and_no_others(
    runtime, photo, work_as, cast
) -> None:
    store = runtime.store
    contents = {name: name.encode() for name in ("old", "fresh", "evidence file")}
    digests = {name: digest_of(content) for name, content in contents.items()}
    for name, content in contents.items():
        store.put(digests[name], content)
    for digest in (digests["old"], digests["evidence file"], photo.sha256, photo.large_key):
        age(store, digest)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for removed in (1, 0):
        with work_as(cast.steward) as work:
            found = services.sweep(
                work,
                store,
                put_before=yesterday,
                used_elsewhere=lambda digest: digest == digests["evidence file"],
            )
        assert found == removed
    kept = {digests["fresh"], digests["evidence file"]}
    assert blobs(store) == kept | {photo.sha256, photo.large_key, photo.small_key}
    with runtime.database.read() as session:
        swept = journal.history(session, ("store", "photos"))
    assert [entry.after for entry in swept] == [{"blobs": 1}]
