"""The search box offers names while one types, by keyboard and to those who only hear the page."""

from playwright.sync_api import expect

from tests.support.pages import DESKTOP, PHONE


def test_names_are_offered_chosen_by_keyboard_and_opened(open_page, axe):
    page = open_page(PHONE)
    page.goto("/places")
    box = page.get_by_role("combobox", name="名称或拼音")
    box.fill("sanhe")
    offered = page.get_by_role("listbox", name="可能的地名")
    offered.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert axe(page) == []
    # Who does not see the list hears that there is one.
    count = offered.get_by_role("option").count()
    expect(page.locator(".suggest [role=status]")).to_have_text(f"{count} 个可能的地名，用上下键选")
    first = offered.get_by_role("option").first
    assert "三河镇" in first.inner_text()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.press("Escape")
    assert not offered.is_visible()
    box.fill("三河镇")
    offered.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/places/*")
    assert "三河镇" in page.locator("h1").inner_text()


def test_enter_without_a_choice_searches(open_page):
    page = open_page(PHONE)
    page.goto("/places")
    box = page.get_by_role("combobox", name="名称或拼音")
    box.fill("三河镇")
    box.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator(".place-row").count() >= 1


def test_a_word_of_the_language_of_scripts_is_a_search_like_any_other(open_page):
    page = open_page(PHONE)
    page.goto("/places")
    box = page.get_by_role("combobox", name="名称或拼音")
    with page.expect_response("**q=constructor*") as answer:
        box.fill("constructor")
    assert answer.value.ok
    box.fill("sanhe")
    page.get_by_role("listbox", name="可能的地名").wait_for()


def test_on_a_phone_what_was_found_stands_before_a_wall_of_filters(open_page, axe):
    page = open_page(PHONE)
    page.goto("/places?q=三河")
    first, kind = page.locator(".place-row").first, page.get_by_label("类别")
    box = first.bounding_box()
    assert box is not None
    assert box["y"] < 740, "on the first screen"
    expect(kind).to_be_hidden()
    page.get_by_text("筛选条件").click()
    kind.select_option("township")
    assert axe(page) == []
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**kind=township**")
    # What narrows the list is not hidden from whoever wonders where the rest is.
    expect(kind).to_have_value("township")
    expect(kind).to_be_visible()
    desk = open_page(DESKTOP)
    desk.goto("/places?q=三河")
    expect(desk.get_by_label("类别")).to_be_visible()
    expect(desk.get_by_text("筛选条件")).to_be_hidden()
