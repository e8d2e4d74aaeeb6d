"""The PDF itself as a picture, drawn by another program, beside one that somebody has looked at."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.support.papers import RARE, TEMPLATES, reference, rendered, unlike

TOLERANCE = 0.002
RENEW = (
    "%s is drawn otherwise than %s (%.2f %% unlike). Where that is meant: draw the references anew "
    "with `python -m tests.support.papers`, look at them, commit them."
)


def known(template: str) -> Image.Image:
    with Image.open(reference(template)) as picture:
        return picture.convert("L")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_printed_paper_looks_as_it_did_when_it_was_looked_at(template):
    share = unlike(rendered(template), known(template))
    assert share <= TOLERANCE, RENEW % (template, reference(template).name, share * 100)


@pytest.mark.parametrize("template", TEMPLATES)
def test_one_other_character_is_no_longer_the_same_picture(template):
    other = f"{RARE[:1]}埠{RARE[2:]}"
    assert unlike(rendered(template, other), known(template)) > TOLERANCE
