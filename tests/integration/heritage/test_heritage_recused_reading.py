"""A recused person reads of a dossier what everybody reads, on every route that gives it out."""

from __future__ import annotations

import io
import zipfile

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules import Verdict
from registry.heritage.rules.visits import VisitSaid
from registry.heritage.rules.voting import Choice
from registry.heritage.services import AttachmentSaid
from tests.support.people import play
from tests.support.pictures import jpeg
from tests.support.pictures import scene as scene_picture

from .conftest import RULES, START, TODAY, acting_also_as, running

PDF = b"%PDF-1.4 the consent of an elder"
KEPT_OFF = ("expert", "steward", "reviewer_county", "reviewer_city", "reviewer_province")


def keep_off(scene, found, who) -> None:
    with scene.work_as(who, at=START) as work:
        services.recuse(work, found, reason="我是村里人")


def attach(runtime, scene, found) -> str:
    kept = services.keep_attachment(
        runtime.store, io.BytesIO(PDF), file_name="a.pdf", max_bytes=10_000, photo_limits=None
    )
    said = AttachmentSaid(caption="同意书", licence="review_only")
    with scene.work_as(scene.cast.compiler, at=START) as work:
        return services.attach(work, found, kept, said).id


def closed_addresses(found: str, objection: str = "") -> list[str]:
    page = f"/heritage/nominations/{found}"
    more = [f"/heritage/objections/{objection}/answer"] if objection else []
    return [page, f"{page}/attachments", f"{page}/visits/new", *more]


@pytest.mark.database
@pytest.mark.parametrize("part", KEPT_OFF)
def test_a_recused_person_is_told_why_the_dossier_is_closed(scene, client, sign_in, part):
    found = scene.in_review()
    sign_in(client, part)
    page = f"/heritage/nominations/{found}"
    assert client.get(page).status_code == 200
    assert found in client.get("/heritage/nominations").text
    keep_off(scene, found, getattr(scene.cast, part))
    shown = client.get(page)
    assert shown.status_code == 403
    assert "回避" in shown.text
    assert "龙城村" not in shown.text
    assert client.get(f"{page}/attachments").status_code == 403
    for address in ("/heritage/nominations", f"/places/{scene.place_id}", "/desk"):
        assert found not in client.get(address).text


def test_a_file_of_a_dossier_is_withheld_from_whoever_keeps_off_it(runtime, scene, client, sign_in):
    found = scene.nominate()
    kept = attach(runtime, scene, found)
    scene.submit(found)
    address = f"/heritage/attachments/{kept}/original"
    sign_in(client, "expert")
    assert client.get(address).status_code == 200
    keep_off(scene, found, scene.cast.expert)
    assert client.get(address).status_code == 404
    sign_in(client, "reviewer_county")
    assert client.get(address).status_code == 200


def test_whoever_keeps_off_still_reads_the_notice_and_no_objector(scene, client, sign_in):
    found, notice = running(scene)
    with scene.work_as(SYSTEM) as work:
        now = queries.notice(work.session, notice).starts_at
    objection = scene.object_(notice, at=now)
    keep_off(scene, found, scene.cast.steward)
    sign_in(client, "steward")
    for address in closed_addresses(found, objection):
        shown = client.get(address)
        assert shown.status_code in {403, 404}, address
        assert "王小明" not in shown.text
    assert client.get(f"/heritage/notices/{notice}").status_code == 200
    assert client.get(f"/heritage/notices/{notice}/snapshot.json").status_code == 200


def test_a_compiler_goes_on_with_their_own_dossier_whatever_was_declared(scene, client, sign_in):
    found = scene.nominate()
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        assert not queries.keeps_off(work.session, file, scene.cast.compiler)
    keep_off(scene, found, acting_also_as(scene.cast.compiler))
    sign_in(client, "compiler")
    assert client.get(f"/heritage/nominations/{found}").status_code == 200


def test_the_file_of_a_place_leaves_out_a_dossier_that_its_reader_keeps_off(scene):
    found = scene.in_review()

    def told(who):
        with scene.work_as(SYSTEM) as work:
            file = queries.place_archive(work.session, who, scene.place_id)
        return found in str(file)

    assert told(scene.cast.steward)
    keep_off(scene, found, scene.cast.steward)
    assert not told(scene.cast.steward)
    assert told(scene.cast.expert)


