"""The whole job as its people do it, from a nomination to a rate that moves.

A village is nominated, reviewed, notified, objected to and recognised; its heritage sign is
required by itself, made, photographed by a crew and verified by somebody else. Visitor and crew
hold a phone, everybody else sits at a desk. Each act is also tried by somebody who may not do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from registry.core import journal
from registry.demo import plates
from registry.demo.papers import paper_page
from registry.jobs.services import run_waiting
from tests.browser.conftest import DESKTOP, PHONE
from tests.support.phones import Phone, options
from tests.support.site import Site

VILLAGE = "龙城村"
HERE = {"latitude": 31.9012, "longitude": 117.6043, "accuracy": 12.0}

Enter = Callable[[Page, str], Page]
Shoot = Callable[..., Path]


class Actors:
    """One browser for each person, opened when first needed."""

    def __init__(self, open_page: Callable[..., Page], enter: Enter) -> None:
        self._open, self._enter = open_page, enter
        self._pages: dict[str, Page] = {}

    def __call__(self, role: str, device: dict | None = None) -> Page:
        """The page of the person with this role; "visitor" does not sign in."""
        if role not in self._pages:
            page = self._open(device or DESKTOP)
            self._pages[role] = page if role == "visitor" else self._enter(page, role)
        return self._pages[role]


@pytest.fixture
def actors(open_page: Callable[..., Page], enter: Enter) -> Actors:
    """The cast of the story."""
    return Actors(open_page, enter)


def press(page: Page, words: str) -> None:
    """Press the button with these words and wait for the page that follows."""
    page.get_by_role("button", name=words, exact=False).first.click()
    page.wait_for_load_state()


def done(page: Page) -> None:
    """The page says that something was done."""
    expect(page.locator(".toast-done").first).to_be_visible()


def refused(page: Page, path: str) -> None:
    """This person is told plainly that this is not theirs; a visitor is asked to sign in."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 403 or "/sign-in?next=" in page.url, (path, answer.status)
    assert "Traceback" not in page.content()


def figure(page: Page) -> tuple[int, int]:
    """Numerator and denominator of the heritage-sign row on the coverage page."""
    page.goto("/coverage")
    row = page.locator("tr", has_text="地名文化遗产标志").first
    found = re.search(r"(\d+)\s*/\s*(\d+)", row.inner_text())
    assert found is not None, row.inner_text()
    return int(found[1]), int(found[2])


def draft_the_nomination(page: Page) -> None:
    """The compiler's form: two dated claims, each with its source."""
    page.get_by_role("link", name="申报", exact=True).click()
    page.get_by_role("link", name="改在一页上写").click()
    page.wait_for_load_state()
    page.select_option("[name=programme_id]", label="安徽省千年古村落")
    page.fill("[name=summary]", "演示：石塘镇的一个村，名称来历见所引文献。")
    for part, era, earliest, latest in (
        ("settlement", "唐", "618", "907"),
        ("name", "北宋初", "960", "1010"),
    ):
        page.fill(f"[name={part}-text]", "演示：据所引文献，当时已有。")
        page.fill(f"[name={part}-era_verbatim]", era)
        page.fill(f"[name={part}-earliest]", earliest)
        page.fill(f"[name={part}-latest]", latest)
        page.fill(f"[name={part}-source_title]", "《演示县志》（虚构，仅供演示）")
        page.select_option(f"[name={part}-source_type]", "gazetteer")
        page.fill(f"[name={part}-locator]", "卷一，第三页")
        page.fill(f"[name={part}-quote]", "演示用的引文。")
    page.fill("[name=protection_plan]", "设立保护标志，记录读音。")
    page.fill("[name=applicant]", "石塘镇人民政府（演示）")
    press(page, "存为草稿")
    assert "/heritage/nominations/" in page.url


def test_a_village_is_recognised_and_its_sign_photographed(
    site: Site, browser: Browser, actors: Actors, shoot: Shoot
) -> None:
    signs_before = figure(actors("visitor", PHONE))
    place, nomination = nominate(actors, shoot)
    review(actors, shoot, nomination)
    notice = publish_and_object(actors, shoot, nomination)
    answer_and_decide(actors, shoot, nomination, notice)
    sign = make_the_sign(actors, shoot, place)
    report(site, browser, shoot, sign)
    run_waiting(site.runtime)
    verify_it(actors, shoot)
    visitor = actors("visitor")
    verified, required = figure(visitor)
    shoot(visitor, "14-coverage-after")
    assert (verified, required) == (signs_before[0] + 1, signs_before[1] + 1)
    visitor.goto(place)
    shoot(visitor, "15-place-after")
    expect(visitor.locator("main")).to_contain_text("安徽省千年古村落")
    expect(visitor.locator("main")).to_contain_text("已核验")
    expect(visitor.locator("main")).to_contain_text("演示数据")
    with site.runtime.database.read() as session:
        assert journal.verify(session).broken is None


