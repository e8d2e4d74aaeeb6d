"""The pages of placement: the queue, one proposal, the plan of a place, editions of rules."""

from __future__ import annotations

import json
import re

import pytest

from registry.core.ids import stable_id
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.signage import queries, services
from registry.signage.queries.trial import trial
from tests.integration.signage.test_signage_placement import edition
from tests.support.placing_acts import EDITION
from tests.support.signs import text_of

HEFEI = stable_id("rule-set", "hefei", "2009")


@pytest.fixture
def desk(client, sign_in, work_as, cast, land):
    """The steward's browser; a road has two proposals."""
    with work_as(cast.steward) as work:
        services.ship_rule_sets(work)
        row = services.add_edition(work, edition())
        services.adopt_rule_set(work, row.id, reason="局务会")
        text = json.dumps({"type": "LineString", "coordinates": [[117.28, 31.86], [117.29, 31.86]]})
        set_geometry(work, land.road_id, NewGeometry(text, "digitised", "测试图"))
        services.propose_positions(work, [land.road_id])
    sign_in(client, "steward")
    return client


@pytest.fixture
def waiting(seen, land):
    return lambda: seen(queries.open_proposals_of, land.road_id)


def test_the_queue_lists_what_the_rules_would_change(desk, waiting):
    text = text_of(desk.get("/signage/proposals"))
    assert text.count('name="proposal"') == 2
    assert "测试规则（1）：两端" in text
    assert "没有待决定的点位建议" in text_of(desk.get("/signage/proposals?change=drop"))
    assert "点位建议" in text_of(desk.get("/signage"))


def test_the_chosen_ones_are_accepted_together(desk, waiting, seen, land):
    ids = [row.id for row in waiting()]
    answer = desk.post("/signage/proposal-decisions", data={"action": "accept", "proposal": ids})
    assert answer.status_code == 303
    assert len(seen(queries.requirements_of_place, land.road_id)) == 2
    assert waiting() == []


def test_an_exemption_without_a_paper_comes_back_with_the_choice_and_the_text(desk, waiting):
    ids = [row.id for row in waiting()]
    form = {"action": "exempt", "proposal": ids, "exempt_reason": "在建", "exempt_paper": ""}
    answer = desk.post("/signage/proposal-decisions", data=form)
    text = text_of(answer)
    assert answer.status_code == 422
    assert "error-exempt_paper" in text
    assert "在建" in text
    assert text.count(" checked") == 3
    assert len(waiting()) == 2


def test_one_proposal_is_accepted_at_another_spot(desk, waiting, seen, land):
    one = waiting()[0]
    assert "采纳" in text_of(desk.get(f"/signage/proposals/{one.id}"))
    form = {"action": "accept", "proposal": one.id, "from": "one", "lon": "31.8", "lat": "117.2"}
    answer = desk.post("/signage/proposal-decisions", data=form)
    assert answer.status_code == 422
    assert "error-lat" in text_of(answer)
    form |= {"lon": "117.2802", "lat": "31.8602", "reason": "让开管线"}
    assert desk.post("/signage/proposal-decisions", data=form).status_code == 303
    (row,) = seen(queries.requirements_of_place, land.road_id)
    assert (row.lon, row.lat) == (117.2802, 31.8602)


def test_the_plan_is_drawn_without_script_and_its_numbers_are_those_of_the_lists(desk, land):
    text = text_of(desk.get(f"/places/{land.road_id}/sign-plan"))
    assert "<svg" in text
    assert text.count('class="plan-pin') == text.count('class="plan-number') == 2
    assert " style=" not in text


def test_a_place_without_a_line_says_why_nothing_is_proposed(desk, work_as, cast, land):
    with work_as(cast.steward) as work:
        set_geometry(work, land.road_id, None)
    text = text_of(desk.get(f"/places/{land.road_id}/sign-plan"))
    assert "还没有画出走向" in text


def test_a_county_is_computed_from_the_queue(desk, land):
    answer = desk.post("/signage/proposal-computations", data={"in_county": land.county_id})
    assert answer.status_code == 303
    answer = desk.post("/signage/proposal-computations", data={"in_county": "0" * 16})
    assert (answer.status_code, "error-in_county" in text_of(answer)) == (422, True)


def test_anybody_reads_the_rules_and_only_a_steward_writes_them(desk, sign_in, client):
    sign_in(client, "visitor")
    text = text_of(client.get(f"/signage/rules/{HEFEI}"))
    assert "间距不超过 300 米" in text
    assert "4 路交叉 4 块" in text
    assert "示例" in text_of(client.get("/signage/rules"))
    for who in ("crew", "reviewer_city", "crew_leader", "stranger"):
        sign_in(client, who)
        assert client.post(f"/signage/rules/{HEFEI}/editions", data=EDITION).status_code == 403
        assert (
            client.post(f"/signage/rules/{HEFEI}/adoption", data={"reason": "x"}).status_code == 403
        )


