"""What anybody tells of a sign by its code: taken in without a name, listed, answered once."""

from __future__ import annotations

import html
import re

import pytest

from registry.core import journal
from registry.core.actor import ANONYMOUS
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.signage import services
from registry.signage.queries.hints import HintsWanted, Told, hint_list, open_hints
from registry.signage.rules.hints import FAR_M, MOST_M, MOST_OPEN, HintKind, HintOutcome
from tests.support.signs import text_of

HTML = {"Accept": "text/html"}

pytestmark = pytest.mark.database


@pytest.fixture
def told(work_as):
    """Tell of a sign: `told(sign, kind=…, text=…)`."""

    def tell(sign, kind=HintKind.COVERED, who=ANONYMOUS, **said):
        with work_as(who) as work:
            return services.tell_hint(work, sign.code, services.HintText(kind, **said))

    return tell


@pytest.fixture
def entered(app, sign_in):
    """A client of its own for a part of the cast: `entered("crew")`."""

    def enter(part):
        client = app.test_client()
        sign_in(client, part)
        return client

    return enter


def entries_of(seen, hint):
    return seen(lambda session: journal.history(session, ("sign_hint", hint.id), limit=9))


@pytest.mark.parametrize("part", ["visitor", "crew"])
def test_neither_row_nor_journal_says_who_told(told, stage, cast, seen, part):
    hint = told(stage.verified(), who=getattr(cast, part), contact="0551-6666")
    (entry,) = entries_of(seen, hint)
    assert (hint.created_by, entry.actor_id, entry.actor_name) == (None, None, "")
    assert "0551" not in str(entry.after)


def test_every_fault_is_named_at_once_and_nothing_is_kept(told, stage, seen):
    sign = stage.made()
    with pytest.raises(Invalid) as caught:
        told(sign, HintKind.OTHER, text="  ", distance_m=MOST_M + 1)
    assert set(caught.value.fields) == {"text", "distance_m"}
    assert seen(open_hints, Told("", "", "", sign_id=sign.id)) == 0


def test_who_comes_after_many_is_told_that_it_is_known(told, stage, seen):
    sign, other = stage.made(), stage.made()
    for _ in range(MOST_OPEN):
        told(sign)
    with pytest.raises(Refused) as refused:
        told(sign)
    assert refused.value.code == "signage.hints_enough"
    told(other)
    assert seen(open_hints, Told("", "", "", sign_id=sign.id)) == MOST_OPEN


def test_it_is_answered_once_by_who_leads_there(told, stage, cast, work_as, seen):
    hint = told(stage.made())
    for who in (cast.crew, cast.reviewer_city, cast.stranger):
        with pytest.raises(Forbidden), work_as(who) as work:
            services.settle_hint(work, hint.id, outcome=HintOutcome.SENT, answer="派人")
    with pytest.raises(Invalid), work_as(cast.crew_leader) as work:
        services.settle_hint(work, hint.id, outcome=HintOutcome.SENT, answer=" ")
    with work_as(cast.crew_leader) as work:
        services.settle_hint(work, hint.id, outcome=HintOutcome.SENT, answer="周五派人去看")
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.settle_hint(work, hint.id, outcome=HintOutcome.CORRECTED, answer="改了")
    assert [entry.verb for entry in entries_of(seen, hint)] == [
        "signage.hint_settled",
        "signage.hint_told",
    ]


def test_the_list_is_paged_from_the_oldest_and_knows_what_is_far(told, stage, cast, seen):
    signs = [stage.made() for _ in range(3)]
    hints = [told(sign, distance_m=FAR_M * number) for number, sign in enumerate(signs)]
    found, after = [], ""
    while after is not None:
        page = seen(hint_list, cast.steward, HintsWanted(), after, 2)
        found += [row.hint.id for row in page.items]
        after = page.next
    assert found == [hint.id for hint in hints]
    far = seen(hint_list, cast.steward, HintsWanted(far=True))
    assert [row.hint.id for row in far.items] == [hint.id for hint in hints[1:]]
    assert seen(hint_list, cast.crew, HintsWanted()).items == []


