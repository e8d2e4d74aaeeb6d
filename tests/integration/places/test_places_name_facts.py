"""Facts of a name are corrected with a reason, and a name entered by mistake is taken off."""

from __future__ import annotations

import io

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.photos.rules import Limits
from registry.places import queries, services
from registry.places.models import Claim, PlaceName
from registry.places.queries.history import changes
from registry.places.queries.past import past_state
from registry.places.rules import NameKind
from registry.places.services import NewName
from registry.sources import services as sources

HTML = {"Accept": "text/html"}
ENGLISH = {**HTML, "Accept-Language": "en"}
FORM = {
    "name_kind": "historical",
    "from_verbatim": "唐武德四年",
    "year_from_min": "621",
    "year_from_max": "621",
    "to_verbatim": "宋初",
    "year_to_min": "960",
    "year_to_max": "997",
    "years_computed_by": "",
    "approval_basis": "approved",
    "approval_document": "庐政〔1985〕7号",
    "orthography_note": "渚，来源作“陼”",
    "minority_text": "ᠬᠡᠭᠡᠷ᠎ᠡ",
    "minority_language": "mn-Mong",
    "reason": "据县志更正",
}
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 64


@pytest.fixture
def sanhe(gazetteer):
    """A town with an old name (鹊渚)."""
    return gazetteer.places["sanhe"]


@pytest.fixture
def old(runtime, sanhe):
    """The id of its old name."""
    return by_text(runtime, sanhe)["鹊渚"].id


@pytest.fixture
def shelf(runtime, cast):
    """A book with a passage, a recording and a scan: (citation, recording, scan)."""
    with runtime.write(cast.steward) as work:
        book = sources.add_source(work, source_type="gazetteer", title="三河志", edition="排印本")
        cited = sources.cite(work, source_id=book.id, locator="卷一", quote="三河古名鵲渚").id
    files = []
    for content, name, role in ((MP3, "读音.mp3", "audio"), (b"%PDF-1.7\n", "页.pdf", "scan")):
        prepared = sources.prepare_file(
            runtime.store,
            io.BytesIO(content),
            file_name=name,
            role=role,
            max_bytes=1_000_000,
            photo_limits=Limits(),
        )
        with runtime.write(cast.steward) as work:
            more = {"licence": "公有领域", "consent": "本人同意", "public": role == "audio"}
            files.append(sources.attach_file(work, book.id, prepared, **more).id)
    return cited, *files


def by_text(runtime, place_id):
    with runtime.database.read() as session:
        return {name.text: name for name in queries.known_dossier(session, place_id).names}


@pytest.mark.database
def test_every_fact_of_a_name_is_corrected_through_its_form_and_kept_as_it_was(
    runtime, client, sign_in, sanhe, old, shelf
) -> None:
    cited, audio, _scan = shelf
    sign_in(client, "steward")
    path = f"/places/{sanhe}/names/{old}/edit"
    form = client.get(path, headers=HTML)
    assert form.status_code == 200
    version = by_version(runtime, sanhe)
    address = f"https://example.org/sources/x/files/{audio}/original"
    sent = {**FORM, "citation_id": cited, "reading_audio": address, "seen_version": version}
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    name = by_text(runtime, sanhe)["鹊渚"]
    assert (name.name_kind, name.from_verbatim, name.to_verbatim) == (
        "historical",
        "唐武德四年",
        "宋初",
    )
    years = name.years
    assert (years.from_min, years.from_max, years.to_min, years.to_max) == (621, 621, 960, 997)
    assert name.years_computed_by == "steward"
    assert (name.approval_basis, name.approval_document) == ("approved", "庐政〔1985〕7号")
    assert (name.minority_language, name.orthography_note) == ("mn-Mong", "渚，来源作“陼”")
    assert (name.citation.id, name.audio.id) == (cited, audio)
    page = client.get(f"/places/{sanhe}", headers=ENGLISH).text
    for words in ("庐政〔1985〕7号", "Hear the name", "唐武德四年 – 宋初", 'lang="mn-Mong"'):
        assert words in page, words
    item = next(
        one for one in client.get(f"/api/v1/places/{sanhe}").json["names"] if one["text"] == "鹊渚"
    )
    assert item["years"] == [621, 621, 960, 997]
    assert (item["language"], item["citation_id"]) == ("mn-Mong", cited)
    with runtime.database.read() as session:
        change = changes(session, sanhe, decimals=None).items[0]
        entry = journal.latest(session)[0]
        before = past_state(session, sanhe, change.number)
    assert (change.verb, change.reason) == ("places.name_corrected", "据县志更正")
    told = {field.name for diff in change.differences for field in diff.fields}
    assert told >= {"name_kind", "years", "minority_text", "citation_id", "reading_audio"}
    assert "读音.mp3" in client.get(f"/places/{sanhe}/history", headers=HTML).text
    assert entry.after["name"] == "鹊渚"
    kept = next(one for one in before["names"] if one["id"] == old)
    assert (kept["minority_text"], kept["approval_basis"]) == ("", "unrecorded")
    # What the form shows is what was stored: sent back as it is, nothing changes.
    shown = client.get(path, headers=HTML).text
    assert 'value="621"' in shown
    assert f'value="{cited}" checked' in shown
    again = {**sent, "years_computed_by": "steward", "seen_version": by_version(runtime, sanhe)}
    assert client.post(path, data=again, headers=HTML).status_code == 303
    assert by_version(runtime, sanhe) == int(again["seen_version"])