def nominate(actors: Actors, shoot: Shoot) -> tuple[str, str]:
    """A visitor reads; the compiler finds the village by its listed name and nominates it."""
    visitor = actors("visitor")
    visitor.goto("/")
    visitor.wait_for_selector(".leaflet-container")
    shoot(visitor, "01-map-phone", full_page=False)
    visitor.goto("/places?q=烔炀")
    visitor.get_by_role("link", name=re.compile("烔炀镇")).first.click()
    visitor.wait_for_load_state()
    shoot(visitor, "02-place-phone")
    compiler = actors("compiler")
    compiler.goto("/places")
    compiler.fill("[name=q]", VILLAGE)
    compiler.locator("[name=q]").press("Enter")
    compiler.wait_for_load_state()
    compiler.get_by_role("link", name=re.compile("龙城")).first.click()
    compiler.wait_for_load_state()
    place = re.sub(r"^https?://[^/]+", "", compiler.url)
    draft_the_nomination(compiler)
    shoot(compiler, "03-dossier")
    nomination = re.sub(r"^https?://[^/]+|[?#].*$", "", compiler.url)
    keep_typing(compiler, nomination)
    press(compiler, "提交审核")
    done(compiler)
    refused(visitor, nomination)
    return place, nomination


def keep_typing(page: Page, nomination: str) -> None:
    """What is typed into the dossier reaches the server by itself, field after field."""
    page.goto(f"{nomination}/edit")
    for name, words in (("origin", "演示：因龙得名。"), ("meaning", "演示：寓意吉祥。")):
        page.fill(f"textarea[name={name}]", words)
        page.locator(f"textarea[name={name}]").blur()
        expect(page.locator("[data-dossier-status]")).to_have_text("已保存到服务器")
    page.route("**/edit", lambda route: route.fulfill(status=429, body="busy"))
    page.fill("textarea[name=evolution]", "演示：离线写的。")
    page.locator("textarea[name=evolution]").blur()
    expect(page.locator("[data-dossier-status]")).to_contain_text("留在这台设备上")
    page.unroute("**/edit")
    page.reload()
    expect(page.locator("textarea[name=evolution]")).to_have_value("演示：离线写的。")
    press(page, "保存")
    for words in ("因龙得名", "寓意吉祥", "离线写的"):
        expect(page.locator("main")).to_contain_text(words)


def review(actors: Actors, shoot: Shoot, nomination: str) -> None:
    """Township, county, city, province; then an expert on each criterion."""
    levels = ("township", "county", "city", "province")
    for role in (f"reviewer_{level}" for level in levels):
        reviewer = actors(role)
        reviewer.goto("/desk")
        reviewer.goto(nomination)
        reviewer.fill("[name=reason]", "材料齐全，同意上报。")
        press(reviewer, "审核通过")
        done(reviewer)
    expert = actors("expert")
    expert.goto("/desk")
    expert.get_by_role("link", name=re.compile("龙城")).first.click()
    expert.wait_for_load_state()
    for criterion in expert.locator("input[value=meets]").all():
        criterion.check(force=True)
    for words in expert.locator("textarea[name^=reason-]").all():
        words.fill("所引材料支持此条。")
    shoot(expert, "04-findings")
    press(expert, "提交意见")
    done(expert)
    expert.locator("input[name=choice][value=approve]").check(force=True)
    press(expert, "表决")
    done(expert)
    shoot(expert, "04-vote")


def publish_and_object(actors: Actors, shoot: Shoot, nomination: str) -> str:
    """公示 opens; somebody objects to a date, and gets a receipt."""
    steward = actors("steward")
    steward.goto(nomination)
    steward.fill("[name=issuer]", "演示·区划地名处")
    steward.fill("[name=contact]", "演示·合肥市")
    press(steward, "发布公示")
    done(steward)
    visitor = actors("visitor")
    visitor.goto("/heritage")
    shoot(visitor, "05-heritage-phone")
    visitor.get_by_role("link", name=re.compile("龙城")).first.click()
    visitor.wait_for_load_state()
    notice = re.sub(r"^https?://[^/]+|[?#].*$", "", visitor.url)
    assert "/heritage/notices/" in notice
    visitor.select_option("[name=ground]", "age")
    visitor.fill("[name=text]", "县志所记年代与碑文不同，请核对。")
    visitor.fill("[name=person_name]", "演示·王某")
    visitor.fill("[name=person_contact]", "000-1234")
    press(visitor, "提交异议")
    shoot(visitor, "06-objection-receipt-phone")
    visitor.goto(notice)
    expect(visitor.locator("main")).not_to_contain_text("王某")
    return notice


