"""All four rates by managing body: the same signs as by county, cut the other way."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.coverage.queries import differences
from registry.coverage.queries.bodies import body_figures, kept_bodies
from registry.coverage.rules import HERITAGE
from registry.places.models import Place
from registry.signage import services as signage
from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]

pytestmark = pytest.mark.database

ZONE = "虚开发区"


@pytest.fixture
def managed(work_as):
    """`managed(place, "虚开发区")`: who manages it from now on."""

    def say(place_id, body):
        with work_as(SYSTEM) as work:
            work.session.get_one(Place, place_id).managing_body = body

    return say


@pytest.fixture
def figures(seen):
    """`figures(stratum)`: managing body → positions due and done, signs, verified, invalid."""

    def of(stratum):
        return {
            row.county_id: (
                *(row.requirements, row.requirements_verified),
                *(row.signs, row.signs_verified, row.present_invalid),
            )
            for row in seen(body_figures, stratum, [])
        }

    return of


def test_signs_are_counted_with_the_body_of_their_place_and_move_with_it(
    stage, managed, figures, seen
):
    sign = stage.verified()
    stage.made(sign.place_id)
    assert figures(sign.stratum) == {"": (2, 1, 2, 1, 0)}
    managed(sign.place_id, ZONE)
    assert figures(sign.stratum) == {ZONE: (2, 1, 2, 1, 0)}
    assert seen(differences) == []
    managed(sign.place_id, "")
    assert figures(sign.stratum) == {"": (2, 1, 2, 1, 0)}
    assert seen(differences) == []


def test_a_wrong_sign_is_present_and_invalid_where_it_is_managed(stage, managed, figures, seen):
    sign = stage.made()
    managed(sign.place_id, ZONE)
    stage.judged(stage.sent(sign, observed_hanzi="龙成村"))
    assert figures(sign.stratum) == {ZONE: (1, 0, 1, 0, 1)}
    assert seen(differences) == []


def test_a_zone_has_its_four_rates_on_the_page(client, stage, managed):
    sign = stage.verified()
    managed(sign.place_id, ZONE)
    section = client.get(f"/coverage?stratum={sign.stratum}").text.split('id="bodies"')[1]
    row = section[section.index(ZONE) :].split("</tr>")[0]
    assert row.count("1/1") == 4, "names, positions, verified, in good condition"


def test_heritage_signs_are_cut_by_body_apart(client, stage, managed, figures, seen, work_as):
    sign = stage.verified()
    managed(sign.place_id, ZONE)
    with work_as(SYSTEM) as work:
        signage.require_heritage_sign(work, place_id=sign.place_id, basis="演示〔2026〕1号")
    assert figures(sign.stratum) == {ZONE: (1, 1, 1, 1, 0)}
    assert figures(HERITAGE) == {ZONE: (1, 0, 0, 0, 0)}
    kinds = {(body, kind) for body, _stratum, kind in seen(kept_bodies)}
    assert kinds == {(ZONE, "names"), (ZONE, "heritage")}
    section = client.get("/coverage?stratum=heritage").text.split('id="bodies"')[1]
    assert "0/1" in section.split("</section>")[0]
    assert seen(differences) == []
