"""The search box under an input method: half a syllable asks nothing, Enter only confirms."""

from playwright.sync_api import expect

from tests.support.pages import DESKTOP


def _asked(page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/suggest" in sent.url else None)
    return asked


def test_a_composition_asks_once_and_for_what_was_confirmed(open_page):
    page = open_page(DESKTOP)
    page.goto("/places")
    asked = _asked(page)
    box = page.get_by_role("combobox", name="名称或拼音")
    box.focus()
    keyboard = page.context.new_cdp_session(page)
    # A letter typed just before, whose suggestion still waits, must not go out half composed.
    page.keyboard.insert_text("三")
    for text in ("h", "he", "he z", "he zh"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    expect(box).to_have_value("三he zh")
    # Longer than the pause after which it would have been asked.
    page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 200))")
    assert asked == []
    with page.expect_response("**/places/suggest*") as answer:
        keyboard.send("Input.insertText", {"text": "河镇"})
    expect(box).to_have_value("三河镇")
    assert answer.value.ok
    offered = page.get_by_role("listbox", name="可能的地名")
    expect(offered.get_by_role("option").first).to_contain_text("三河镇")
    assert len(asked) == 1
    assert asked[0].endswith("q=%E4%B8%89%E6%B2%B3%E9%95%87")
    box.press("ArrowDown")
    # As Safari sends it: after the end of the composition, with the number of an input method.
    box.evaluate(
        "(input) => input.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.url.endswith("/places")


def test_back_and_forward_keep_what_was_asked_and_the_filters(open_page):
    page = open_page(DESKTOP)
    page.goto("/places")
    box = page.get_by_role("combobox", name="名称或拼音")
    box.fill("派")
    page.get_by_label("类别").select_option("township")
    box.press("Enter")
    page.wait_for_url("**kind=township**")
    page.locator(".place-row a").first.click()
    page.wait_for_url("**/places/*")
    # From the place to the map, which goes to where it lies.
    page.get_by_role("link", name="图上看").click()
    expect(page.locator("[data-card]")).to_contain_text("镇")
    expect(page.locator(".map-here")).to_be_visible()
    assert page.evaluate("registryMap.map.getZoom()") >= 13
    page.go_back()
    page.go_back()
    page.wait_for_url("**kind=township**")
    expect(box).to_have_value("派")
    expect(page.get_by_label("类别")).to_have_value("township")
    page.go_back()
    expect(box).to_have_value("")
    page.go_forward()
    expect(box).to_have_value("派")
    expect(page.locator(".place-row").first).to_be_visible()
