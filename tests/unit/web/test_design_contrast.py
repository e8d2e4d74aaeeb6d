"""Every pair of colours that pages put together can be read, in all four lights (WCAG 2.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

STATES = ("waiting", "done", "problem", "neutral", "info", "simulated")
GROUNDS = ("paper", "sheet", "sunken")
#: Words on what they stand on: 4.5 : 1 (1.4.3).
WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "blue", "green") for ground in GROUNDS],
    *[(state, ground) for state in STATES for ground in ("paper", "sheet", f"{state}-ground")],
    *[("ink", f"{state}-ground") for state in STATES],
    *[("plate-ink", plate) for plate in ("plate-blue", "plate-green", "plate-stone")],
    ("seal-ink", "seal"),
    ("button-ink", "button"),
    ("button-ink", "ink-soft"),
]
#: Drawings, borders of fields and focus rings: 3 : 1 (1.4.11, 2.4.13).
SHAPES = [
    *[(shape, ground) for shape in ("seal", "rule-strong", "focus") for ground in GROUNDS],
    ("focus", "problem-ground"),
]


def _block(selector: str) -> str:
    found = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS)
    assert found, selector
    return found[1]


def _colours(selector: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", _block(selector)))


LIGHTS = {
    "light": _colours(":root"),
    "dark": _colours(':root[data-theme="dark"]'),
    "dark by the system": _colours(":root:not([data-theme])"),
    "sun": _colours(':root[data-theme="sun"]'),
}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("light", LIGHTS)
def test_words_can_be_read(light: str) -> None:
    colours = LIGHTS[light]
    low = {
        pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in WORDS
        if _contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    }
    assert not low


@pytest.mark.parametrize("light", LIGHTS)
def test_shapes_can_be_seen(light: str) -> None:
    colours = LIGHTS[light]
    low = {
        pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in SHAPES
        if _contrast(colours[pair[0]], colours[pair[1]]) < 3
    }
    assert not low


def test_words_in_the_sun_have_seven_to_one() -> None:
    colours = LIGHTS["sun"]
    assert all(_contrast(colours[ink], colours[ground]) >= 7 for ink, ground in WORDS)


def test_every_light_names_every_colour() -> None:
    assert len(LIGHTS["light"]) > 25
    for light, colours in LIGHTS.items():
        assert colours.keys() == LIGHTS["light"].keys(), light


def test_dark_is_the_same_by_choice_and_by_the_system() -> None:
    assert LIGHTS["dark"] == LIGHTS["dark by the system"]


def test_parts_take_colours_from_tokens_alone() -> None:
    for name in ("base.css", "parts.css", "forms.css", "field.css"):
        text = (CSS / name).read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text), name


def test_every_token_used_exists() -> None:
    known = set(re.findall(r"--([\w-]+):", TOKENS)) | {"plate-line"}
    for path in CSS.glob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8")))
        own = set(re.findall(r"--([\w-]+):", path.read_text(encoding="utf-8")))
        assert used <= known | own, path.name
