"""Every kind of face as a picture: as somebody saw it, and on paper as on the screen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import Image

from registry.signage.rules.face import draw
from tests.support.faces import KINDS, on_paper, on_screen, plate, reference, unlike

TOLERANCE = 0.012
RENEW = (
    "%s is drawn otherwise than %s (%.2f %% unlike). Where that is meant: draw the references anew "
    "with `python -m tests.support.faces`, look at them, commit them."
)


@pytest.fixture(scope="module")
def papers():
    return {kind: on_paper(draw(*one)) for kind, one in KINDS.items()}


def known(kind: str) -> Image.Image:
    with Image.open(reference(kind)) as picture:
        return picture.convert("RGB")


def test_every_kind_of_face_looks_as_it_did_when_it_was_looked_at(papers):
    for kind, picture in papers.items():
        share = unlike(picture, known(kind))
        assert share <= TOLERANCE, RENEW % (kind, reference(kind).name, share * 100)


def test_no_kind_of_face_looks_like_another(papers):
    kinds = list(papers)
    for one, other in pairwise(kinds):
        assert unlike(papers[one], known(other)) > TOLERANCE


def test_screen_and_paper_show_the_same_lettering(papers):
    for kind, paper in papers.items():
        face = draw(*KINDS[kind])
        screen = on_screen(face)
        cut = face.code.x / face.width * paper.width
        halves = [each.crop((0, 0, int(cut) - 2, each.height)) for each in (paper, screen)]
        assert unlike(*halves) <= TOLERANCE, kind
        assert unlike(paper, screen) <= TOLERANCE, kind


def test_one_other_character_or_colour_is_no_longer_the_same_picture():
    words, form = KINDS["east_west"]
    other = on_paper(draw(plate("长江东路", words.roman), form))
    assert unlike(other, known("east_west")) > TOLERANCE
    green = on_paper(draw(plate(words.hanzi, words.roman, ground="green"), form))
    assert unlike(green, known("east_west")) > 0.5