def test_a_new_edition_is_drafted_from_an_old_one_and_adopted(desk, seen):
    text = text_of(desk.get(f"/signage/rules/{HEFEI}/editions/new"))
    assert 'name="rule1_spacing_m"' in text
    assert "再加一条规则" in text
    answer = desk.post(f"/signage/rules/{HEFEI}/editions", data=EDITION)
    assert answer.status_code == 303
    page = text_of(desk.get(answer.location))
    assert "新增规则" in page
    assert "取消规则" in page
    assert desk.post(f"{answer.location}/adoption", data={"reason": ""}).status_code == 422
    assert desk.post(f"{answer.location}/adoption", data={"reason": "会议"}).status_code == 303
    assert seen(queries.rule_set_in_force).code == "bureau"


def test_what_an_edition_would_change_is_seen_before_it_is_in_force(desk, seen, land):
    draft = desk.post(f"/signage/rules/{HEFEI}/editions", data=EDITION | {"rule0_road_classes": ""})
    assert f"{draft.location}/effect" in text_of(desk.get(draft.location))
    before = len(seen(queries.open_proposals_of, land.road_id))
    text = text_of(desk.get(f"{draft.location}/effect?county={land.county_id}"))
    # The road of 945 metres: two ends now, and three signs between them besides.
    row = re.search(r"<tr>(?:(?!</tr>).)*?长江西路(?:(?!</tr>).)*</tr>", text, re.DOTALL)[0]
    assert re.findall(r'number">(\S+)</td>', row) == ["2", "5", "5", "–", "–"]
    assert "新增 5，移动 0，不再要求 0" in text
    # Nothing was written.
    assert len(seen(queries.open_proposals_of, land.road_id)) == before
    assert seen(queries.rule_set_in_force).code == "test"


def test_a_trial_counts_what_was_accepted_and_would_no_longer_be_asked_for(desk, waiting, land):
    ids = [row.id for row in waiting()]
    desk.post("/signage/proposal-decisions", data={"action": "accept", "proposal": ids})
    nothing = EDITION | {"rule0_kinds": "water", "rule1_kinds": "water"}
    draft = desk.post(f"/signage/rules/{HEFEI}/editions", data=nothing)
    text = text_of(desk.get(f"{draft.location}/effect?county={land.county_id}"))
    assert "新增 0，移动 0，不再要求 2" in text


def test_a_trial_goes_on_where_the_page_ended(desk, seen, land):
    draft = desk.post(f"/signage/rules/{HEFEI}/editions", data=EDITION)
    row = seen(queries.rule_set, draft.location.rsplit("/", 1)[1])

    def part_of(after):
        return seen(lambda session: trial(session, row, land.county_id, after=after, limit=1))

    part = part_of(None)
    found, total = list(part.rows), part.total
    while part.next:
        part = part_of(part.next)
        assert part.before == len(found)
        found += part.rows
    assert len({one.place.id for one in found}) == len(found) == total == 3


def test_a_trial_without_a_county_asks_for_one_and_an_unknown_one_is_refused(desk):
    assert "请选一个区县" in text_of(desk.get(f"/signage/rules/{HEFEI}/effect"))
    answer = desk.get(f"/signage/rules/{HEFEI}/effect?county={'0' * 16}")
    assert answer.status_code == 422
    assert desk.get(f"/signage/rules/{'0' * 16}/effect").status_code == 404


def test_all_of_a_page_and_all_of_a_place_are_chosen_without_a_script(desk, waiting, land):
    assert "every=true" in text_of(desk.get("/signage/proposals"))
    text = text_of(desk.get(f"/signage/proposals?place={land.road_id}&every=true"))
    assert text.count('type="checkbox" name="proposal"') == 2
    assert text.count(" checked") == 3
    assert "只看一个地名" in text
    plan = text_of(desk.get(f"/places/{land.road_id}/sign-plan"))
    assert f"/signage/proposals?place={land.road_id}&amp;every=true" in plan


def test_a_county_says_how_many_places_are_left(desk, work_as, cast, land):
    with work_as(cast.steward) as work:
        done = services.propose_in_county(work, land.county_id, "", limit=0)
    assert done.places == 0
    assert done.left > 0


def test_a_negative_spacing_and_a_cycle_are_named_at_their_fields(desk):
    form = {**EDITION, "rule1_spacing_m": "-300", "rule1_after": "infill"}
    text = text_of(desk.post(f"/signage/rules/{HEFEI}/editions", data=form))
    assert "error-rule1_spacing_m" in text
    assert 'value="-300"' in text
    form["rule1_spacing_m"] = "300"
    text = text_of(desk.post(f"/signage/rules/{HEFEI}/editions", data=form))
    assert "error-rule1_after" in text
    assert "成了循环" in text


def test_the_pages_speak_english(desk, land, waiting):
    english = {"Accept-Language": "en"}
    paths = (
        "/signage/proposals",
        f"/signage/proposals/{waiting()[0].id}",
        f"/places/{land.road_id}/sign-plan",
        "/signage/rules",
        f"/signage/rules/{HEFEI}",
    )
    for path in paths:
        answer = desk.get(path, headers=english)
        assert answer.status_code == 200
        assert "点位建议" not in text_of(answer)
    assert "Proposed positions" in text_of(desk.get(paths[0], headers=english))