def test_a_place_s_file_holds_the_dossiers_its_reader_may_open(scene, client, sign_in):
    """Names and signs are for all staff; a draft is its compiler's, a dossier its division's."""
    found = scene.nominate()

    def files_of(who):
        with scene.work_as(SYSTEM) as work:
            told = queries.place_archive(work.session, who, scene.place_id) or {"record": {}}
        return [one["id"] for one in told["record"].get("nominations", [])]

    with scene.work_as(SYSTEM) as work:
        far = play(work, "far", Role.REVIEWER_COUNTY, scope="/elsewhere/far")
        leader = play(work, "crew's leader", Role.CREW_LEADER)
    insiders = (scene.cast.compiler, scene.cast.steward, SYSTEM)
    assert [files_of(who) for who in insiders] == [[found]] * 3
    outsiders = (scene.cast.reviewer_county, far, leader)
    assert [files_of(who) for who in outsiders] == [[]] * 3
    scene.submit(found)
    assert [files_of(who) for who in outsiders] == [[found], [], []]
    for role, is_in in (("steward", True), ("crew_leader", False)):
        sign_in(client, role)
        answer = client.get(f"/places/{scene.place_id}/archive.zip?variant=full")
        record = zipfile.ZipFile(io.BytesIO(answer.data)).read("record.json").decode()
        assert (answer.status_code, found in record) == (200, is_in)


def test_the_journal_says_what_was_done_to_a_dossier_and_not_why_to_whoever_keeps_off(
    scene, client, sign_in
):
    found, said = scene.in_review(), "只给办理的人看的理由"
    seen = scene.version(found)
    with scene.work_as(scene.cast.expert, at=START) as work:
        meets = {one["key"]: (Verdict.MEETS, "碑文可证") for one in RULES["criteria"]}
        services.find(work, found, findings=meets, seen_version=seen)
        services.vote(work, found, choice=Choice.APPROVE, reason=said, seen_version=seen)
    sign_in(client, "steward")
    page = client.get("/desk/journal").get_data(as_text=True)
    assert said in page
    assert found in page
    keep_off(scene, found, scene.cast.steward)
    page = client.get("/desk/journal").get_data(as_text=True)
    assert said not in page
    assert found not in page
    assert "heritage.voted" in page
    sign_in(client, "administrator")
    assert said in client.get("/desk/journal").get_data(as_text=True)


def test_the_bureau_keeps_somebody_off_and_stays_on_the_page(scene, client, sign_in):
    found = scene.in_review()
    keep_off(scene, found, scene.cast.expert)
    sign_in(client, "steward")
    assert client.get(f"/heritage/nominations/{found}").status_code == 200
    sign_in(client, "expert")
    assert client.get(f"/heritage/nominations/{found}").status_code == 403


def test_a_site_visit_and_its_photo_are_closed_to_whoever_keeps_off(
    runtime, scene, client, sign_in
):
    found = scene.in_review()
    said = VisitSaid(TODAY, "村口", "王某", "老人说碑是后立的", {"remains": "完整"}, shared=True)
    seen = scene.version(found)
    kept = services.keep_visit_photo(
        runtime.store,
        io.BytesIO(jpeg(scene_picture(1))),
        file_name="a.jpg",
        max_bytes=10_000_000,
        photo_limits=None,
    )
    with scene.work_as(scene.cast.expert, at=START) as work:
        made = services.record_visit(work, found, said=said, seen_version=seen).id
        photo = services.add_visit_photo(work, made, kept, caption="村口的碑").id
    sign_in(client, "steward")
    addresses = [f"/heritage/visits/{made}"]
    addresses += [
        f"/heritage/visit-photos/{photo}/files/{kind}" for kind in ("original", "copy", "preview")
    ]
    assert {client.get(one).status_code for one in addresses} == {200}
    keep_off(scene, found, scene.cast.steward)
    assert {client.get(one).status_code for one in addresses} == {403}


def test_declaring_it_on_the_page_leads_away_from_the_dossier(scene, client, sign_in):
    found = scene.in_review()
    sign_in(client, "expert")
    said = {"recused_id": "", "recusal_reason": "我是村里人"}
    answer = client.post(f"/heritage/nominations/{found}/recusals", data=said)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/heritage/nominations")
    told = client.get("/heritage/nominations")
    assert "已登记回避" in told.text
    assert client.get(f"/heritage/nominations/{found}").status_code == 403


@pytest.mark.parametrize("part", ["expert", "steward", "reviewer_county"])
def test_no_page_of_a_file_opens_to_whoever_keeps_off_it(scene, client, sign_in, app, part):
    found = scene.in_review()
    keep_off(scene, found, getattr(scene.cast, part))
    sign_in(client, part)
    asked = {}
    for rule in app.url_map.iter_rules():
        if "<nomination_id>" not in rule.rule or "GET" not in rule.methods:
            continue
        values = {"nomination_id": found, "link_id": "0" * 16, "step": "origin"}
        address = rule.rule
        for name, value in values.items():
            address = address.replace(f"<{name}>", value)
        shown = client.get(address)
        asked[rule.rule] = shown.status_code
        assert "龙城村" not in shown.text, address
    assert len(asked) >= 9
    assert set(asked.values()) <= {403, 404}, asked