def answer_and_decide(actors: Actors, shoot: Shoot, nomination: str, notice: str) -> None:
    """No decision before the objection is answered and the notice over; then the list grows."""
    steward = actors("steward")
    steward.goto("/desk")
    shoot(steward, "07-desk")
    steward.goto(nomination)
    steward.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    steward.locator("a[href^='/heritage/objections/']").first.click()
    steward.wait_for_load_state()
    steward.locator("[name=outcome][value=dismissed]").check(force=True)
    steward.fill("[name=answer]", "已核对原书影印件，所引卷页无误。")
    steward.fill("[name=public_summary]", "有人认为年代有出入；经核对原书，卷页无误。")
    press(steward, "登记答复")
    done(steward)
    steward.goto(nomination)
    steward.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    steward.fill("[name=close_reason]", "演示：不等待公示期满")
    press(steward, "提前截止")
    done(steward)
    steward.goto(nomination)
    for box in steward.locator("[name=departments]").all():
        box.check(force=True)
    steward.fill("[name=consent_no]", "演示字〔2026〕9号")
    steward.fill("[name=signed_on]", "2026-01-05")
    steward.locator("[name=file]").set_input_files(
        {"name": "会签.pdf", "mimeType": "application/pdf", "buffer": paper_page("Signed")}
    )
    press(steward, "记下会签")
    done(steward)
    steward.goto(nomination)
    steward.fill("[name=document_no]", "演示〔2026〕第 9 号")
    steward.locator("form[action$='/decisions'] [name=reason]").first.fill("异议已答复。")
    steward.locator("button[value=recognise]").click()
    steward.wait_for_load_state()
    done(steward)
    shoot(steward, "08-recognised")
    refused(actors("crew", PHONE), nomination)


def make_the_sign(actors: Actors, shoot: Shoot, place: str) -> str:
    """The heritage sign is required by itself; proof, approval by a second person, manufacture."""
    steward = actors("steward")
    steward.goto(place)
    steward.locator("a[href^='/signage/requirements/']").first.click()
    steward.wait_for_load_state()
    requirement = steward.url
    steward.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    steward.fill("[name=lon]", str(HERE["longitude"]))
    steward.fill("[name=lat]", str(HERE["latitude"]))
    place_form = steward.locator("form[action$='/position']")
    place_form.get_by_role("button").last.click()
    steward.wait_for_load_state()
    steward.goto(requirement)
    steward.locator("form[action$='/proof']").get_by_role("button").last.click()
    steward.wait_for_load_state()
    done(steward)
    sign = re.sub(r"^https?://[^/]+|[?#].*$", "", steward.url)
    assert "/signage/signs/" in sign
    shoot(steward, "09-proof")
    approver = actors("reviewer_city")
    approver.goto(sign)
    press(approver, "审定，可以制作")
    done(approver)
    steward.goto(sign)
    steward.fill("[name=maker]", "演示制牌厂")
    steward.locator("form[action$='/made']").get_by_role("button").last.click()
    steward.wait_for_load_state()
    done(steward)
    return sign


def report(site: Site, browser: Browser, shoot: Shoot, sign: str) -> None:
    """The crew photographs it in a village without signal; it is sent on the way home."""
    phone = Phone(browser.new_context(**options(site.url, geolocation=HERE)))
    phone.sign_in(site.accounts["crew"])
    shoot(phone.page, "10-field-phone")
    phone.context.set_offline(True)
    phone.open("/field")
    path = f"/field/signs/{sign.rsplit('/', 1)[1]}"
    words = phone.page.locator(f"a[href='{path}'] .plate-hanzi").inner_text()
    plate = plates.Plate(words, "LONGCHENG", plates.STONE)
    near, far = (draw(plate, "story", "2026-11-23") for draw in (plates.near, plates.far))
    phone.photograph(path, pictures=(near, far))
    phone.open("/field/queue")
    shoot(phone.page, "11-queue-phone")
    phone.context.set_offline(False)
    phone.wait_until("complete")
    shoot(phone.page, "12-sent-phone")
    refused(phone.page, "/signage/reports")
    assert phone.faults == []
    phone.context.close()


def verify_it(actors: Actors, shoot: Shoot) -> None:
    """Somebody else looks at the evidence and accepts."""
    reviewer = actors("reviewer_city")
    reviewer.goto("/desk")
    reviewer.locator("a[href^='/signage/reports/']", has_text="龙城").first.click()
    reviewer.wait_for_load_state()
    shoot(reviewer, "13-review-sheet")
    for confirmed in ("place_ok", "text_ok"):
        reviewer.locator(f"[name={confirmed}]").check(force=True)
    reviewer.get_by_role("button", name="通过").first.click()
    reviewer.wait_for_load_state()
    done(reviewer)
