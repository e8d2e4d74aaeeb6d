"""The dossier draws the names of its place from dated names and from the claims of the file."""

from __future__ import annotations

from registry.core.actor import SYSTEM
from registry.heritage import queries
from registry.heritage.rules.names_line import Turn
from registry.places import services as place_services
from registry.places.rules import Years
from registry.places.services import NewName

from .conftest import citation, claim


def drawn(scene, found: str):
    with scene.work_as(SYSTEM) as work:
        return queries.dossier(work.session, found, SYSTEM).names


def test_the_first_record_of_the_name_is_drawn_until_now(scene):
    line = drawn(scene, scene.nominate())
    assert [name for name, _pieces in line.rows] == ["龙城村"]
    piece = line.rows[0][1][0]
    assert (piece.spell.from_low, piece.spell.from_high) == (618, 907)
    assert piece.spell.until_high is None


def test_former_names_stand_beside_it_and_before_the_common_era_too(scene, client, sign_in):
    with scene.work_as(SYSTEM) as work:
        place_services.add_name(
            work,
            scene.place_id,
            NewName(
                "橐皋里",
                name_kind="former",
                years=Years(-482, -482, 200, 220),
            ),
        )
    found = scene.nominate()
    line = drawn(scene, found)
    assert {name: [piece.turn for piece in pieces] for name, pieces in line.rows} == {
        "橐皋里": [Turn.FIRST],
        "龙城村": [Turn.RENAMED],
    }
    assert [(pause.first, pause.last) for pause in line.pauses] == [(200, 907)]
    sign_in(client, "compiler")
    page = client.get(f"/heritage/nominations/{found}").text
    assert "公元前 483 年" in page
    assert "公元 0 年" not in page
    assert "公元前 0 年" not in page


def test_a_claim_with_only_a_contradicting_source_draws_nothing(scene):
    against = claim("name_age", citations=(citation(supports=False),))
    assert drawn(scene, scene.nominate(claims=[claim(), against])) is None


def test_the_table_of_eras_is_public_with_its_source(client):
    page = client.get("/heritage/eras").text
    for words in ("光绪", "公元前 206 年", "我国历代纪元表"):
        assert words in page
