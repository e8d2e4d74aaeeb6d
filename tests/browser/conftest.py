"""A real browser on a real server: a demonstration of its own for each test, on two viewports.

A page that asks another host for anything, breaks the content security policy or throws an error
fails its test. Screenshots go to artefacts/, which CI keeps.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.support import missing
from tests.support.pages import DESKTOP, PHONE, Watch, axe_findings, sign_in_by_form
from tests.support.phones import Phone, options
from tests.support.site import Site, prepared_demonstration, serve

ARTEFACTS = Path(__file__).resolve().parent.parent.parent / "artefacts"
# Chromium calls home at every start; in a closed network each call is one more thing to wait for.
QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--disable-extensions", "--disable-dev-shm-usage", "--force-color-profile=srgb"),
    # A camera that shows a moving picture, and nobody to press "allow".
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
    # Chromium 150 (Debian's, where its security archive is not reached; 156 is right again) forgets
    # at every navigation that a test took the signal away, unless documents stay in their frame.
    # The last of these switches is the one that counts: it names what Playwright's own would.
    (
        "--disable-features=RenderDocument,PaintHolding,ThirdPartyStoragePartitioning,HttpsUpgrades,"
        "HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying,"
        "PreconnectToSearch,AimEnabled,LensOverlay,DestroyProfileOnBrowserClose,"
        "AvoidUnnecessaryBeforeUnloadCheckSync,AvoidCorsURLLoaderRestartOnRedirect"
    ),
)

# What a page is expected to show is waited for as long as everything else on a busy machine.
expect.set_options(timeout=15_000)

#: What Playwright answers at once, from as much of a page as has arrived.
AT_ONCE = ("all", "all_inner_texts", "all_text_contents", "count", "evaluate_all", "is_visible")

_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def read_whole() -> Iterator[None]:
    """A click is over when the next page begins: what is read at once is read from all of it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in AT_ONCE:
            patch.setattr(Locator, name, _from_a_whole_page(getattr(Locator, name)))
        yield


def _from_a_whole_page(read: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(read)
    def reading(found: Locator, *args: Any, **options: Any) -> Any:
        found.page.wait_for_load_state("domcontentloaded")
        return read(found, *args, **options)

    return reading


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's own Chromium."""
    missing.require("chromium")
    return missing.find_chromium() or ""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; one for each process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def launch(chromium: str) -> dict[str, Any]:
    """How the browser is started."""
    # As root, and in most containers, Chromium's sandbox cannot start.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 or missing.in_ci() else []
    return {"executable_path": chromium, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def browser(playwright: Playwright, launch: dict[str, Any]) -> Iterator[Browser]:
    """One browser for all tests; each test has contexts of its own."""
    browser = playwright.chromium.launch(**launch)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a freshly prepared demonstration, to be copied: one for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, finished = shared / "demonstration", shared / "demonstration.finished"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            folder.mkdir()
            prepared_demonstration(folder)
            finished.touch()
    return folder


@pytest.fixture
def site(demonstration: Path, tmp_path: Path) -> Iterator[Site]:
    """The demonstration, served on a port of this test's own, to be changed at will."""
    folder = tmp_path / "demo"
    shutil.copytree(demonstration, folder)
    with serve(folder) as site:
        yield site


@pytest.fixture
def open_page(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`open_page(PHONE, locale="en")`: a page in a context of its own, watched."""
    watches: list[Watch] = []

    def open_one(device: dict | None = None, locale: str = "zh-CN", **options: object) -> Page:
        context = browser.new_context(
            **{
                "base_url": site.url,
                "locale": locale,
                "timezone_id": "Asia/Shanghai",
                "reduced_motion": "reduce",
                # The server's own pages; those that a phone keeps have tests of their own.
                "service_workers": "block",
                **(device or DESKTOP),
                **options,
            }
        )
        context.set_default_timeout(15_000)
        watches.append(Watch(context, site.url))
        return context.new_page()

    yield open_one
    failed = request.node.stash.get(_failed, False)
    for number, watch in enumerate(watches):
        if failed:
            _last_look(watch, request.node.name, number)
        watch.close()
    if not failed:
        faults = [fault for watch in watches for fault in watch.faults]
        assert faults == []


def _last_look(watch: Watch, test: str, number: int) -> None:
    for page in watch.context.pages:
        path = ARTEFACTS / "failed" / f"{test}-{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Remember a failure for the fixtures that clean up after it."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[_failed] = True
    return report


@pytest.fixture
def desktop_page(open_page: Callable[..., Page]) -> Page:
    """A visitor at a desk."""
    return open_page(DESKTOP)


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A visitor with a phone."""
    return open_page(PHONE)


@pytest.fixture
def enter(site: Site) -> Callable[[Page, str], Page]:
    """Sign in by the form as somebody of the demonstration: `enter(page, "steward")`."""

    def by_form(page: Page, role: str) -> Page:
        account = site.accounts[role]
        return sign_in_by_form(page, account.email, account.password)

    return by_form


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Keep a picture of a page: `shoot(page, "03-notice")`."""
    folder = ARTEFACTS / "walks" / request.node.name

    def keep(page: Page, name: str, *, full_page: bool = True) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=full_page)
        return folder / f"{name}.png"

    return keep


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds against WCAG 2.2 A and AA on a page, one line each; empty is clean."""
    return axe_findings


@pytest.fixture
def hand(browser: Browser, site: Site) -> Iterator[Callable[..., Phone]]:
    """`hand("crew")`: a phone of somebody, signed in and ready to leave; without a part, new."""
    phones: list[Phone] = []

    def give(part: str | None = "crew", **changes: object) -> Phone:
        phone = Phone(browser.new_context(**options(site.url, **changes)))
        phones.append(phone)
        if part:
            phone.sign_in(site.accounts[part])
        return phone

    yield give
    for phone in phones:
        phone.context.close()
    assert [fault for phone in phones for fault in phone.faults] == []
