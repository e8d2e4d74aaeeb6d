"""A photo that somebody else sent to the crew is evidence of its own class by every way in."""

from __future__ import annotations

import io
import uuid

import pytest

from registry.signage import queries
from registry.signage.rules.checks import Result
from registry.signage.rules.kinds import CaptureSource
from tests.support.bundles import bundle_of, entry_of
from tests.support.pictures import jpeg, scene
from tests.support.signs import form_of, manifest_of, text_of

pytestmark = pytest.mark.database


def by_the_form(client, _cast, sign, ident, near, far):
    sent = {"near": (io.BytesIO(near), "a.jpg"), "far": (io.BytesIO(far), "b.jpg")}
    form = form_of(sign, client_id=ident, capture_source="forwarded", **sent)
    return client.post("/field/reports", data=form)


def by_the_phone(client, _cast, sign, ident, near, far):
    manifest = manifest_of(sign, near, far, capture_source="forwarded")
    answer = client.put(f"/api/v1/reports/{ident}", json=manifest)
    for entry, content in zip(manifest["photos"], (near, far), strict=True):
        path = f"/api/v1/reports/{ident}/photos/{entry['sha256']}"
        answer = client.put(path, data=content, content_type="image/jpeg")
    return answer


def by_a_file(client, cast, sign, ident, near, far):
    entry = entry_of(cast.crew, sign, ident, near, far)
    entry["manifest"]["capture_source"] = "forwarded"
    content = bundle_of([entry], {f"{ident}/near.jpeg": near, f"{ident}/far.jpeg": far})
    return client.post("/field/import", data={"file": (io.BytesIO(content), "field.zip")})


@pytest.mark.parametrize("way", [by_the_form, by_the_phone, by_a_file])
def test_a_forwarded_photo_is_taken_in_flagged_and_shown_in_words(
    client, sign_in, cast, stage, seen, run_jobs, way
):
    near, far = jpeg(scene(seed=41)), jpeg(scene(seed=42))
    ident = str(uuid.uuid4())
    sign_in(client, "crew")
    assert way(client, cast, stage.made(), ident, near, far).status_code in {201, 303}
    run_jobs()
    row = seen(queries.report_by_client_id, ident)
    assert row.capture_source == CaptureSource.FORWARDED
    (found,) = [each for each in seen(queries.checks_stored, row.id) if each.key == "source"]
    assert (found.result, found.reason) == (Result.FLAG, "forwarded")
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{row.id}"))
    assert "别人转发来的，经过压缩，拍摄时间和地点无从核对" in page


def test_the_form_without_scripts_offers_what_was_forwarded(client, sign_in, stage):
    sign_in(client, "crew")
    page = text_of(client.get(f"/field/signs/{stage.made().id}"))
    assert '<option value="forwarded">别人转发来的</option>' in page
