"""What a phone could not send is handed in as a file: once, whole, by the person who saved it."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest

from registry.core import journal
from registry.signage import queries
from tests.support.bundles import bundle_of, entry_of
from tests.support.pictures import jpeg, scene
from tests.support.signs import manifest_of, text_of

PATH = "/field/import"


@pytest.fixture(scope="module")
def near():
    return jpeg(scene(seed=81))


@pytest.fixture(scope="module")
def far():
    return jpeg(scene(seed=82))


@pytest.fixture
def ident():
    return str(uuid.uuid4())


@pytest.fixture
def hand_in(client, sign_in):
    """`hand_in(content)`: by the crew member who saved it, or by somebody else."""

    def send(content, who="crew", name="field.zip"):
        sign_in(client, who)
        return client.post(PATH, data={"file": (io.BytesIO(content), name)})

    return send


def whole(cast, sign, ident, near, far, **changes):
    files = {f"{ident}/near.jpeg": near, f"{ident}/far.jpeg": far}
    return bundle_of([entry_of(cast.crew, sign, ident, near, far, **changes)], files)


def stored(runtime, ident):
    with runtime.database.read() as session:
        return queries.report_by_client_id(session, ident)


@pytest.mark.database
def test_a_file_handed_in_twice_is_one_report(hand_in, runtime, cast, stage, ident, near, far):
    content = whole(cast, stage.made(), ident, near, far)
    assert hand_in(content).status_code == 303
    row = stored(runtime, ident)
    assert (row.status, row.reporter_id, row.accuracy_m) == ("received", cast.crew.id, 9.5)
    assert hand_in(content).headers["Location"] == "/field/mine"
    with runtime.database.read() as session:
        verbs = [e.verb for e in journal.history(session, ("field_report", row.id))]
        assert sorted(verbs) == ["signage.report_declared", "signage.report_received"]


def test_what_the_phone_began_to_send_is_completed(
    hand_in, client, sign_in, runtime, cast, stage, ident, near, far
):
    sign = stage.made()
    sign_in(client, "crew")
    declared = client.put(f"/api/v1/reports/{ident}", json=manifest_of(sign, near, far))
    assert declared.status_code == 201
    assert hand_in(whole(cast, sign, ident, near, far)).status_code == 303
    assert stored(runtime, ident).status == "received"


@pytest.mark.database
def test_one_bad_report_does_not_hold_back_the_others(
    hand_in, runtime, cast, stage, ident, near, far
):
    sign, other = stage.made(), str(uuid.uuid4())
    entries = [
        entry_of(cast.crew, sign, other, near, far, photos=[]),
        entry_of(cast.crew, sign, ident, near, far),
    ]
    files = {f"{ident}/near.jpeg": near, f"{ident}/far.jpeg": far}
    answer = hand_in(bundle_of(entries, files))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "文件里的近照缺失或不完整" in page
    assert "收下 1 份" in page
    assert stored(runtime, ident).status == "received"
    assert stored(runtime, other) is None


def test_only_the_person_who_saved_it_may_hand_it_in(
    hand_in, runtime, cast, stage, ident, near, far
):
    content = whole(cast, stage.made(), ident, near, far)
    answer = hand_in(content, who="other_crew")
    assert answer.status_code == 422
    assert "本人登录后补交" in text_of(answer)
    assert cast.crew.name in text_of(answer)
    for part in ("reviewer_city", "steward", "stranger"):
        assert hand_in(content, who=part).status_code == 403
    assert stored(runtime, ident) is None


def test_a_changed_photo_is_not_taken(hand_in, runtime, cast, stage, ident, near, far):
    sign = stage.made()
    files = {f"{ident}/near.jpeg": near[:-9] + b"x" * 9, f"{ident}/far.jpeg": far}
    answer = hand_in(bundle_of([entry_of(cast.crew, sign, ident, near, far)], files))
    assert answer.status_code == 422
    assert "缺失或不完整" in text_of(answer)
    assert stored(runtime, ident) is None


def inflating():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reports.json", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "请选择手机存下的 ZIP 文件"),
        (b"not a zip", "这不是手机存下的 ZIP 文件"),
        (bundle_of([], {})[:-40], "这不是手机存下的 ZIP 文件"),
        (bundle_of([], {}, format=9), "另一个版本"),
        (bundle_of([{"client_id": "x"}], {}), "reports.json 写得不对"),
        (inflating(), "没有 reports.json"),
    ],
    ids=["nothing", "no zip", "cut", "other format", "no report", "inflating"],
)
def test_a_file_that_is_none_is_told_what_is_wrong(hand_in, content, words):
    answer = hand_in(content, name="x.zip" if content else "")
    assert answer.status_code == 422
    assert words in text_of(answer)


def test_names_that_lead_out_of_the_file_lead_nowhere(
    hand_in, runtime, cast, stage, ident, near, far, tmp_path
):
    entry = entry_of(cast.crew, stage.made(), ident, near, far)
    entry["photos"][0]["file"] = "../../etc/passwd"
    answer = hand_in(bundle_of([entry], {f"{ident}/far.jpeg": far}))
    assert answer.status_code == 422
    assert stored(runtime, ident) is None
