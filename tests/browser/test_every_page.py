"""Every page somebody can reach by links, looked at as that person: words, sizes, keys, weight."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from registry.accounts.rules import Role
from registry.core.geo import Position
from registry.demo.people import play as cast
from registry.heritage import queries as heritage
from registry.heritage import services as nominating
from registry.heritage.rules.drafts import CitationDraft, ClaimDraft, DossierText
from registry.places import queries as places
from registry.places import services as naming
from registry.places.rules import PlaceKind
from registry.places.services import NewName, NewPlace
from registry.runtime import Runtime
from registry.signage import services as signage
from registry.signage.rules.kinds import Ground, SignType
from tests.support.looking import keyboard_faults, too_wide, weight
from tests.support.merging import merged, registered_twice
from tests.support.pages import DESKTOP, Watch, sign_in_by_form
from tests.support.site import Site, serve
from tests.support.tour import Stop, Tour, fetch, sign_in, walk
from tests.support.wording import read, strays

ROLES = ["visitor", *(role.value for role in Role)]
MOST_STYLE_AND_SCRIPT = 150_000
MOST_BEHIND_A_CODE = 30_000
#: Where people come from outside, by a search, or by an address that does not exist.
FIRST_ASKED = ["/", "/places?q=龙城"]
STARTS = [*FIRST_ASKED, "/places?q=三河镇没有这个名字", "/s/NOTACODE0", "/no-such-page", "/account"]
STARTS += ["/styleguide", "/styleguide/field"]


@pytest.fixture(scope="module")
def standing(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demonstration for all tests here: they read."""
    folder = tmp_path_factory.mktemp("standing") / "demo"
    shutil.copytree(demonstration, folder)
    with serve(folder) as site:
        draft_a_nomination(site.runtime)
        # One pair that waits, and one that was merged.
        registered_twice(site.runtime)
        merged(site.runtime, *registered_twice(site.runtime))
        yield site


def draft_a_nomination(runtime: Runtime) -> None:
    """What the demonstration leaves to its visitors: a file that its compiler still writes."""
    with runtime.database.read() as session:
        place = places.search(session, places.PlaceFilter(q="龙城"), 1, None).items[0].card.id
        programme = heritage.editions_in_force(session, "anhui-ancient-village")[0].id
    cited = CitationDraft(source_type="gazetteer", title="《演示县志》（虚构）", locator="卷一")
    claim = ClaimDraft("settlement_age", "settlement_founded", "演示", 618, 907, "唐", "", (cited,))
    with runtime.write(cast(runtime, Role.COMPILER)) as work:
        nominating.nominate(
            work,
            place_id=place,
            programme_id=programme,
            text=DossierText(reference_year=2026, summary="演示"),
            claims=[claim],
        )


class Company:
    """The people with a browser each, opened when first needed."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._pages: dict[tuple[str, bool], Page] = {}
        self.watches: list[Watch] = []

    def page(self, role: str, *, scripts: bool = True) -> Page:
        """This person's page, signed in."""
        key = (role, scripts)
        if key not in self._pages:
            page = self._open(scripts=scripts).new_page()
            if role != "visitor":
                account = self._site.accounts[role]
                sign_in(page.request, account.email, account.password)
            self._pages[key] = page
        return self._pages[key]

    def faults(self) -> list[str]:
        """What the browsers complained of since this was last asked."""
        said = [fault for watch in self.watches for fault in watch.faults]
        for watch in self.watches:
            watch.faults.clear()
        return said

    def _open(self, *, scripts: bool) -> BrowserContext:
        context = self._browser.new_context(
            service_workers="block",
            base_url=self._site.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            **DESKTOP,
        )
        context.set_default_timeout(15_000)
        self.watches.append(Watch(context, self._site.url))
        return context


@pytest.fixture(scope="module")
def company(browser: Browser, standing: Site) -> Iterator[Company]:
    """Everybody."""
    company = Company(browser, standing)
    yield company
    for watch in company.watches:
        watch.close()


@pytest.fixture(scope="module")
def tour(company: Company) -> Tour:
    """Every page they find."""
    tour = Tour()
    for role in ROLES:
        kinds = {stop.kind for stop in tour.found.get("visitor", [])}
        starts = STARTS if role == "visitor" else [*FIRST_ASKED, "/people"]
        tour.found[role] = walk(company.page(role).request, starts, kinds)
    return tour


