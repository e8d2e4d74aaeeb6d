"""A saved web page: its table of names, or its lines, and nothing that the page does not show."""

from __future__ import annotations

import pytest

from imports.readers.web_page import PAGE_BYTES, page_text, plain_list
from registry.core.errors import Problem

TABLE = (
    "<table><tr><th>序号<th>县区<th>名称<tr><td>1<td>肥东县<td>梁园镇"
    "<tr><td>2<td>巢湖市<td>烔&#x7080;镇</table>"
)


def test_a_table_with_headings_is_the_list():
    listed, words = page_text(f"<p>名单公示</p><table><tr><td>{TABLE}</td></tr></table>")
    assert listed == "序号\t县区\t名称\n1\t肥东县\t梁园镇\n2\t巢湖市\t烔炀镇\n"
    assert words.startswith("名单公示\n")


def test_a_table_that_only_places_things_is_read_as_lines():
    page = "<table><tr><td>千年古镇</td></tr><tr><td>肥东县<b>梁园镇</b></td></tr></table>"
    listed, _ = page_text(page)
    assert listed == "千年古镇\n肥东县梁园镇"


@pytest.mark.parametrize(
    "page",
    [
        "<script>document.write('<p>假镇</p>')</script><p>真镇</p>",
        "<style>p::after{content:'假镇'}</style><p>真镇</p>",
        "<head><title>假镇</title><body><p>真镇</p>",
        "<template><p>假镇</p></template><p>真镇</p>",
        "<!-- <p>假镇</p> --><p>真镇</p>",
        "<nav><ul><li>假镇</ul></nav><p>真镇",
    ],
)
def test_what_a_page_does_not_show_is_not_read(page):
    assert page_text(page)[0] == "真镇"


def test_deep_and_broken_markup_ends(tmp_path):
    page = "<table><tr><td>" * 3000 + "</p></td></b>" * 3000 + "<p>梁园镇"
    assert "梁园镇" in page_text(page)[0]


def test_a_page_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"<html><p>" + b"a" * PAGE_BYTES)
    with pytest.raises(Problem) as refused:
        plain_list(path, "page.html", tmp_path)
    assert refused.value.code == "imports.file_too_large"


def test_what_is_no_page_stays_as_it_is(tmp_path):
    for content in ("名称,县区\n梁园镇,肥东县\n", "<kml><name>梁园镇</name></kml>"):
        path = tmp_path / "file"
        path.write_text(content, encoding="utf-8")
        found = plain_list(path, "名单.csv", tmp_path)
        assert (found.path, found.name) == (path, "名单.csv")
