"""A reviewer covers a photo by pointer, brush, touch and keys, and without a script."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from registry.photos import queries as photos
from registry.photos.models import PhotoRedaction
from registry.signage import queries
from registry.signage.models import FieldReport
from tests.support.pages import DESKTOP, PHONE
from tests.support.site import Site


def waiting(site: Site) -> str:
    with site.runtime.database.read() as session:
        statement = select(FieldReport.id).where(FieldReport.status == "received")
        return session.exec(statement.order_by(col(FieldReport.received_at))).first() or ""


def versions(site: Site, report_id: str) -> list[PhotoRedaction]:
    with site.runtime.database.read() as session:
        held = queries.photos_of(session, [report_id])[report_id]["near"]
        return photos.redactions_of(session, held.photo_id)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place of the photo to another, as parts of it."""
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    ends = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*ends[0])
    page.mouse.down()
    page.mouse.move(*ends[1], steps=4)
    page.mouse.up()


def row(page: Page, number: int) -> list[float]:
    fields = page.locator("[data-region]").nth(number - 1).locator("input")
    return [float(each.input_value()) for each in fields.all()]


def shapes(page: Page) -> Locator:
    return page.locator(".redact-region")


def test_rectangles_are_drawn_moved_sized_undone_and_sent(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    report = waiting(site)
    page = enter(open_page(DESKTOP), "reviewer_city")
    page.goto(f"/signage/reports/{report}/photos/near/redaction")
    expect(page.locator("[data-region]")).to_have_count(0)
    assert axe(page) == []

    drag(page, (0.2, 0.2), (0.4, 0.5))
    expect(shapes(page)).to_have_count(1)
    left, top, width, height = row(page, 1)
    assert max(abs(left - 20), abs(top - 20), abs(width - 20), abs(height - 30)) < 1
    drag(page, (0.3, 0.3), (0.5, 0.3))
    assert abs(row(page, 1)[0] - 40) < 1
    drag(page, (0.6, 0.5), (0.7, 0.6))
    assert abs(row(page, 1)[2] - 30) < 1
    drag(page, (0.05, 0.05), (0.1, 0.1))
    expect(shapes(page)).to_have_count(2)
    page.locator("[data-undo]").click()
    expect(shapes(page)).to_have_count(1)

    page.locator("[data-add]").click()
    before = row(page, 2)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    assert [now - was for now, was in zip(row(page, 2), before, strict=True)] == [1, -1, 0, 1]
    page.locator("[data-add]").click()
    expect(shapes(page)).to_have_count(3)
    page.keyboard.press("Delete")
    expect(shapes(page)).to_have_count(2)
    assert axe(page) == []
    shoot(page, "photo-redact")

    page.locator("input[name=reason][value=face]").check()
    page.locator("form[data-redact] [type=submit]").click()
    page.wait_for_load_state()
    expect(page.locator("[data-region]")).to_have_count(2)
    (kept,) = versions(site, report)
    assert [round(each["left"], 1) for each in kept.regions] == [0.4, 0.4]
    assert axe(page) == []
    shoot(page, "photo-redacted")


def paint(page: Page, *way: tuple[float, float]) -> None:
    """The brush through these places of the photo, as parts of it, with a pointer."""
    page.locator("[data-canvas]").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    spots = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in way]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=8)
    page.mouse.up()


def colours(page: Page, address: str, way: list[tuple[float, float]]) -> list[list[int]]:
    """What a browser shows of a photo at these places: red, green, blue."""
    found: list[list[int]] = page.evaluate(
        """async ([address, way]) => {
          const answer = await fetch(address, { cache: 'no-store' });
          const picture = await createImageBitmap(await answer.blob());
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const ink = canvas.getContext('2d');
          ink.drawImage(picture, 0, 0);
          return way.map(([x, y]) => Array.from(ink.getImageData(
            Math.floor(x * picture.width), Math.floor(y * picture.height), 1, 1).data.slice(0, 3)));
        }""",
        [address, way],
    )
    return found


def spread(found: list[list[int]]) -> int:
    return max(max(channel) - min(channel) for channel in zip(*found, strict=True))


