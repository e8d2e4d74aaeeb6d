"""The phone in a hand: what is touched and read is large enough, and the way to a sign is right."""

from __future__ import annotations

import math
from collections.abc import Callable

from playwright.sync_api import expect

from registry.core.geo import Position, distance_m
from tests.support.looking import too_wide
from tests.support.phones import HERE, Phone

LEAST_TARGET_PX = 44
LEAST_HANZI_PX = 40
LEAST_CONTRAST = 7.0
LONG_NAME = "大蜀山国家森林公园西大门"
SECTORS = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"]

#: Everything that a finger is for; a box with its label is touched anywhere on the label.
SMALL_TARGETS = """least => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary')].filter(node =>
    node.checkVisibility() && !node.matches('.skip-link') && !node.closest('.claim-ref'))
  .map(node => [node, (node.closest('label') || node).getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least - .5 || box.height < least - .5))
  .map(([node, box]) => `${node.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""

#: Contrast by WCAG's formula between the colour of each and the first ground behind it.
CONTRASTS = """([selectors, least]) => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = rgb => rgb.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [.2126, .7152, .0722][at], 0);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const found = parts(getComputedStyle(node).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll(selectors)].filter(node => node.checkVisibility())
    .map(node => {
      const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))];
      return [node.className || node.tagName, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)];
    }).filter(([, ratio]) => ratio < least);
}"""
MAIN_TEXT = "h1, h2, .field-label, .input, .choice span, .button-primary, .shot-word"


def rows(phone: Phone) -> list[dict[str, str]]:
    """The cards of the list as they are read: path, sector, distance, turn of the arrow."""
    found: list[dict[str, str]] = phone.page.locator(
        "[data-todo] .card:has(.bearing)"
    ).evaluate_all(
        """cards => cards.map(card => ({
          id: card.querySelector('a').getAttribute('href').split('/').pop(),
          sector: card.querySelector('.bearing span').textContent,
          done: card.textContent.includes('我已上报') ? 'done' : '',
          way: card.querySelector('.bearing .digits').textContent,
          turn: card.querySelector('.bearing path').getAttribute('transform'),
        }))"""
    )
    return found


def course_deg(here: Position, there: Position) -> float:
    """The first course of the great circle, in degrees from north."""
    turn = math.radians(there.lon - here.lon)
    one, two = math.radians(here.lat), math.radians(there.lat)
    east = math.sin(turn) * math.cos(two)
    north = math.cos(one) * math.sin(two) - math.sin(one) * math.cos(two) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


def check_ways(phone: Phone, here: Position) -> None:
    """Each distance and direction of the list, against haversine and the first course."""
    signs = phone.page.evaluate(
        "Field.store.meta('person').then(p => Field.store.meta('today:' + p.id))"
    )["signs"]
    at = {each["id"]: Position(each["lon"], each["lat"]) for each in signs if each["lon"]}
    shown = rows(phone)
    assert len(shown) >= 2
    for row in shown:
        there = at[row["id"]]
        metres = distance_m(here, there)
        number, unit = row["way"].split()
        said = float(number) * (1000 if unit == "公里" else 1)
        step = 1 if unit == "米" else 50 if metres < 9950 else 500
        assert abs(said - metres) <= step + 0.001 * metres, row
        if metres < 1:
            continue
        course = course_deg(here, there)
        turn = float(row["turn"].removeprefix("rotate(").split()[0])
        assert abs((turn - course + 180) % 360 - 180) <= 1.5, (row, course)
        assert SECTORS[int((turn + 22.5) // 45) % 8] == row["sector"]


def test_the_way_to_each_sign_is_right_without_signal_and_follows_the_phone(
    hand: Callable[..., Phone],
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.settled()
    check_ways(phone, Position(HERE["longitude"], HERE["latitude"]))
    before = [row["id"] for row in rows(phone)]
    # What was reported already sinks to the end, however near.
    last = [row["id"] for row in rows(phone) if not row["done"]][-1]
    place = phone.page.evaluate(
        "id => Field.store.meta('person').then(p => Field.store.meta('today:' + p.id))"
        ".then(today => today.signs.find(each => each.id === id))",
        last,
    )
    phone.context.set_geolocation(
        {"latitude": place["lat"], "longitude": place["lon"], "accuracy": HERE["accuracy"]}
    )
    # Nothing changes its place under a finger: the new order is asked for.
    again = phone.page.get_by_role("button", name="按距离排")
    expect(again).to_be_visible()
    check_ways(phone, Position(place["lon"], place["lat"]))
    assert [row["id"] for row in rows(phone)] == before
    again.tap()
    expect(phone.page.locator("[data-todo] .bearing .digits").first).to_have_text("0 米")
    assert rows(phone)[0]["way"] == "0 米"
    check_ways(phone, Position(place["lon"], place["lat"]))


def test_everything_is_large_dark_and_near_enough_for_a_thumb_in_the_sun(
    hand: Callable[..., Phone],
) -> None:
    phone = hand(viewport={"width": 320, "height": 640})
    sign = phone.page.locator("[data-todo] a").first.get_attribute("href")
    wrong: dict[str, object] = {}
    page = phone.page
    for path in ("/field", "/field/map", "/field/queue", "/field/mine", sign):
        phone.open(path)
        if path == "/field/map":
            expect(page.locator("[data-map-list] a")).not_to_have_count(0)
        if path == sign:
            expect(page.locator("[data-finder]")).to_be_visible()
            shutter = page.locator("[data-shutter]").bounding_box()
            assert shutter is not None
            assert shutter["y"] > 320
            wrong["finder targets"] = page.locator("[data-finder]").evaluate(
                f"(_, least) => ({SMALL_TARGETS})(least)", LEAST_TARGET_PX
            )
            page.locator("[data-close]").tap()
            expect(page.locator("[data-finder]")).not_to_be_visible()
            save = page.locator(".phone-save button").bounding_box()
            assert save is not None
            assert save["y"] > 320
        for width in (320, 360):
            wide = too_wide(page, width)
            small = page.evaluate(SMALL_TARGETS, LEAST_TARGET_PX)
            wrong[f"{path} {width}"] = [*wide, *small]
        wrong[f"{path} contrast"] = page.evaluate(CONTRASTS, [MAIN_TEXT, LEAST_CONTRAST])
    plate = page.locator("[data-sign] .plate-hanzi")
    plate.evaluate("(node, text) => { node.textContent = text; }", LONG_NAME)
    wrong["long name"] = too_wide(page, 320)
    size = plate.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= LEAST_HANZI_PX
    assert {key: found for key, found in wrong.items() if found} == {}