def test_a_visitor_tells_without_account_or_script_and_reads_the_answer(client, stage, entered):
    sign = stage.verified()
    page = text_of(client.get(f"/s/{sign.code}"))
    assert f'href="/s/{sign.code}/problem"' in page
    wrong = client.post(f"/s/{sign.code}/problem", data={"text": "烔字少了一笔", "kind": ""})
    assert wrong.status_code == 422
    assert "烔字少了一笔" in text_of(wrong)
    sent = client.post(
        f"/s/{sign.code}/problem",
        data={"kind": "wrong_text", "text": "烔字少了一笔", "contact": "张 138"},
    )
    assert sent.status_code == 303
    receipt = sent.headers["Location"]
    mine = text_of(client.get(receipt))
    assert "还没有处理" in mine
    assert "138" not in mine
    leader = entered("crew_leader")
    listed = text_of(leader.get("/signage/hints"))
    assert "烔字少了一笔" in listed
    assert "138" in listed
    (ident,) = re.findall(r'action="/signage/hints/(\w+)"', listed)
    bad = leader.post(f"/signage/hints/{ident}", data={"outcome": "gone", "answer": "周五去看"})
    assert bad.status_code == 422
    assert "周五去看" in text_of(bad)
    assert (
        leader.post(
            f"/signage/hints/{ident}", data={"outcome": "sent", "answer": "周五去看"}
        ).status_code
        == 303
    )
    assert "周五去看" in text_of(client.get(receipt))
    assert "已派人到现场去看" in text_of(client.get(receipt))


def test_a_scan_far_away_is_on_the_desk_and_at_the_sign(stage, told, entered):
    sign = stage.verified()
    told(sign, HintKind.ELSEWHERE, distance_m=12_345)
    leader = entered("crew_leader")
    assert "在远处扫到" in text_of(leader.get("/desk"))
    assert "12345 米" in text_of(leader.get("/signage/hints?far=1"))
    assert "在远处扫到" in text_of(leader.get(f"/signage/signs/{sign.id}"))
    crew = entered("crew")
    assert "在远处扫到" not in text_of(crew.get(f"/signage/signs/{sign.id}"))


def test_an_answer_leaves_the_list_filtered_as_it_was(stage, told, entered):
    sign = stage.verified()
    for distance in (12_345, 23_456):
        told(sign, HintKind.ELSEWHERE, distance_m=distance)
    leader = entered("crew_leader")
    listed = text_of(leader.get("/signage/hints?kind=elsewhere&far=1"))
    action = html.unescape(re.findall(r'action="(/signage/hints/[^"]+)"', listed)[0])
    bad = leader.post(action, data={"outcome": "gone", "answer": "周五去看"})
    assert bad.status_code == 422
    assert f'action="{html.escape(action)}"' in bad.text
    done = leader.post(action, data={"outcome": "sent", "answer": "周五去看"})
    assert done.headers["Location"] == "/signage/hints?kind=elsewhere&far=1"
    again = leader.post(action, data={"outcome": "sent", "answer": "周五去看"}, headers=HTML)
    assert again.status_code == 409
    assert "kind=elsewhere" in text_of(again)


def test_the_page_gives_a_phone_what_the_public_map_gives_and_no_more(client, stage, runtime):
    sign = stage.verified()
    page = text_of(client.get(f"/s/{sign.code}"))
    lon = re.search(r'data-lon="([0-9.]+)"', page).group(1)
    assert len(lon.partition(".")[2]) <= runtime.settings.coordinate_decimals
    assert "data-lon" not in text_of(client.get(f"/s/{stage.made().code}"))


def test_a_code_nobody_gave_out_has_no_form(client):
    for path in ("/s/x/problem", "/s/receipts/XXXXXXXXXXXX"):
        assert client.get(path).status_code == 404
        assert client.post("/s/x/problem", data={"kind": "other", "text": "x"}).status_code == 404