def by_version(runtime, place_id):
    with runtime.database.read() as session:
        return queries.known_dossier(session, place_id).row_version


def test_the_approval_of_a_standard_name_is_recorded_afterwards(
    runtime, client, sign_in, sanhe
) -> None:
    name = by_text(runtime, sanhe)["三河镇"]
    sign_in(client, "steward")
    path = f"/places/{sanhe}/names/{name.id}/edit"
    sent = {
        "name_kind": "standard",
        "approval_basis": "approved",
        "approval_document": "",
        "reason": "补登批文",
        "seen_version": by_version(runtime, sanhe),
    }
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert 'href="#field-approval_document"' in refused.text
    assert "补登批文" in refused.text
    sent["approval_document"] = "皖民〔1992〕3号"
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    assert by_text(runtime, sanhe)["三河镇"].approval_document == "皖民〔1992〕3号"
    for kind in ("former", ""):
        bad = {**sent, "name_kind": kind, "seen_version": by_version(runtime, sanhe)}
        assert client.post(path, data=bad, headers=HTML).status_code == 422
    assert by_text(runtime, sanhe)["三河镇"].name_kind == "standard"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"minority_language": ""}, {"minority_language"}),
        ({"minority_language": "蒙古语"}, {"minority_language"}),
        ({"minority_text": ""}, {"minority_text"}),
        ({"approval_document": "", "reason": ""}, {"approval_document", "reason"}),
        ({"year_from_min": "700", "year_to_max": "900"}, {"year_from_max", "year_to_max"}),
        ({"year_from_min": "0"}, {"year_from_min"}),
        ({"citation_id": "0" * 16}, {"citation_id"}),
        ({"citation_id": "no such id"}, {"citation_id"}),
        ({"reading_audio": "0" * 16}, {"reading_audio"}),
        ({"reading_audio": "https://example.org/"}, {"reading_audio"}),
        ({"orthography_note": "字" * 301, "name_kind": "standard"}, {"orthography_note"}),
        ({"name_kind": "standard"}, {"name_kind"}),
        ({"name_kind": "emperor"}, {"name_kind"}),
    ],
)
def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    runtime, client, sign_in, sanhe, old, change, fields
) -> None:
    sign_in(client, "steward")
    version = by_version(runtime, sanhe)
    sent = {**FORM, "seen_version": version, **change}
    answer = client.post(f"/places/{sanhe}/names/{old}/edit", data=sent, headers=HTML)
    assert answer.status_code == 422
    for field in fields:
        assert f'href="#field-{field}"' in answer.text, field
    assert by_version(runtime, sanhe) == version
    assert "据县志更正" in answer.text or "reason" in change


def test_what_came_from_a_file_says_from_which_row_of_it(
    runtime, client, sign_in, cast, sanhe, old
) -> None:
    with runtime.write(cast.steward) as work:
        claim = services.assert_claim(
            work, place_id=sanhe, claim_type="legend", value_text="传说", name_id=old
        ).id
        for row in (work.session.get_one(PlaceName, old), work.session.get_one(Claim, claim)):
            row.import_run_id, row.import_row = "r" * 16, 4711
    pages = (f"/places/{sanhe}", f"/places/{sanhe}/claims/{claim}")
    for page in pages:
        text = client.get(page, headers=ENGLISH).text
        assert "row 4711" in text
        assert "r" * 16 not in text
    sign_in(client, "steward")
    for page in pages:
        assert "r" * 16 in client.get(page, headers=ENGLISH).text


