"""Text from outside becomes typed values, or all the errors at once."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field
from werkzeug.datastructures import MultiDict

from registry.core.errors import Invalid
from registry.core.forms import Blank, Form, Line, NameText, OptionalLine, Prose, Query, parse


class Everything(Form):
    name: NameText
    note: Prose
    year: Annotated[Annotated[int, Field(ge=-3000, le=2100)] | None, Blank] = None
    day: date
    tags: list[OptionalLine] = []  # noqa: RUF012 - pydantic copies defaults


GOOD = {"name": "烔炀镇", "note": "一\r\n二", "day": "2026-11-23"}


def test_good_input_is_typed() -> None:
    form = parse(Everything, GOOD | {"year": ""})
    assert form.name == "烔炀镇"
    assert form.note == "一\n二"
    assert form.year is None
    assert form.day == date(2026, 11, 23)


def test_all_errors_come_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        parse(Everything, {"name": "<b>", "note": " ", "year": "唐", "day": "昨天"})
    assert set(caught.value.fields) == {"name", "note", "year", "day"}


@pytest.mark.parametrize(
    "text", ["柘\u0000皋", "柘\u200b皋", "\u202e皋柘", "柘\x1b[31m", "<script>", 'a"b', "\ue000"]
)
def test_a_name_with_control_characters_or_markup_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(Everything, GOOD | {"name": text})
    assert list(caught.value.fields) == ["name"]


@pytest.mark.parametrize("name", ["烔炀镇", "垾", "㘵", "\U00021336", "Lu’an"])
def test_rare_characters_are_kept(name: str) -> None:
    assert parse(Everything, GOOD | {"name": name}).name == name


def test_names_are_composed_but_hanzi_forms_stay() -> None:
    assert parse(Everything, GOOD | {"name": "Tia\u0304n"}).name == "Tiān"
    assert parse(Everything, GOOD | {"name": "①村"}).name == "①村"


def test_lists_take_all_values_of_a_form() -> None:
    raw = MultiDict([*GOOD.items(), ("tags", "一"), ("tags", "二")])
    assert parse(Everything, raw).tags == ["一", "二"]


def test_numbers_outside_the_range_name_the_bound() -> None:
    with pytest.raises(Invalid) as caught:
        parse(Everything, GOOD | {"year": "9999"})
    assert str(caught.value.fields["year"][0]) == "不能大于 2100"


def test_a_query_refuses_what_it_does_not_know() -> None:
    class Search(Query):
        q: OptionalLine = ""

    with pytest.raises(Invalid) as caught:
        parse(Search, {"q": "三河", "county": "x"})
    assert list(caught.value.fields) == ["county"]


def test_too_long_says_how_long_it_may_be() -> None:
    class Short(Form):
        line: Line

    with pytest.raises(Invalid) as caught:
        parse(Short, {"line": "长" * 201})
    assert "200" in str(caught.value.fields["line"][0])