@pytest.mark.parametrize("role", ROLES)
def test_every_page_speaks_its_language(company: Company, tour: Tour, role: str) -> None:
    request, found = company.page(role).request, set[str]()
    for stop in tour.found[role]:
        assert stop.status < 500, stop.path
        english = fetch(request, stop.path, "en")
        assert isinstance(english, Stop)
        for page, language in ((stop, "zh-CN"), (english, "en")):
            found |= {f"{stop.kind} {language} {one}" for one in strays(read(page.html), language)}
    assert "\n".join(sorted(found)) == ""


def test_the_tour_passes_every_view(tour: Tour) -> None:
    kinds = {stop.kind for stops in tour.found.values() for stop in stops}
    assert len(kinds) > 40


@pytest.mark.parametrize("role", ROLES)
def test_no_link_leads_where_its_reader_may_not_go(tour: Tour, role: str) -> None:
    shut = [
        f"{stop.status} {stop.path}"
        for stop in tour.found[role]
        if stop.status >= 400 and stop.path not in STARTS and stop.path != "/people"
    ]
    assert "\n".join(shut) == ""


@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_used_at_every_width(
    company: Company, tour: Tour, axe: Callable[[Page], list[str]], role: str
) -> None:
    page = company.page(role)
    faults: list[str] = []
    for stop in [stop for somebody, stop in tour.worth_a_look() if somebody == role]:
        faults += [f"{stop.path} {fault}" for fault in look(page, stop, axe)]
    assert "\n".join([*faults, *company.faults()]) == ""


def look(page: Page, stop: Stop, axe: Callable[[Page], list[str]]) -> Iterator[str]:
    """All that is wrong with a page, in English, whose words are longer."""
    page.set_extra_http_headers({"Accept-Language": "en"})
    page.set_viewport_size(DESKTOP["viewport"])
    page.goto(stop.path)
    is_map = stop.kind == "/"
    if is_map:
        page.wait_for_selector("[data-map][data-ready]")
    elif weight(page) > MOST_STYLE_AND_SCRIPT:
        yield f"weighs {weight(page)}"
    yield from (f"says {one}" for one in strays(read(page.content()), "en"))
    if "/s/" in stop.path:
        if len(stop.html.encode()) >= MOST_BEHIND_A_CODE:
            yield "is too heavy for a phone in a village"
    else:
        yield from keyboard_faults(page)
    yield from too_wide(page, 1280)
    yield from (f"at 1280: {found}" for found in axe(page))
    yield from too_wide(page, 320)
    yield from too_wide(page, 360)
    if is_map:  # it is laid out once, for the screen it is opened on
        page.reload()
        page.wait_for_selector("[data-map][data-ready]")
    yield from (f"at 360: {found}" for found in axe(page))


@pytest.mark.parametrize(
    ("role", "theme", "kinds"),
    [
        ("visitor", "dark", ["/", "/places/*", "/heritage", "/coverage", "/sign-in"]),
        ("crew", "sun", ["/field", "/field/signs/*", "/field/mine"]),
        ("reviewer_city", "dark", ["/desk", "/signage/reports/*", "/signage/signs/*"]),
    ],
)
def test_other_themes_can_be_read(company, tour, axe, role, theme, kinds) -> None:
    page = company.page(role)
    stops = {stop.kind: stop.path for stop in tour.found[role]}
    page.goto("/about")
    page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    page.set_viewport_size({"width": 360, "height": 740})
    faults = []
    for kind in kinds:
        page.goto(stops[kind])
        assert page.locator("html").get_attribute("data-theme") == theme
        faults += [f"{stops[kind]} {theme} {fault}" for fault in axe(page)]
    page.evaluate("localStorage.removeItem('theme')")
    assert "\n".join([*faults, *company.faults()]) == ""


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("visitor", "/sign-in"),
        ("visitor", "/heritage/notices/*"),
        ("compiler", "/heritage/nominations/new"),
        ("compiler", "/heritage/nominations/*/claims"),
        ("crew", "/field/signs/*"),
        ("steward", "/places/*/names"),
        ("steward", "/places/*/position"),
        ("steward", "/heritage/objections/*/answer"),
    ],
)
def test_an_empty_form_comes_back_in_words(company, tour, axe, role, kind) -> None:
    page = company.page(role)
    page.goto(next(stop.path for stop in tour.found[role] if stop.kind == kind))
    form = page.locator("main form[method=post]").last
    with page.expect_navigation() as back:
        form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    assert back.value.status in {401, 422}
    assert page.locator(".error-summary, .problem-box").count() > 0
    language = page.locator("html").get_attribute("lang") or ""
    assert list(strays(read(page.content()), language)) == []
    assert [*too_wide(page, 320), *axe(page), *company.faults()] == []


RARE = "烔垾㘵𡌶村"