def test_a_scan_is_no_recording(runtime, client, sign_in, sanhe, old, shelf) -> None:
    sign_in(client, "steward")
    sent = {**FORM, "reading_audio": shelf[2], "seen_version": by_version(runtime, sanhe)}
    answer = client.post(f"/places/{sanhe}/names/{old}/edit", data=sent, headers=HTML)
    assert 'href="#field-reading_audio"' in answer.text


def test_the_search_for_a_passage_writes_nothing(
    runtime, client, sign_in, sanhe, old, shelf
) -> None:
    sign_in(client, "steward")
    sent = {**FORM, "find_citation": "1", "citation_q": "鵲渚"}
    for path in (f"/places/{sanhe}/names/{old}/edit", f"/places/{sanhe}/names"):
        page = client.post(path, data=sent, headers=HTML)
        assert page.status_code == 200
        assert "三河古名鵲渚" in page.text
        assert "庐政〔1985〕7号" in page.text
    assert by_text(runtime, sanhe)["鹊渚"].approval_basis == "unrecorded"


def test_a_new_name_brings_its_facts_along(runtime, client, sign_in, sanhe, shelf) -> None:
    sign_in(client, "steward")
    sent = {**FORM, "text": "鹊岸", "citation_id": shelf[0], "reading_audio": shelf[1]}
    assert client.post(f"/places/{sanhe}/names", data=sent, headers=HTML).status_code == 303
    name = by_text(runtime, sanhe)["鹊岸"]
    assert (name.minority_text, name.orthography_note) == (
        FORM["minority_text"],
        FORM["orthography_note"],
    )
    assert (name.citation.id, name.audio.id) == (shelf[0], shelf[1])
    bad = {**sent, "text": "鹊头", "minority_language": "", "citation_id": "0" * 16}
    answer = client.post(f"/places/{sanhe}/names", data=bad, headers=HTML)
    assert answer.status_code == 422
    assert "鹊头" not in by_text(runtime, sanhe)


def test_a_recording_that_is_not_public_is_for_staff(
    runtime, client, sign_in, cast, sanhe, old, shelf
) -> None:
    with runtime.write(cast.steward) as work:
        services.correct_name(work, sanhe, old, {"reading_audio": shelf[1]}, reason="录音")
    assert "听读音" in client.get(f"/places/{sanhe}", headers=HTML).text
    with runtime.write(cast.steward) as work:
        sources.edit_file(
            work,
            shelf[1],
            caption="",
            licence="公有领域",
            consent="本人同意",
            retrieved_on=None,
            public=False,
            reason="收回",
        )
    assert "听读音" not in client.get(f"/places/{sanhe}", headers=HTML).text
    sign_in(client, "compiler")
    assert "听读音" in client.get(f"/places/{sanhe}", headers=HTML).text


@pytest.mark.database
def test_a_name_entered_by_mistake_is_taken_off_and_the_past_keeps_it(
    runtime, client, sign_in, cast, sanhe
) -> None:
    with runtime.write(cast.steward) as work:
        name_id = services.add_name(work, sanhe, NewName("三合镇", NameKind.VARIANT))
    sign_in(client, "steward")
    path = f"/places/{sanhe}/names/{name_id}/remove"
    version = by_version(runtime, sanhe)
    assert client.get(path, headers=HTML).status_code == 200
    refused = client.post(path, data={"reason": "", "seen_version": version}, headers=HTML)
    assert refused.status_code == 422
    assert client.get("/api/v1/places?q=三合镇").json["items"]
    sent = {"reason": "抄错", "seen_version": version}
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    assert "三合镇" not in by_text(runtime, sanhe)
    found = client.get("/api/v1/places?q=三合镇").json["items"]
    assert all((one["matched"] or {}).get("text") != "三合镇" for one in found)
    with runtime.database.read() as session:
        change = changes(session, sanhe, decimals=None).items[0]
        (lost,) = change.differences
    assert (change.verb, lost.act, lost.title) == ("places.name_removed", "removed", "三合镇")
    assert client.get(path, headers=HTML).status_code == 404
    with runtime.write(cast.steward) as work:
        services.restore(work, sanhe, change.number, reason="没有抄错")
    assert "三合镇" in by_text(runtime, sanhe)


