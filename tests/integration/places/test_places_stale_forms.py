"""Two people at one place: who comes second sees what the first changed, beside what they typed."""

from __future__ import annotations

import re

import pytest

from registry.places import services
from registry.places.models import Place
from registry.places.services import NewName


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form of facts as it stands."""
    form = page[page.index('<form class="form"') :]
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'(?s)<select[^>]* name="(\w+)".*?>(.*?)</select>', form):
        found[name] = "".join(re.findall(r'<option value="([^"]*)" selected', options))
    return {name: value for name, value in found.items() if name != "positional_importance"}


@pytest.mark.database
def test_a_form_that_comes_second_shows_both_and_keeps_what_only_the_other_touched(
    runtime, client, cast, gazetteer, sign_in
) -> None:
    place_id = gazetteer.places["sanhe"]
    path = f"/places/{place_id}/details"
    sign_in(client, "steward")
    mine = fields(client.get(path).text) | {"description": "乙写的", "reason": "核对"}
    first = {"description": "甲写的", "managing_body": "三河镇人民政府", "length_m": 12.5}
    with runtime.write(cast.steward) as work:
        services.amend(work, place_id, first, reason="甲的根据")
    answer = client.post(path, data=mine)
    assert answer.status_code == 409
    page = answer.text
    assert "别人刚改了什么" in page
    assert all(text in page for text in ("甲写的", "甲的根据", "三河镇人民政府", cast.steward.name))
    again = fields(page)
    assert (again["description"], again["managing_body"]) == ("乙写的", "三河镇人民政府")
    assert (again["length_m"], again["reason"]) == ("12.5", "核对")
    # Having seen it, the second person may decide.
    assert client.post(path, data=again).status_code == 303
    with runtime.database.read() as session:
        place = session.get_one(Place, place_id)
        assert (place.description, place.managing_body) == ("乙写的", "三河镇人民政府")
        assert place.length_m == 12.5


def test_the_form_of_an_end_shows_what_changed_meanwhile(
    runtime, client, cast, gazetteer, sign_in
) -> None:
    place_id = gazetteer.places["sanhe"]
    path = f"/places/{place_id}/status"
    sign_in(client, "steward")
    client.get(path)
    with runtime.write(cast.steward) as work:
        services.rename(work, place_id, new_text="古三河镇", basis="某批复")
        services.add_name(work, place_id, NewName("鹊岸", "historical"))
    form = {"on": "2026-01-01", "basis": "某批复", "seen_version": "1"}
    page = client.post(f"/places/{place_id}/retire", data=form)
    assert page.status_code == 409
    assert "别人刚改了什么" in page.text
    assert "鹊岸" in page.text
    seen = re.search(r'name="seen_version" value="(\d+)"', page.text)
    assert seen is not None
    assert client.post(f"/places/{place_id}/retire", data=form | {"seen_version": seen[1]})
    with runtime.database.read() as session:
        assert session.get_one(Place, place_id).entity_status == "vanished"
