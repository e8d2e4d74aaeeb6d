"""The catalogues' tool finds every text, keeps every translation, and lets nothing through."""

from pathlib import Path

import pytest

from tools import messages


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small project with one capability and its template."""
    for name, folder in (("PACKAGE", "registry"), ("TEMPLATES", "templates")):
        (tmp_path / folder / "heritage").mkdir(parents=True)
        monkeypatch.setattr(messages, name, tmp_path / folder)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUES", tmp_path / "registry" / "translations")
    (tmp_path / "registry" / "heritage" / "__init__.py").write_text("")
    (tmp_path / "registry" / "heritage" / "rules.py").write_text('a = T("还有 %(n)d 天", n=3)\n')
    page = "{{ _('申报') }} {{ ngettext('%(num)d 个', '%(num)d 个', 2) }}"
    (tmp_path / "templates" / "heritage" / "index.html").write_text(page)
    return tmp_path


def catalogue(house: Path) -> Path:
    return house / "registry" / "translations" / "heritage.po"


def translate(house: Path) -> None:
    text = catalogue(house).read_text()
    for chinese, english in (
        ('"还有 %(n)d 天"\nmsgstr ""', '"还有 %(n)d 天"\nmsgstr "%(n)d days left"'),
        ('"申报"\nmsgstr ""', '"申报"\nmsgstr "Nominate"'),
        ('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(num)d piece"\nmsgstr[1] "%(num)d pieces"'),
    ):
        assert chinese in text
        text = text.replace(chinese, english)
    catalogue(house).write_text(text)


def test_texts_of_code_and_templates_are_found(house):
    assert {message.id for message in messages.texts(messages.extract("heritage"))} == {
        "还有 %(n)d 天",
        "申报",
        ("%(num)d 个", "%(num)d 个"),
    }


def test_a_catalogue_is_complete_only_when_everything_is_translated(house, capsys):
    assert messages.main(["heritage"]) == 1
    assert "missing: '申报'" in capsys.readouterr().out
    translate(house)
    assert messages.main(["heritage"]) == 0
    assert messages.main(["heritage", "--check"]) == 0


def test_running_again_changes_nothing(house):
    messages.main(["heritage"])
    translate(house)
    messages.main(["heritage"])
    before = catalogue(house).read_bytes(), catalogue(house).with_suffix(".mo").read_bytes()
    messages.main(["heritage"])
    assert before == (
        catalogue(house).read_bytes(),
        catalogue(house).with_suffix(".mo").read_bytes(),
    )


def test_check_sees_a_new_text_a_stale_compilation_and_a_text_no_longer_used(house, capsys):
    messages.main(["heritage"])
    translate(house)
    assert messages.main(["heritage", "--check"]) == 1
    assert "not compiled" in capsys.readouterr().out
    messages.main(["heritage"])
    (house / "registry" / "heritage" / "rules.py").write_text('b = T("新的")\n')
    assert messages.main(["heritage", "--check"]) == 1
    out = capsys.readouterr().out
    assert "missing: '新的'" in out
    assert "no longer used: '还有 %(n)d 天'" in out


def test_a_placeholder_that_differs_is_found(house, capsys):
    messages.main(["heritage"])
    translate(house)
    text = catalogue(house).read_text().replace("%(n)d days", "%(days)d days")
    catalogue(house).write_text(text)
    assert messages.main(["heritage"]) == 1
    assert "还有" in capsys.readouterr().out


def test_a_translation_outlives_a_text_that_comes_back(house):
    messages.main(["heritage"])
    translate(house)
    page = house / "templates" / "heritage" / "index.html"
    text = page.read_text()
    page.write_text("")
    messages.main(["heritage"])
    page.write_text(text)
    assert messages.main(["heritage"]) == 0