def test_what_must_stay_is_not_taken_off(runtime, client, sign_in, cast, sanhe, old) -> None:
    names = by_text(runtime, sanhe)
    with runtime.write(cast.steward) as work:
        services.assert_claim(
            work, place_id=sanhe, claim_type="legend", value_text="传说", name_id=old
        )
    cases = {names["三河镇"].id: "places.name_standard", old: "places.name_in_use"}
    for name_id, code in cases.items():
        with pytest.raises(Refused) as told, runtime.write(cast.steward) as work:
            services.remove_name(work, sanhe, name_id, reason="误录")
        assert told.value.code == code
        assert told.value.advice is not None
    with runtime.write(cast.steward) as work:
        services.protect_name(work, sanhe, basis="名录一")
        services.rename(
            work,
            sanhe,
            new_text="鹊渚镇",
            basis="批复",
            protection_measure="立碑",
            override_reason="已批",
        )
    with pytest.raises(Refused) as told, runtime.write(cast.steward) as work:
        services.remove_name(work, sanhe, names["三河镇"].id, reason="误录")
    assert told.value.code == "places.name_protected"
    sign_in(client, "steward")
    sent = {"reason": "误录", "seen_version": by_version(runtime, sanhe)}
    page = client.post(f"/places/{sanhe}/names/{old}/remove", data=sent, headers=HTML)
    assert page.status_code == 422
    assert "误录" in page.text
    assert set(by_text(runtime, sanhe)) == {*names, "鹊渚镇"}


def test_a_name_that_came_with_a_merge_goes_back_by_undoing_the_merge(
    runtime, cast, sanhe, old, gazetteer
) -> None:
    with runtime.write(cast.steward) as work:
        work.session.get_one(PlaceName, old).absorbed_from = gazetteer.places["cuzhen"]
    with pytest.raises(Refused) as told, runtime.write(cast.steward) as work:
        services.remove_name(work, sanhe, old, reason="误录")
    assert told.value.code == "places.name_absorbed"


def test_only_who_keeps_the_place_corrects_its_names_and_who_was_second_is_told(
    runtime, client, sign_in, cast, gazetteer, sanhe, old
) -> None:
    facts = {"orthography_note": "注"}
    for person in (cast.stranger, cast.crew, cast.compiler):
        with pytest.raises(Forbidden), runtime.write(person) as work:
            services.correct_name(work, sanhe, old, facts, reason="改")
        with pytest.raises(Forbidden), runtime.write(person) as work:
            services.remove_name(work, sanhe, old, reason="改")
    sign_in(client, "compiler")
    assert client.get(f"/places/{sanhe}/names/{old}/edit").status_code == 403
    assert f"/names/{old}" not in client.get(f"/places/{sanhe}", headers=HTML).text
    version = by_version(runtime, sanhe)
    with runtime.write(cast.steward) as work:
        assert services.correct_name(work, sanhe, old, facts, reason="改", seen_version=version)
        assert not services.correct_name(work, sanhe, old, facts, reason="")
    for act in (services.correct_name, services.remove_name):
        given = ({"orthography_note": "又"},) if act is services.correct_name else ()
        with pytest.raises(Conflict) as late, runtime.write(cast.steward) as work:
            act(work, sanhe, old, *given, reason="改", seen_version=version)
        assert late.value.code == "places.changed_meanwhile"
    with pytest.raises(NotFound), runtime.write(cast.steward) as work:
        services.correct_name(work, gazetteer.places["cuzhen"], old, facts, reason="改")
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.correct_name(work, sanhe, old, {"text": "鹊"}, reason="改")


def test_a_kind_that_the_place_has_already_is_a_conflict(runtime, cast, sanhe, old) -> None:
    with runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName("鹊渚", NameKind.ALIAS))
    with pytest.raises(Conflict) as told, runtime.write(cast.steward) as work:
        services.correct_name(work, sanhe, old, {"name_kind": NameKind.ALIAS}, reason="改")
    assert told.value.code == "places.name_exists"


def test_a_name_of_the_plan_is_registered_before_its_place_is_built(
    runtime, client, sign_in, gazetteer
) -> None:
    sign_in(client, "steward")
    sent = {
        "name": "云谷溪路",
        "kind": "road",
        "division": gazetteer.feixi,
        "basis": "合政〔2026〕1号",
        "entity_status": "planned",
    }
    answer = client.post("/places/name-check/register", data=sent, headers=HTML)
    assert answer.status_code == 303
    place_id = answer.location.rpartition("/")[2]
    assert client.get(f"/api/v1/places/{place_id}").json["status"] == "planned"
    for status in ("vanished", "merged", "castle"):
        bad = {**sent, "name": "云谷河路", "entity_status": status}
        refused = client.post("/places/name-check/register", data=bad, headers=HTML)
        assert refused.status_code == 422
        assert 'href="#field-entity_status"' in refused.text
