"""Two experts in their browsers: each judges before seeing the other, then both see and vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from registry.accounts import services as accounts
from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.demo.files import Walk
from registry.heritage import queries
from tests.support.pages import DESKTOP, PHONE, sign_in_by_form
from tests.support.site import Site

EMAIL, SECRET = "second-expert@demo.example", "long enough for an expert"
FIRST, SECOND = "县志明刻本可证", "碑文年款残缺，存疑"


def at_the_experts(site: Site) -> tuple[str, str]:
    """A file of a town whose three levels have passed it on: its place and the file."""
    walk = Walk(site.runtime, "340122100")
    walk.nominate(5)
    for days, role in enumerate(
        (Role.REVIEWER_COUNTY, Role.REVIEWER_CITY, Role.REVIEWER_PROVINCE), start=1
    ):
        walk.forward(role, 5 - days)
    with site.runtime.write(SYSTEM) as work:
        accounts.add_person(
            work, email=EMAIL, name="演示·第二位专家", password=SECRET, role=Role.EXPERT
        )
    return walk.place_id, walk.nomination_id


def judge(page: Page, words: str, verdict: str) -> None:
    """An opinion on every criterion, each with these words."""
    for choice in page.locator(f"input[value={verdict}]").all():
        choice.check(force=True)
    for reason in page.locator("textarea[name^=reason-]").all():
        reason.fill(words)
    page.get_by_role("button", name="提交意见").click()
    page.wait_for_load_state()


def vote(page: Page, choice: str, words: str) -> None:
    page.locator(f"input[name=choice][value={choice}]").check(force=True)
    page.locator("form:has(input[name=choice]) [name=vote_reason]").fill(words)
    page.get_by_role("button", name="表决").click()
    page.wait_for_load_state()


def test_experts_judge_blind_then_see_each_other_then_vote(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Any],
) -> None:
    place, nomination = at_the_experts(site)
    path = f"/heritage/nominations/{nomination}"
    first = enter(open_page(DESKTOP), "expert")
    second = sign_in_by_form(open_page(PHONE), EMAIL, SECRET)
    first.goto(path)
    # A vote comes after one's own opinion on every criterion.
    expect(first.locator("input[name=choice]")).to_have_count(0)
    judge(first, FIRST, "meets")
    expect(first.locator("main")).to_contain_text(FIRST)

    # The other one, wherever the file can be read, learns neither words nor verdicts.
    second.goto(path)
    assert axe(second) == []
    shoot(second, "blind")
    for asked in (path, "/desk", "/heritage/nominations", f"/places/{place}"):
        answer = second.request.get(asked)
        assert answer.status == 200
        assert FIRST not in answer.text()
    judge(second, SECOND, "doubtful")
    for page in (first, second):
        page.goto(path)
        # What each says of a criterion lies folded under it.
        for words in (FIRST, SECOND):
            expect(page.locator("main")).to_contain_text(words)
    assert axe(second) == []
    shoot(second, "seen")

    vote(first, "approve", "同意公示")
    vote(second, "reject", "补碑文拓片后再议")
    with site.runtime.database.read() as session:
        file = queries.nomination(session, nomination)
        assert file is not None
        programme = queries.programme(session, file.programme_id)
        assert programme is not None
        standing = queries.standing_of(session, file, programme.rules)
    assert sorted(one.choice for one in standing.votes) == ["approve", "reject"]
