"""Every page somebody can reach by links, looked at as that person: words, sizes, keys, weight."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from registry.accounts.rules import Role
from registry.demo.people import play as cast
from registry.heritage import queries as heritage
from registry.heritage import services as nominating
from registry.heritage.rules.drafts import CitationDraft, ClaimDraft, DossierText
from registry.places import queries as places
from registry.runtime import Runtime
from tests.support.looking import keyboard_faults, too_wide, weight
from tests.support.pages import DESKTOP, Watch
from tests.support.wording import read, strays
from tests.support.site import Site, serve
from tests.support.tour import Stop, Tour, fetch, sign_in, walk

ROLES = ["visitor", *(role.value for role in Role)]
MOST_STYLE_AND_SCRIPT = 150_000
MOST_BEHIND_A_CODE = 30_000
#: Where people come from outside, by a search, or by an address that does not exist.
FIRST_ASKED = ["/", "/places?q=龙城"]
STARTS = [*FIRST_ASKED, "/places?q=没有这个名字", "/s/NOTACODE0", "/no-such-page", "/account"]
STARTS += ["/styleguide", "/styleguide/field"]


@pytest.fixture(scope="module")
def standing(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demonstration for all tests here: they read."""
    folder = tmp_path_factory.mktemp("standing") / "demo"
    shutil.copytree(demonstration, folder)
    with serve(folder) as site:
        draft_a_nomination(site.runtime)
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
    print(sorted(kinds))
    for _role, stop in tour.worth_a_look():
        print(_role, stop.kind, stop.status, stop.parts, len(stop.html))


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
    if stop.path == "/":
        page.wait_for_selector("[data-map][data-ready]")
    else:
        if weight(page) > MOST_STYLE_AND_SCRIPT:
            yield f"weighs {weight(page)}"
    if "/s/" in stop.path:
        if len(stop.html.encode()) >= MOST_BEHIND_A_CODE:
            yield "is too heavy for a phone in a village"
    else:
        yield from keyboard_faults(page)
    yield from too_wide(page, 1280)
    yield from (f"at 1280: {found}" for found in axe(page))
    yield from too_wide(page, 320)
    yield from too_wide(page, 360)
    yield from (f"at 360: {found}" for found in axe(page))
