"""The pages of the polyphone desk, of the table of readings and of one spelling."""

from __future__ import annotations

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.places import queries, services
from registry.places.queries.readings import local_readings
from registry.places.rules import PlaceKind
from registry.places.services import NewName, NewPlace
from tests.support.people import play

HTML = {"Accept": "text/html"}


@pytest.fixture
def qu(runtime, gazetteer) -> str:
    """A road with an open reading, entered by nobody in particular; returns its id."""
    with runtime.write(SYSTEM) as work:
        row = NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName("曲塘路")])
        return services.add_place(work, row)


def name_id(runtime, place_id: str) -> str:
    with runtime.database.read() as session:
        return queries.place_dossier(session, place_id).names[0].id


def test_the_desk_is_for_staff_and_says_when_it_is_empty(client, sign_in, gazetteer) -> None:
    for path in ("/places/readings", "/places/readings/table"):
        assert client.get(path, headers=HTML).status_code == 303
        sign_in(client, "crew")
        assert client.get(path, headers=HTML).status_code == 403
        sign_in(client, "compiler")
        assert client.get(path, headers=HTML).status_code == 200
        client.delete_cookie("registry_session")
        sign_in(client, "visitor")
    sign_in(client, "steward")
    assert "没有要定的读音" in client.get("/places/readings", headers=HTML).text


def test_a_spelling_is_approved_from_the_desk_with_the_basis_of_the_sitting(
    runtime, client, sign_in, gazetteer, qu
) -> None:
    sign_in(client, "steward")
    page = client.get("/places/readings?county=340122&basis=县志", headers=HTML)
    for text in ("曲塘路", "Qūtáng Lù", "qǔ", "多音字未定", 'value="县志"'):
        assert text in page.text
    assert "曲塘路" not in client.get("/places/readings?county=340123", headers=HTML).text
    assert client.get("/places/readings?planet=x", headers=HTML).status_code == 422
    path = f"/places/readings/names/{name_id(runtime, qu)}?county=340122&basis=县志"
    sent = {"toned": "Qūtáng Lù", "basis": "", "seen_toned": "Qūtáng Lù"}
    wrong = client.post(path, data={**sent, "toned": "Qutang Road"}, headers=HTML)
    assert wrong.status_code == 422
    assert 'value="Qutang Road"' in wrong.text
    refused = client.post(path, data={**sent, "toned": "Qutang Road", "basis": "x"}, headers=HTML)
    assert "ROAD" in refused.text
    done = client.post(path, data={**sent, "basis": "县志卷二"}, headers=HTML)
    assert done.status_code == 303
    assert "county=340122" in done.headers["Location"]
    after = client.get(done.headers["Location"], headers=HTML).text
    assert "这个县区没有要定的读音" in after
    # The last one stays in reach of whoever pressed too early.
    assert "Qūtáng Lù" in after
    assert f'href="/places/{qu}/spelling?name={name_id(runtime, qu)}"' in after
    late = client.post(path, data={**sent, "basis": "x", "seen_toned": "Qǔtáng Lù"}, headers=HTML)
    assert late.status_code == 409
    assert "曲塘路" in late.text


def test_the_desk_counts_what_it_lists_and_knows_its_counties(
    client, sign_in, gazetteer, qu
) -> None:
    sign_in(client, "steward")
    assert "1 个名称" in client.get("/places/readings?county=340122", headers=HTML).text
    elsewhere = client.get("/places/readings?county=340123", headers=HTML).text
    assert "0 个名称" in elsewhere
    assert "这个县区没有要定的读音" in elsewhere
    assert 'href="/places/readings"' in elsewhere, "the way to those of all counties"
    unknown = client.get("/places/readings?county=999999", headers=HTML)
    assert unknown.status_code == 422
    assert "没有这个县区" in unknown.text
    # A name that is none, or not approved, is not told as done.
    for done in ("0" * 16, "x"):
        page = client.get(f"/places/readings?done={done}", headers=HTML)
        assert (page.status_code, "改这一条" in page.text) == (200, False)


def test_a_refusal_is_told_on_top_and_leads_to_the_name_it_is_about(
    runtime, client, sign_in, gazetteer, qu
) -> None:
    sign_in(client, "steward")
    own = name_id(runtime, qu)
    sent = {"toned": "Qutang Road", "basis": "x", "seen_toned": "Qūtáng Lù"}
    page = client.post(f"/places/readings/names/{own}", data=sent, headers=HTML).text
    summary = page.split('id="error-summary"')[1].split("</div>")[0]
    assert "ROAD" in summary
    assert f'href="#name-{own}"' in summary
    assert "曲塘路" in summary
    assert page.index('id="error-summary"') < page.index(f'id="name-{own}"')