def test_a_brush_paints_over_what_is_to_go_and_it_is_gone(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    report = waiting(site)
    page = enter(open_page(DESKTOP), "reviewer_city")
    page.goto(f"/signage/reports/{report}/photos/near/redaction")
    # By the label, where a pointer lands.
    page.locator("label:has([data-tool][value=brush])").click()
    width = page.locator("[data-brush]")
    width.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    expect(width).to_have_value("12")
    strokes = page.locator("[data-stroke-row]")
    paint(page, (0.3, 0.3), (0.5, 0.5), (0.7, 0.35))
    expect(strokes).to_have_count(1)
    paint(page, (0.2, 0.8), (0.25, 0.8))
    paint(page, (0.8, 0.8))
    expect(page.locator(".redact-stroke")).to_have_count(3)
    # The last one is taken back, the second let go of by its tick, and that taken back too.
    page.locator("[data-undo]").click()
    expect(strokes).to_have_count(2)
    strokes.nth(1).locator("input").uncheck()
    expect(page.locator(".redact-stroke")).to_have_count(1)
    page.locator("[data-undo]").click()
    expect(page.locator(".redact-stroke")).to_have_count(2)
    strokes.nth(1).locator("input").uncheck()
    # A rectangle beside it, by keys alone.
    page.locator("[data-add]").click()
    page.keyboard.press("ArrowDown")
    assert axe(page) == []
    shoot(page, "photo-brush")

    page.locator("input[name=reason][value=face]").check()
    page.locator("form[data-redact] [type=submit]").click()
    expect(page.locator(".redact-version")).to_have_count(2)
    expect(strokes).to_have_count(1)
    _is_gone(page, site, report)
    assert axe(page) == []
    shoot(page, "photo-brushed")


def _is_gone(page: Page, site: Site, report: str) -> None:
    """What was painted is kept as drawn, and has no detail left in either public copy."""
    (kept,) = versions(site, report)
    rectangle, stroke = kept.regions
    assert rectangle["width"] == 0.2
    assert stroke["breadth"] == 0.12
    assert 5 <= len(stroke["points"]) <= 120
    at = f"/signage/reports/{report}/photos/near/versions"
    painted = [tuple(point) for point in stroke["points"]]
    for variant in ("large", "small"):
        assert spread(colours(page, f"{at}/1/{variant}", painted)) <= 4
        assert spread(colours(page, f"{at}/0/{variant}", painted)) > 8


def test_a_finger_draws_and_the_page_fits_a_phone(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    page = enter(open_page(PHONE), "reviewer_city")
    page.goto(f"/signage/reports/{waiting(site)}/photos/near/redaction")
    page.locator("[data-canvas]").scroll_into_view_if_needed()
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    client = page.context.new_cdp_session(page)
    for kind, part in (("touchStart", 0.25), ("touchMove", 0.5), ("touchEnd", None)):
        where = {
            "x": box["x"] + box["width"] * (part or 0),
            "y": box["y"] + box["height"] * (part or 0),
        }
        points = [] if part is None else [where]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(shapes(page)).to_have_count(1)
    assert abs(row(page, 1)[0] - 25) < 1.5
    # The same finger with the brush leaves a stroke, and the rectangle stays.
    page.locator("[data-tool][value=brush]").check()
    page.locator("[data-canvas]").evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    for kind, part in (("touchStart", 0.6), ("touchMove", 0.8), ("touchEnd", None)):
        where = {
            "x": box["x"] + box["width"] * (part or 0),
            "y": box["y"] + box["height"] * (part or 0),
        }
        points = [] if part is None else [where]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("[data-stroke-row]")).to_have_count(1)
    expect(shapes(page)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    shoot(page, "photo-redact-phone")


def test_without_a_script_numbers_do_the_same(
    open_page: Callable[..., Page], enter: Callable[[Page, str], Page], site: Site
) -> None:
    report = waiting(site)
    page = enter(open_page({**DESKTOP, "java_script_enabled": False}), "reviewer_city")
    page.goto(f"/signage/reports/{report}/photos/near/redaction")
    fields = page.locator("[data-region]").first.locator("input")
    for field, text in zip(fields.all(), ("10", "10", "95", "20"), strict=True):
        field.fill(text)
    page.locator("input[name=reason][value=plate]").check()
    page.locator("form[data-redact] [type=submit]").click()
    expect(page.locator("#error-width")).to_be_visible()
    assert row(page, 1) == [10, 10, 95, 20]
    fields.nth(2).fill("30")
    page.locator("form[data-redact] [type=submit]").click()
    expect(page.locator(".redact-version")).to_have_count(2)
    assert [each.reason for each in versions(site, report)] == ["plate"]
