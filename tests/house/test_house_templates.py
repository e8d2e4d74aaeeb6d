"""Templates stand on the base page, keep to the policy, and say nothing untranslated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
#: The functions whose first argument is a text to translate.
TRANSLATES = {"_", "gettext", "ngettext"}
#: What pages stand on: the shell, and the light page behind a sign's code, under 30 kB.
BASES = {"base.html", "signage/sign_base.html"}
#: What is put into a page by another template and is no page itself.
PARTIAL = re.compile(r"(^macros/|(^|/)parts\.html$|(^|/)_|_panel\.html$|_row\.html$|_card\.html$)")

#: The style guide shows its parts with names as examples: data, not texts.
EXAMPLES = "web/styleguide"
#: Chinese that stays Chinese on an English page, and is marked there as such.
NAMES = {
    "中文",  # a language is called by its own name
    "合肥市民政局区划地名处",  # an office, too
}

environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def markup(name: str) -> str:
    """The template's own text, without what it computes."""
    return "".join(
        node.data for node in environment.parse(source(name)).find_all(nodes.TemplateData)
    )


class Reader(HTMLParser):
    """Collects texts and attributes that are Chinese and not marked as such."""

    EMPTY = frozenset(
        ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name != "lang" and HAN.search(value or "")]
        if tag not in self.EMPTY:
            marked = tag != "html" and (dict(attrs).get("lang") or "").startswith("zh")
            self.open.append((tag, marked))

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data):
        if HAN.search(data) and not any(marked for _tag, marked in self.open):
            self.found.append(data.strip())


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_page_stands_on_a_base(name):
    if name not in BASES and not PARTIAL.search(name):
        extended = [
            node.template for node in environment.parse(source(name)).find_all(nodes.Extends)
        ]
        assert len(extended) == 1
        assert isinstance(extended[0], nodes.Const)
        assert extended[0].value in BASES


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_a_template_breaks_the_policy(name):
    text = markup(name)
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE) == []
    for tag in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert "src=" in tag or 'type="application/' in tag, tag


@pytest.mark.parametrize("name", TEMPLATES)
def test_text_is_translated_or_marked_as_chinese(name):
    reader = Reader()
    reader.feed(markup(name))
    assert reader.found == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith(EXAMPLES)])
def test_chinese_in_expressions_is_translated(name):
    tree = environment.parse(source(name))
    translated = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES
        for argument in call.args
    }
    bare = [
        node.value
        for node in tree.find_all(nodes.Const)
        if isinstance(node.value, str) and HAN.search(node.value) and id(node) not in translated
    ]
    assert set(bare) <= NAMES