@pytest.fixture(scope="module")
def rare_sign(standing: Site) -> tuple[str, str]:
    """A village whose name few fonts have, and a sign for it: their addresses."""
    steward, leader = cast(standing.runtime, Role.STEWARD), cast(standing.runtime, Role.CREW_LEADER)
    with standing.runtime.database.read() as session:
        town = places.search(session, places.PlaceFilter(q="石塘镇"), 1, None).items[0].card
    name = NewName(RARE, roman_toned="Tónghànlǎngkǎn Cūn", roman_status="approved")
    with standing.runtime.write(steward) as work:
        row = NewPlace(PlaceKind.NATURAL_VILLAGE, town.division_id, [name])
        place_id = naming.add_place(work, row)
    with standing.runtime.write(leader) as work:
        required = signage.require_sign(
            work,
            place_id=place_id,
            sign_type=SignType.VILLAGE,
            position=Position(117.6043, 31.9012),
            basis="演示",
        )
    with standing.runtime.write(steward) as work:
        sign = signage.prepare_proof(
            work, required.id, text_hanzi=RARE, text_roman="TONGHANLANGKAN CUN", ground=Ground.GREEN
        )
    return f"/places/{place_id}", f"/signage/signs/{sign.id}"


def fonts_of(page: Page, selector: str) -> list[dict]:
    """The fonts that drew the rare name in an element, as the browser itself reports them."""
    page.locator(selector).filter(has_text=RARE).first.evaluate("node => { node.id = 'rare' }")
    page.evaluate("document.fonts.ready.then(() => null)")
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#rare"})["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    devtools.detach()
    return fonts


def test_rare_characters_are_drawn_by_our_own_fonts(company, rare_sign) -> None:
    page = company.page("steward")
    place, sign = rare_sign
    names = "/coverage/names?stratum=settlement&state=unsigned"
    for path, selector in (
        (place, "h1"),
        (sign, "h1"),
        (sign, ".face text"),
        (f"/places?q={RARE}", "main a"),
        (names, ".queue-title"),
    ):
        page.goto(path)
        fonts = fonts_of(page, selector)
        ours = sum(font["glyphCount"] for font in fonts if font["isCustomFont"])
        assert ours >= len(RARE) - 1, (path, fonts)  # 村 is in every Chinese font


def test_rare_characters_reach_files_and_programs(company, rare_sign) -> None:
    request = company.page("steward").request
    _place, sign = rare_sign
    for path in (
        "/coverage/names.csv?stratum=settlement&state=unsigned",
        f"{sign}/proof.svg",
    ):
        assert RARE in request.get(path).body().decode("utf-8-sig"), path
    found = request.get("/api/v1/places", params={"q": RARE}).json()["items"]
    assert [item["standard_name"] for item in found] == [RARE]


def test_a_visitor_without_scripts_searches_reads_and_objects(company, tour) -> None:
    page = company.page("visitor", scripts=False)
    page.goto("/")
    page.locator("input[type=search]").first.fill("烔炀")
    page.locator("input[type=search]").first.press("Enter")
    page.get_by_role("link", name="烔炀镇").first.click()
    assert page.locator("h1").inner_text() == "烔炀镇"
    page.goto(next(stop.path for stop in tour.found["visitor"] if "/notices/" in stop.path))
    page.select_option("[name=ground]", "age")
    page.fill("[name=text]", "年代有出入。")
    page.fill("[name=person_name]", "演示·王某")
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator(".error-summary")).to_have_count(1)
    assert page.input_value("[name=text]") == "年代有出入。"
    page.fill("[name=person_contact]", "000-1234")
    page.get_by_role("button", name="提交异议").click()
    expect(page).to_have_url(re.compile("/heritage/receipts/"))
    expect(page.locator("h1")).to_have_count(1)
    page.wait_for_load_state()
    assert list(strays(read(page.content()), "zh-CN")) == []
    assert "王某" not in page.content()


def test_crew_and_reviewer_work_without_scripts(company, tour, standing) -> None:
    page = company.page("visitor", scripts=False)
    for role, start, link, needed in (
        ("crew", "/field", "a[href^='/field/signs/']", ["near", "far", "observed_hanzi", "lon"]),
        ("reviewer_city", "/signage/reports", "a[href^='/signage/reports/']", ["reason"]),
    ):
        account = standing.accounts[role]
        page.context.clear_cookies()
        sign_in_by_form(page, account.email, account.password)
        page.goto(start)
        page.locator(link).first.click()
        # A click returns before the page has all arrived.
        for name in needed:
            expect(page.locator(f"main form [name={name}]").first).to_be_visible()
        expect(page.locator("main form [type=submit]").first).to_be_visible()
    assert company.faults() == []
