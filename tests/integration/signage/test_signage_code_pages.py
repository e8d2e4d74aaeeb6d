"""The page behind the code on a sign."""

from __future__ import annotations

import re

from registry.signage import queries, services
from registry.signage.rules.codes import ALPHABET, grouped
from tests.support.signs import text_of


def test_the_page_behind_a_code_is_light_and_needs_no_script(client, stage, app):
    sign = stage.verified()
    answer = client.get(f"/s/{sign.code}")
    page = text_of(answer)
    weight = len(answer.data)
    scripts = re.findall(r'<script src="([^"]+)" defer></script>', page)
    assert len(scripts) == page.count("<script") == 1
    # What a script adds is hidden until it runs, so that nothing is missing without one.
    assert re.search(r"<section data-standing hidden", page)
    for href in [*re.findall(r'<link rel="stylesheet" href="([^"]+)"', page), *scripts]:
        weight += len(client.get(href).data)
    assert weight < 15_000, "with a small photo it stays under 30 kB"
    assert "已核验" in page
    assert grouped(sign.code) in page


def test_a_mistyped_code_says_so(client, stage):
    sign = stage.made()
    wrong = sign.code[:-1] + ALPHABET[(ALPHABET.index(sign.code[-1]) + 1) % len(ALPHABET)]
    answer = client.get(f"/s/{wrong}")
    assert answer.status_code == 404
    assert "输入有误" in text_of(answer)
    # What people mistake for each other is named, and the code they typed is shown to compare.
    assert "没有数字 0，也没有字母 O、I、L、U" in text_of(answer)
    assert wrong in text_of(answer)
    assert client.get("/s/<b>x</b>").status_code == 404


def test_a_code_that_was_never_given_out_is_not_called_mistyped(client):
    from registry.signage.rules.codes import code_of

    answer = client.get(f"/s/{code_of(123456)}")
    assert answer.status_code == 404
    assert "没有登记过" in text_of(answer)


def test_a_code_as_printed_leads_to_its_page(client, stage):
    sign = stage.made()
    answer = client.get(f"/s/{grouped(sign.code).lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/s/{sign.code}")


def test_a_code_typed_on_a_chinese_keyboard_leads_to_its_page(client, stage):
    sign = stage.made()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in sign.code.lower())
    answer = client.get(f"/s/{wide}")
    assert (answer.status_code, answer.location) == (301, f"/s/{sign.code}")


def test_the_place_page_shows_the_sign_to_everybody(client, stage, land):
    sign = stage.verified()
    page = text_of(client.get(f"/places/{land.village_id}"))
    assert f"/s/{sign.code}" in page
    assert "已核验" in page


def test_a_sign_that_was_replaced_leads_to_the_one_that_stands(app, client, stage, sign_in, seen):
    old = stage.verified()
    with stage.work_as(stage.cast.steward) as work:
        services.remove_sign(work, old.id, reason="换新")
    assert "已换成" not in text_of(client.get(f"/s/{old.code}"))
    new = stage.made(requirement=seen(queries.requirement, old.requirement_id))
    assert "已换成" not in text_of(client.get(f"/s/{old.code}")), "it does not stand yet"
    stage.judged(stage.sent(new))
    assert f'href="/s/{new.code}"' in text_of(client.get(f"/s/{old.code}"))
    assert "已换成" not in text_of(client.get(f"/s/{new.code}"))
    staff = app.test_client()
    sign_in(staff, "steward")
    assert f"/signage/signs/{new.id}" in text_of(staff.get(f"/signage/signs/{old.id}"))
