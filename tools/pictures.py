"""Take the screenshots of the README: a demonstration in a temporary folder, a real browser.

python -m tools.pictures                      all of docs/pictures
python -m tools.pictures map-zh field-zh      these only
python -m tools.pictures --demo FOLDER        of a copy of a demonstration prepared before
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from registry.demo import plates
from tests.support.missing import find_chromium
from tests.support.pages import PHONE, sign_in_by_form
from tests.support.site import Site, prepared_demonstration, serve

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BUDGET = 2_500_000
"""Bytes of all pictures together: they travel with every clone."""
COLOURS = 160
WHOLE = 4000
"""No page of the demonstration is taller."""
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
HERE = {"latitude": 31.9012, "longitude": 117.6043, "accuracy": 12.0}
ON_SITE = {**PHONE, "geolocation": HERE, "permissions": ["geolocation"]}

Walk = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Picture:
    """One screenshot: how to get there, as whom, on what, in which language.

    `tall` is the height in CSS pixels that is kept of the page; 0 keeps one screen.
    """

    name: str
    walk: Walk
    role: str = ""
    device: dict[str, Any] | None = None
    locale: str = "zh-CN"
    tall: int = 0


def opened(path: str) -> Walk:
    """Open an address."""
    return lambda page: _settled(page, path)


def followed(path: str, link: str) -> Walk:
    """Open an address and follow the first link that this selector finds."""

    def walk(page: Page) -> None:
        _settled(page, path)
        _settled(page, page.locator(f"main {link}").first.get_attribute("href") or "")

    return walk


def _settled(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")


def the_map(page: Page) -> None:
    """The map once its circles are drawn."""
    _settled(page, "/?layer=coverage")
    page.wait_for_selector(".leaflet-container .leaflet-marker-icon")
    page.wait_for_timeout(500)


def the_capture(page: Page) -> None:
    """A crew member before sending: two photographs taken, position known."""
    followed("/field", "a[href^='/field/signs/']")(page)
    words = page.locator(".plate-hanzi").first.inner_text()
    plate = plates.Plate(words, "", plates.BLUE)
    for role, draw in (("near", plates.near), ("far", plates.far)):
        photo = FilePayload(
            name=f"{role}.jpg", mimeType="image/jpeg", buffer=draw(plate, "README", "")
        )
        page.set_input_files(f"[name={role}]", photo)
    page.wait_for_timeout(500)


A_RECOGNISED_PLACE = followed("/places?q=长临河", "a[href^='/places/']")
PICTURES = (
    Picture("map-zh", the_map),
    Picture("map-en", the_map, locale="en"),
    Picture("map-phone-zh", the_map, device=PHONE),
    Picture("place-zh", A_RECOGNISED_PLACE, tall=WHOLE),
    Picture("place-en", A_RECOGNISED_PLACE, locale="en", tall=1500),
    Picture("heritage-zh", opened("/heritage"), tall=1420),
    Picture("coverage-zh", opened("/coverage"), tall=1280),
    Picture(
        "dossier-zh",
        followed("/heritage/nominations", "a[href^='/heritage/nominations/']:not([href$='/new'])"),
        role="reviewer_county",
        tall=1372,
    ),
    Picture(
        "review-zh",
        followed("/signage/reports", "a[href^='/signage/reports/']"),
        role="reviewer_city",
        tall=WHOLE,
    ),
    Picture("field-zh", opened("/field"), role="crew", device=ON_SITE),
    Picture("capture-zh", the_capture, role="crew", device=ON_SITE, tall=1500),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own Chromium.

    Raises:
        SystemExit: there is none; the message names the command that installs it.
    """
    path = find_chromium()
    if path is None:
        sys.exit("no Chromium here: sudo apt-get install chromium")
    # As root Chromium's sandbox cannot start; all it opens here is our own demonstration.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = ["--disable-gpu", "--no-first-run", "--force-color-profile=srgb", "--lang=zh-CN"]
    # The browser's own words, as on its button for a file: Chinese where chromium-l10n is there.
    speaks: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*quiet, *sandbox], env=speaks
        )
        yield browser
        browser.close()


def take(browser: Browser, site: Site, picture: Picture) -> bytes:
    """The screenshot as a small PNG."""
    device = picture.device or DESK
    context = browser.new_context(
        base_url=site.url,
        locale=picture.locale,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        color_scheme="light",
        # Pages as the server draws them, whichever was taken before.
        service_workers="block",
        **device,
    )
    context.set_default_timeout(15_000)
    try:
        page = context.new_page()
        if picture.role:
            account = site.accounts[picture.role]
            sign_in_by_form(page, account.email, account.password)
        picture.walk(page)
        return small(_shot(page, picture.tall))
    finally:
        context.close()


def _shot(page: Page, tall: int) -> bytes:
    """The screen, or the page's first `tall` pixels as one screen of that height."""
    size = page.viewport_size or {"width": 1280, "height": 800}
    if tall:
        whole = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": size["width"], "height": min(tall, whole)})
        page.wait_for_timeout(200)
    return page.screenshot()


def small(png: bytes) -> bytes:
    """The same picture with a palette: a third of the size, and nobody sees it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return min(out.getvalue(), png, key=len)


@contextmanager
def demonstration(prepared: Path | None) -> Iterator[Site]:
    """A demonstration served from a temporary folder, prepared now or copied."""
    with tempfile.TemporaryDirectory(prefix="registry-pictures-") as temporary:
        folder = Path(temporary) / "demo"
        if prepared is None:
            print("==> Preparing a demonstration", flush=True)
            prepared_demonstration(folder)
        else:
            shutil.copytree(prepared, folder)
        with serve(folder) as site:
            yield site


def main(arguments: list[str]) -> int:
    """Take the pictures and keep them; 1 where they have grown too large together."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures")
    parser.add_argument("name", nargs="*", choices=[[], *(one.name for one in PICTURES)])
    parser.add_argument("--demo", type=Path, help="a folder that `registry demo` has prepared")
    parser.add_argument("--to", type=Path, default=FOLDER, help="where they are kept")
    chosen = parser.parse_args(arguments)
    chosen.to.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PICTURES if not chosen.name or one.name in chosen.name]
    with demonstration(chosen.demo) as site, chromium() as browser:
        for picture in wanted:
            png = take(browser, site, picture)
            (chosen.to / f"{picture.name}.png").write_bytes(png)
            print(f"    {picture.name}.png {len(png) / 1000:.0f} kB", flush=True)
    total = sum(path.stat().st_size for path in chosen.to.glob("*.png"))
    print(f"{total / 1e6:.2f} MB of pictures, {BUDGET / 1e6:.1f} MB are the limit")
    return 0 if total <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
