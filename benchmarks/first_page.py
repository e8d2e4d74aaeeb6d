"""The first page in a real browser with an empty cache, until the map is drawn.

A bare page of the same server software in the same browser is the anchor: what is left is ours.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import serving
from tests.support.missing import find_chromium
from tests.support.pages import DESKTOP, PHONE

ROUNDS = 9
DRAWN = ".leaflet-container .leaflet-marker-icon"
SIZES = """() => [...performance.getEntriesByType('navigation'),
                  ...performance.getEntriesByType('resource')]
                 .map(one => one.transferSize)"""


def measure() -> list[dict[str, Any]]:
    """Milliseconds from the address to the drawn map; nothing where there is no Chromium."""
    path = find_chromium()
    if path is None:
        print("    not measured: no Chromium here (sudo apt-get install chromium)", flush=True)
        return []
    # As root Chromium's sandbox cannot start; all it opens here is our own server.
    options = ["--disable-gpu", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        serving.installation(Path(folder))
        browser = playwright.chromium.launch(executable_path=path, args=options)
        with serving.ours(Path(folder)) as ours, serving.bare() as bare:
            ours.first("/")
            bare.first("/")
            rows = [
                _row(browser, ours.port, bare.port, "1280 × 800", DESKTOP),
                _row(browser, ours.port, bare.port, "phone, 360 × 740", PHONE),
            ]
        browser.close()
    return rows


def _row(browser: Browser, port: int, bare: int, words: str, device: Any) -> dict[str, Any]:
    ours, anchor = [], []
    kilobytes = files = 0.0
    for _round in range(ROUNDS):
        milliseconds, sizes = _visit(browser, port, device, DRAWN)
        ours.append(milliseconds)
        kilobytes, files = sum(sizes) / 1000, len(sizes)
        anchor.append(_visit(browser, bare, device, "body")[0])
    note = f"{kilobytes:.0f} kB in {files:.0f} requests; anchor: bare Flask page, same browser"
    return {
        "measure": f"first page in Chromium, empty cache, map drawn, {words}",
        "ours": ours,
        "anchor": anchor,
        "unit": "ms",
        "note": note,
    }


def _visit(browser: Browser, port: int, device: Any, drawn: str) -> tuple[float, list[float]]:
    """One visit with a context of its own: milliseconds, and the bytes of each request."""
    context = browser.new_context(locale="zh-CN", **device)
    try:
        page: Page = context.new_page()
        started = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        page.wait_for_selector(drawn)
        spent = (time.perf_counter() - started) * 1000
        page.wait_for_load_state("networkidle")
        return spent, [float(size) for size in page.evaluate(SIZES)]
    finally:
        context.close()
