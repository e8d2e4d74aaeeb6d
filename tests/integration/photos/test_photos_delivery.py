"""Who gets which bytes of a photo over HTTP, and how long they may keep them."""

from __future__ import annotations

import pytest

from registry.photos import services
from tests.support import pictures

HIDDEN_FROM = ("stranger",)
SEEN_BY = ("crew", "crew_leader", "compiler", "reviewer_county", "expert", "steward")


@pytest.fixture
def prepared(runtime):
    content = pictures.jpeg(pictures.scene(2000, 1500), exif=pictures.phone_exif())
    return services.prepare(runtime.store, content)


@pytest.fixture
def photo(prepared, work_as, cast):
    with work_as(cast.crew) as work:
        return services.keep(work, prepared)


@pytest.fixture
def public(photo, work_as, cast):
    with work_as(cast.steward) as work:
        return services.publish(work, photo.id)


@pytest.mark.parametrize("variant", ["large", "small"])
def test_a_visitor_sees_the_copies_of_a_public_photo(client, runtime, public, variant) -> None:
    answer = client.get(f"/photos/{public.id}/{variant}")
    assert answer.status_code == 200
    assert answer.data == runtime.store.read(getattr(public, f"{variant}_key"))
    assert b"Exif" not in answer.data
    assert answer.content_type == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["ETag"] == f'"{getattr(public, f"{variant}_key")}"'


def test_a_browser_that_has_the_bytes_is_told_so_without_asking_the_store(
    client, runtime, public
) -> None:
    etag = client.get(f"/photos/{public.id}/large").headers["ETag"]
    runtime.store.delete(public.large_key)
    answer = client.get(f"/photos/{public.id}/large", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag


def test_the_original_is_never_served(client, runtime, public, sign_in) -> None:
    sign_in(client, "steward")
    for variant in ("original", "sha256", public.sha256, "Large", "large.jpg", ""):
        assert client.get(f"/photos/{public.id}/{variant}").status_code == 404


def test_an_unpublished_photo_and_an_unknown_one_look_the_same_to_a_visitor(client, photo) -> None:
    hidden = client.get(f"/photos/{photo.id}/large", headers={"Accept": "application/json"})
    unknown = client.get("/photos/0123456789abcdef/large", headers={"Accept": "application/json"})
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json["code"] == unknown.json["code"] == "photos.unknown"


@pytest.mark.parametrize("part", SEEN_BY)
def test_those_who_work_with_photos_see_unpublished_ones_and_ask_each_time(
    client, photo, sign_in, part
) -> None:
    sign_in(client, part)
    answer = client.get(f"/photos/{photo.id}/large")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("part", HIDDEN_FROM)
def test_others_with_an_account_do_not(client, photo, sign_in, part) -> None:
    sign_in(client, part)
    assert client.get(f"/photos/{photo.id}/large").status_code == 404


def test_a_withheld_photo_is_gone_at_once(client, public, work_as, cast) -> None:
    etag = client.get(f"/photos/{public.id}/large").headers["ETag"]
    with work_as(cast.steward) as work:
        services.withhold(work, public.id, reason="拍到了行人")
    answer = client.get(f"/photos/{public.id}/large", headers={"If-None-Match": etag})
    assert answer.status_code == 404


def test_a_copy_lost_from_the_store_is_a_problem_and_no_traceback(client, runtime, public) -> None:
    runtime.store.delete(public.small_key)
    answer = client.get(f"/photos/{public.id}/small", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (404, "storage.missing")
