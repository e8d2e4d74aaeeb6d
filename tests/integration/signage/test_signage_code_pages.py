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
    # The plate that was meant is the only one that a single slip leads to.
    assert f'href="/s/{sign.code}"' in text_of(answer)
    assert "可能是" in text_of(answer)
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


def test_a_code_is_typed_on_a_light_page_without_a_script(client, stage):
    sign = stage.made()
    answer = client.get("/s/")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<script" not in page
    weight = len(answer.data) + sum(
        len(client.get(href).data)
        for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    )
    assert weight < 10_000
    wide = "".join(chr(ord(char) + 0xFEE0) for char in sign.code.lower())
    for typed in (sign.code, grouped(sign.code).lower(), f" {wide} "):
        led = client.get("/s/", query_string={"code": typed, "from": "singlemessage"})
        assert (led.status_code, led.location) == (303, f"/s/{sign.code}"), typed
    assert client.get("/s").status_code == 308


def test_the_page_for_codes_is_linked_from_public_pages(client, stage):
    for path in ("/", "/places", "/coverage", f"/s/{stage.made().code}"):
        assert 'href="/s/"' in text_of(client.get(path)), path


def test_a_slip_is_told_with_its_place_and_leads_to_the_sign_that_is_there(client, stage):
    code = stage.made().code
    at = next(n for n in range(8) if code[n] != code[n + 1])
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for typed, said in (
        (swapped, f"第 {at + 1}、{at + 2} 位可能颠倒了"),
        (f"0{code[1:]}", "第 1 位的“0”：编码里没有这个字符"),
        (code[:-1], "输入了 8 位"),
    ):
        answer = client.get("/s/", query_string={"code": typed})
        assert answer.status_code == 404
        assert said in text_of(answer), typed
        assert f'href="/s/{code}"' in text_of(answer), typed
        assert f'value="{typed}"' in text_of(answer)


def test_nothing_that_is_typed_breaks_the_page_for_codes(client):
    for typed in (
        "<script>",
        "0" * 400,
        "\x00\x01",
        "长江西路",
        "M",
        "' OR 1=1 --",
        "\U0001f600",
    ):
        answer = client.get("/s/", query_string={"code": typed})
        assert answer.status_code in {404, 422}, typed
        assert "<script>" not in text_of(answer)
    assert client.get("/s/?code=%20").status_code == 200
