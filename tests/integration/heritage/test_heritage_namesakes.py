"""Town and village of one name in one batch: never one for the other, wherever they are named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules.certificate import verification_code
from registry.heritage.views.certificates import certified, filled
from registry.places import queries as place_queries
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.places.services import NewName, NewPlace

from .conftest import AFTER, RULES, START, TEXT, Scene, claim

#: Both as they are written: with the generic part, and on a list that leaves it out.
PAIRS = [("呈坎", "呈坎"), ("许村镇", "许村")]
BATCH = "第八批"


class Batched(Scene):
    """A scene whose files are handed in in a batch."""

    def nominate(self, **_more) -> str:
        """A file about this scene's place."""
        with self.work_as(self.cast.compiler, at=START) as work:
            return services.nominate(
                work,
                place_id=self.place_id,
                programme_id=self.programme_id,
                text=replace(TEXT, batch=BATCH, exception_reason="名录兼收镇村"),
                claims=[claim(), claim("name_age")],
            ).id


@pytest.fixture(params=PAIRS, ids=["chengkan", "xucun"])
def namesakes(app, request, scene):
    """A town and a village of one county, both recognised in one batch of one list."""
    county = scene.county_path.rpartition("/")[2]
    row = {
        "key": "both",
        "title": "保护名录",
        "issuer": "巢湖市人民政府",
        "issuer_nature": "government",
        "heritage_class": "千年古镇",
        "rule_set": {**RULES, "batches": [{"name": BATCH}]},
    }
    with scene.work_as(SYSTEM, at=START) as work:
        programme = services.add_programmes(work, [row])[0].id
        places = [
            place_services.add_place(work, NewPlace(kind, county, [NewName(name)]))
            for kind, name in zip(("township", "natural_village"), request.param, strict=True)
        ]
    made = []
    for number, place in enumerate(places, start=1):
        theirs = Batched(**{**vars(scene), "programme_id": programme, "place_id": place})
        found, notice = theirs.notified()
        made.append((place, notice, theirs.recognise(found, AFTER, number=number)))
    return request.param, made


@pytest.mark.database
def test_list_register_and_frozen_texts_keep_them_apart(namesakes, runtime):
    names, made = namesakes
    with runtime.database.read() as session:
        editions = queries.protection_list(session)["both"]
        entered = {view.place_id: view.place_name for one in editions for view in one.added}
        assert entered == {place: name for (place, _, _), name in zip(made, names, strict=True)}
        text, _sha256 = queries.edition_text(session, "both", 2)
        frozen = {one["place"]: one["name"] for one in json.loads(text)["names"]}
        assert frozen == entered
        for place, notice, listed in made:
            shown = queries.notice(session, notice).snapshot
            card = place_queries.place_card(session, place)
            assert (shown["place"]["id"], shown["place"]["kind"]) == (place, card.kind)
            assert shown["batch"] == BATCH
            assert queries.recognition(session, listed.id).place_id == place


def test_certificates_of_one_name_say_which_is_meant(namesakes, app, runtime):
    names, made = namesakes
    with app.test_request_context("/"), runtime.database.read() as session:
        papers = [filled(session, queries.recognition(session, one.id)) for _, _, one in made]
        codes = {
            verification_code(certified(queries.recognition(session, one.id))) for _, _, one in made
        }
    assert len(codes) == 2
    said = [(paper["name"], paper["division"]) for paper in papers]
    assert [name for name, _ in said] == list(names)
    assert len(set(said)) == 2
    if names[0] == names[1]:
        assert [division.rpartition(" · ")[2] for _, division in said] == ["乡、镇、街道", "自然村"]


def test_pages_and_search_show_both_with_their_kinds(namesakes, client, runtime):
    names, made = namesakes
    with runtime.database.read() as session:
        hits = place_queries.search(session, PlaceFilter(q=names[1], heritage="recognised")).items
        kinds = {hit.card.id: str(hit.card.kind_label) for hit in hits}
        labels = [str(place_queries.place_card(session, place).kind_label) for place, _, _ in made]
    assert kinds == {place: label for (place, _, _), label in zip(made, labels, strict=True)}
    for (place, notice, listed), label in zip(made, labels, strict=True):
        for path in (f"/heritage/notices/{notice}", f"/heritage/recognitions/{listed.id}"):
            page = client.get(path).get_data(as_text=True)
            assert label in page.partition("<dl")[0], path
            assert place in page or path.startswith("/heritage/notices")
    entries = client.get("/heritage").get_data(as_text=True).partition('id="list"')[2]
    assert all(label in entries.partition("</section>")[0] for label in labels)
