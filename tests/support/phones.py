"""A phone in a crew member's hand: a browser with a camera, a position, a store of its own."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from registry.jobs.services import run_waiting
from registry.signage import queries, services
from registry.signage.models import FieldReport
from tests.support.pages import PHONE, sign_in_by_form
from tests.support.site import Site

HERE = {"latitude": 31.9012, "longitude": 117.6043, "accuracy": 12.0}
EVERY_REPORT = "Field.store.reports()"
#: What a browser says of itself while there is no network, or what a test breaks on purpose.
NETWORK = ("Failed to load resource", "net::ERR", "service worker", "fetching the script")


def options(url: str, **changes: Any) -> dict[str, Any]:
    """A phone on the spot, allowed to use camera and position."""
    return {
        "base_url": url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        "geolocation": HERE,
        "permissions": ["geolocation", "camera"],
        **PHONE,
        **changes,
    }


class Phone:
    """What a person does with it. `taps` counts every touch of the screen."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.set_default_timeout(15_000)
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.faults: list[str] = []
        self.taps = 0
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in NETWORK):
            self.faults.append(message.text)

    def sign_in(self, account: Any) -> None:
        """Sign in, open the crew's page, and wait until the phone keeps the app and its list."""
        sign_in_by_form(self.page, account.email, account.password)
        self.install()

    def install(self) -> None:
        """Open the crew's page by the server and wait until the phone has taken over."""
        self.page.goto("/field")
        self.until("Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)")
        self.open("/field")
        self.page.wait_for_selector("[data-todo] a")

    def open(self, path: str) -> None:
        """Open a page of the app and wait until it is drawn."""
        self.page.goto(path)
        self.until("Boolean(window.Field && Field.store)")

    def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until this holds; the page may be loaded anew meanwhile."""
        last, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                # By the debugger: a page's own waiting would need eval, which its policy forbids.
                if self.page.evaluate(expression):
                    return
            except Error as error:
                last = error.message
            self.page.wait_for_timeout(100)
        raise AssertionError(f"not within {seconds} s: {expression} {last}")

    def reports(self) -> list[dict[str, Any]]:
        """What the phone keeps, oldest first."""
        found: list[dict[str, Any]] = self.page.evaluate(EVERY_REPORT)
        return found

    def tap(self, selector: str) -> None:
        """One touch."""
        self.taps += 1
        self.page.locator(selector).first.tap()

    def shoot(self) -> None:
        """Press the shutter once it may be pressed."""
        expect(self.page.locator("[data-shutter]")).to_be_enabled()
        self.tap("[data-shutter]")

    def settled(self) -> None:
        """Until the list stands in the order of distance."""
        expect(self.page.locator("[data-todo] .bearing").first).to_be_visible()

    def photograph(self, path: str = "", pictures: tuple[bytes, bytes] | None = None) -> str:
        """From the list to "saved": the first sign or the one at `path`; its name.

        `pictures` come by the camera app.

        The camera in the page shows the same moving picture each time it is started.
        """
        self.settled()
        found = f"[data-todo] a[href='{path}']" if path else "[data-todo] a"
        card = self.page.locator(found).first
        name: str = card.locator(".plate-hanzi").inner_text()
        self.taps += 1
        card.tap()
        for number, role in enumerate(("near", "far")):
            if pictures is None:
                self.shoot()
            else:
                expect(self.page.locator("[data-finder]")).to_be_visible()
                file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": pictures[number]}
                self.page.locator("[data-file=camera]").set_input_files([file])
            expect(self.page.locator(f"[data-shot={role}].shot-taken")).to_have_count(1)
        expect(self.page.locator("[data-finder]")).not_to_be_visible()
        self.finish(name)
        return name

    def finish(self, name: str) -> None:
        """What was read, its condition, saved: three steps once the photos are there."""
        self.page.fill("[name=observed_hanzi]", name)
        self.tap(".choice:has([name=condition][value=good])")
        self.tap("[data-form] [type=submit]")
        expect(self.page.locator(".toast-done").last).to_contain_text(name)

    def wait_until(self, state: str, count: int = 1) -> None:
        """Until so many reports on the phone are in this state."""
        self.until(
            f"{EVERY_REPORT}.then(all => all.filter(r => r.state === '{state}').length === {count})"
        )


def persistent(
    playwright: Playwright, launch: dict[str, Any], folder: Path, url: str, **changes: Any
) -> Phone:
    """A phone whose store survives it: started again on the same folder, it is the same phone."""
    context = playwright.chromium.launch_persistent_context(
        str(folder), **launch, **options(url, **changes)
    )
    return Phone(context)


def kill(folder: Path) -> None:
    """SIGKILL to every process of the browser that runs on this folder."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in command and int(entry.name) != os.getpid():
            try:
                os.kill(int(entry.name), signal.SIGKILL)
            except ProcessLookupError:
                continue


def stored(site: Site, client_id: str) -> FieldReport | None:
    """A report once a worker has opened the photos that arrived."""
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        return queries.report_by_client_id(session, client_id)


def photos_held(site: Site, report: FieldReport) -> set[str]:
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        return set(services.receipt_of(session, report).photos.values())