def test_what_is_stored_may_be_kept_against_the_rules(runtime, client, sign_in, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        row = NewPlace(
            PlaceKind.ROAD, gazetteer.feidong, [NewName("沈阳路", roman_toned="Chényáng Lù")]
        )
        place_id = services.add_place(work, row)
    sign_in(client, "steward")
    page = client.get("/places/readings", headers=HTML).text
    assert "保留现存拼写" in page
    sent = {
        "toned": "Shěnyáng Lù", "basis": "老人读音", "seen_toned": "Chényáng Lù", "keep": "1",
    }  # fmt: skip
    path = f"/places/readings/names/{name_id(runtime, place_id)}"
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    with runtime.database.read() as session:
        assert queries.place_card(session, place_id).roman_toned == "Chényáng Lù"


def test_the_person_who_entered_an_open_name_is_told_before_and_refused_after(
    runtime, cast, client, sign_in, gazetteer
) -> None:
    with runtime.write(cast.steward) as work:
        row = NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName("曲塘路")])
        place_id = services.add_place(work, row)
    sign_in(client, "steward")
    page = client.get("/places/readings", headers=HTML).text
    assert "要由第二个人审定" in page
    assert "/places/readings/names/" not in page
    sent = {"toned": "Qūtáng Lù", "basis": "x", "seen_toned": "Qūtáng Lù"}
    path = f"/places/readings/names/{name_id(runtime, place_id)}"
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert "第二个人" in refused.text


def test_a_reading_goes_from_proposal_to_approval_to_retirement_in_the_page(
    runtime, cast, client, sign_in, gazetteer
) -> None:
    with runtime.write(SYSTEM) as work:
        second = play(work, "second_steward", Role.STEWARD)
    path = "/places/readings/table"
    sign_in(client, "steward")
    sent = {"hanzi": "石塘", "toned": "dàn", "basis": "老人", "division": gazetteer.feidong}
    wrong = client.post(path, data=sent, headers=HTML)
    assert wrong.status_code == 422
    assert "2 个字要写 2 个音节" in wrong.text
    sent["toned"] = "dàn táng"
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    again = client.post(path, data=sent, headers=HTML)
    assert again.status_code == 409
    with runtime.database.read() as session:
        row = local_readings(session)[0]
    assert "这一条是您提出的" in client.get(path, headers=HTML).text
    act = f"/places/readings/{row.id}"
    own = client.post(f"{act}/approve", data={"seen_version": "1"}, headers=HTML)
    assert own.status_code == 422
    assert "第二个人" in own.text
    sign_in(client, second)
    assert "审定读音" in client.get(path, headers=HTML).text
    assert (
        client.post(f"{act}/approve", data={"seen_version": "1"}, headers=HTML).status_code == 303
    )
    shown = client.get(path, headers=HTML).text
    assert "生效" in shown
    assert "1 个名称的疑问标记随之改变" in shown
    assert "石塘镇" in client.get("/places/readings", headers=HTML).text
    no_reason = client.post(f"{act}/retire", data={"seen_version": "2", "reason": ""}, headers=HTML)
    assert no_reason.status_code == 422
    sent = {"seen_version": "2", "reason": "记错"}
    assert client.post(f"{act}/retire", data=sent, headers=HTML).status_code == 303
    assert client.post(f"{act}/retire", data=sent, headers=HTML).status_code == 422


def test_one_spelling_is_approved_and_cut_on_its_own_page(
    runtime, client, sign_in, gazetteer
) -> None:
    place_id = gazetteer.places["sanhe"]
    with runtime.database.read() as session:
        names = {name.text: name.id for name in queries.place_dossier(session, place_id).names}
    path = f"/places/{place_id}/spelling"
    sign_in(client, "steward")
    page = client.get(path, query_string={"name": names["三汊河"]}, headers=HTML)
    assert page.status_code == 200
    assert "Sānchàhé" in page.text
    assert client.get(path, query_string={"name": "0" * 16}, headers=HTML).status_code == 404
    sent = {"toned": "Sānchà Hé", "basis": "县志", "name_id": names["三汊河"]}
    assert client.post(path, data=sent, headers=HTML).status_code == 303
    wrong = client.post(path, data={**sent, "toned": "Sancha River", "basis": ""}, headers=HTML)
    assert wrong.status_code == 422
    assert "Sancha River" in wrong.text
    assert client.post(path, data={**sent, "name_id": "0" * 16}, headers=HTML).status_code == 404
    parts = f"/places/{place_id}/names/{names['三汊河']}/parts"
    bad = client.post(
        parts, data={"specific": "三汊", "generic": "", "reason": "县志"}, headers=HTML
    )
    assert bad.status_code == 422
    assert 'value="三汊"' in bad.text
    good = {"specific": "三汊", "generic": "河", "absorbed": "1", "reason": "县志"}
    assert client.post(parts, data=good, headers=HTML).status_code == 303
    again = client.get(path, query_string={"name": names["三汊河"]}, headers=HTML).text
    assert 'value="三汊"' in again
    assert "Sānchà Hé" in again


def test_the_pages_speak_english(client, sign_in, gazetteer, qu) -> None:
    sign_in(client, "steward")
    client.set_cookie("lang", "en")
    pages = {
        "/places/readings": "Several readings, none settled",
        "/places/readings/table": "Local readings",
        f"/places/name-check?name=三和镇&kind=township&division={gazetteer.feidong}": "article 9",
    }
    for path, text in pages.items():
        page = client.get(path, headers={**HTML, "Accept-Language": "en"})
        assert text in page.text, path
