"""A reviewer removed half way: their seat, their votes, the quorum, and everybody's queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.accounts import services as accounts
from registry.accounts.rules import PersonStatus, Role
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Status, Verdict
from registry.heritage.rules.drafts import NoticeTerms
from tests.support.people import play

from .conftest import AFTER, RULES, START, TODAY

MEETS = {c["key"]: (Verdict.MEETS, "看过原文") for c in RULES["criteria"]}
TERMS = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="合肥市民政局", contact="0551")


@pytest.fixture
def board(scene):
    """A file before three experts, two of them assigned, in a programme whose quorum is two."""
    row = {
        "key": "two-experts",
        "title": "要两位专家的名录",
        "issuer": "省民政厅",
        "issuer_nature": "government",
        "heritage_class": "千年古村落",
        "rule_set": {**RULES, "quorum": 2},
    }
    with scene.work_as(SYSTEM) as work:
        programme = services.add_programmes(work, [row])[0].id
        others = [play(work, part, Role.EXPERT) for part in ("second expert", "third expert")]
    theirs = replace(scene, programme_id=programme)
    found = theirs.in_review()
    experts = [scene.cast.expert, *others]
    for who in experts[:2]:
        with theirs.work_as(theirs.cast.steward, at=START) as work:
            services.assign(work, found, person_id=who.id)
    return theirs, found, experts


def find(scene, found, who) -> None:
    seen = scene.version(found)
    with scene.work_as(who, at=START) as work:
        services.find(work, found, findings=MEETS, seen_version=seen)


def remove(scene, who) -> None:
    with scene.work_as(scene.cast.administrator, at=START) as work:
        accounts.set_status(work, who.id, PersonStatus.DISABLED, reason="调走")


def tally(scene, found):
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        programme = queries.programme(work.session, file.programme_id)
        return queries.standing_of(work.session, file, programme.rules).tally


def waits_for(scene, who) -> int:
    with scene.work_as(SYSTEM) as work:
        return len(queries.desk(work.session, who, START))


def open_notice(scene, found):
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=START) as work:
        return services.open_notice(work, found, terms=TERMS, seen_version=seen)


@pytest.mark.database
def test_the_seat_of_one_who_is_gone_before_voting_is_filled_by_another(board):
    scene, found, (first, second, third) = board
    find(scene, found, first)
    find(scene, found, second)
    with pytest.raises(Forbidden) as kept_out:
        find(scene, found, third)
    assert kept_out.value.code == "heritage.assigned_to_others"
    assert waits_for(scene, third) == 0
    scene.vote(found, first)
    remove(scene, second)
    assert (tally(scene, found).lacking, waits_for(scene, third)) == (1, 1)
    with pytest.raises(Refused) as refused:
        open_notice(scene, found)
    assert refused.value.code == "heritage.votes_missing"
    find(scene, found, third)
    scene.vote(found, third)
    assert tally(scene, found).lacking == 0
    assert open_notice(scene, found)


@pytest.mark.database
def test_a_vote_that_was_cast_stands_and_its_seat_is_not_vacant(board):
    scene, found, (first, second, third) = board
    for who in (first, second):
        find(scene, found, who)
    scene.vote(found, second)
    remove(scene, second)
    with scene.work_as(SYSTEM) as work:
        assert queries.vacant(work.session, queries.nomination(work.session, found)) == []
    assert waits_for(scene, third) == 0
    with pytest.raises(Forbidden):
        find(scene, found, third)
    scene.vote(found, first)
    assert tally(scene, found).lacking == 0
    open_notice(scene, found)
    assert scene.recognise(found, AFTER) is not None
    assert scene.status(found) == Status.RECOGNISED


def test_with_all_of_them_gone_anybody_with_leave_goes_on(board):
    scene, found, (first, second, third) = board
    for who in (first, second):
        remove(scene, who)
    assert waits_for(scene, third) == 1
    find(scene, found, third)
    assert tally(scene, found).lacking == 2


def test_the_file_says_whose_seat_is_empty(board, client, sign_in):
    scene, found, (_first, second, _third) = board
    remove(scene, second)
    sign_in(client, "steward")
    page = client.get(f"/heritage/nominations/{found}").get_data(as_text=True)
    assert "缺位" in page
    assert "second expert" in page


def test_one_who_was_removed_can_do_nothing_more(board, client, sign_in):
    scene, found, (_first, second, _third) = board
    sign_in(client, second)
    assert client.get(f"/heritage/nominations/{found}").status_code == 200
    remove(scene, second)
    answer = client.get(f"/heritage/nominations/{found}")
    assert answer.status_code in {302, 303, 401, 403}
