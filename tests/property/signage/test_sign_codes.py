"""No slip of one or two characters leads from one sign's code to another's."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from registry.signage.rules.code_slips import slips, strangers
from registry.signage.rules.codes import (
    ALPHABET,
    LENGTH,
    check_character,
    code_of,
    grouped,
    is_code,
    is_plate_code,
    new_code,
    new_plate_code,
    normal,
    plate_check,
)

payloads = st.text(alphabet=ALPHABET, min_size=8, max_size=8)
codes = payloads.map(lambda payload: payload + check_character(payload))


@given(codes)
def test_a_code_is_whole(code):
    assert is_code(code)


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(code, at, char):
    assume(code[at] != char)
    assert not is_code(code[:at] + char + code[at + 1 :])


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_exchanged_characters_are_caught(code, one, other):
    assume(code[one] != code[other])
    chars = list(code)
    chars[one], chars[other] = chars[other], chars[one]
    assert not is_code("".join(chars))


@given(codes, st.integers(0, LENGTH - 1))
def test_a_lost_character_is_caught(code, at):
    assert not is_code(code[:at] + code[at + 1 :])


@given(codes)
def test_the_printed_and_the_typed_form_lead_to_the_stored_one(code):
    assert normal(grouped(code)) == code
    assert normal(f"  {code.lower()[:4]} {code.lower()[4:]} ") == code


WIDE = {ord(char): ord(char) + 0xFEE0 for char in ALPHABET + ALPHABET.lower()}


@given(codes)
def test_what_a_chinese_keyboard_writes_leads_to_the_stored_one(code):
    assert normal(code.translate(WIDE)) == code
    assert normal(code.lower().translate(WIDE)) == code
    assert normal("－".join((code[:3], code[3:6], code[6:]))) == code
    assert normal("—".join((code[:3], code[3:6], code[6:]))) == code


@given(codes, st.sampled_from("IiLl"))
def test_a_one_that_was_read_as_a_letter_is_a_one(code, char):
    assert normal(code.replace("1", char)) == code


@given(st.integers(0, 31**8 - 1))
def test_running_numbers_have_codes_of_their_own(number):
    assert is_code(code_of(number))
    assert code_of(number) != code_of((number + 1) % 31**8)


plates = payloads.map(lambda payload: f"M{payload}{plate_check(payload)}")


@given(plates, st.integers(0, LENGTH), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_doorplate_is_caught(code, at, char):
    assert is_plate_code(code)
    assume(code[at] != char)
    assert not is_plate_code(code[:at] + char + code[at + 1 :])


@given(plates, st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_two_exchanged_characters_of_a_doorplate_are_caught(code, one, other):
    assume(code[one] != code[other])
    chars = list(code)
    chars[one], chars[other] = chars[other], chars[one]
    assert not is_plate_code("".join(chars))


@given(plates, codes)
def test_no_code_of_a_sign_becomes_one_of_a_doorplate_by_its_m_nor_the_other_way(plate, sign):
    assert not is_code(plate)
    assert not is_code(plate[1:])
    assert not is_plate_code(sign)
    assert not is_plate_code(f"M{sign}")


@given(plates)
def test_the_printed_form_of_a_doorplate_leads_to_the_stored_one(code):
    assert grouped(code).startswith("M-")
    assert normal(grouped(code).lower()) == code


def test_fresh_codes_of_doorplates_are_whole():
    assert all(is_plate_code(new_plate_code()) for _ in range(200))


def test_fresh_codes_are_whole_and_differ():
    fresh = {new_code() for _ in range(500)}
    assert len(fresh) == 500
    assert all(is_code(code) for code in fresh)


def test_letters_that_people_mistake_are_not_used():
    assert not set("0ILOU") & set(ALPHABET)


whole = st.one_of(codes, plates)


@given(whole, st.data())
def test_any_one_slip_is_traced_back_to_the_code_that_was_meant(code, data):
    at = data.draw(st.integers(0, len(code) - 2))
    char = data.draw(st.sampled_from(ALPHABET + "0OU"))
    typed = {
        "changed": code[:at] + char + code[at + 1 :],
        "exchanged": code[:at] + code[at + 1] + code[at] + code[at + 2 :],
        "missing": code[:at] + code[at + 1 :],
        "too many": code[:at] + char + code[at:],
    }[data.draw(st.sampled_from(["changed", "exchanged", "missing", "too many"]))]
    assume(typed != code)
    assert code in {slip.code for slip in slips(typed)}


@given(st.text(max_size=60))
def test_whatever_is_typed_only_whole_codes_are_proposed(typed):
    assert all(is_code(slip.code) or is_plate_code(slip.code) for slip in slips(normal(typed)))


@given(whole)
def test_of_a_whole_code_nothing_is_said(code):
    assert slips(code) == []
    assert strangers(code) == []


def test_a_letter_that_looks_like_another_comes_first():
    code = code_of(0)[:3] + "8" + code_of(0)[4:8]
    code += check_character(code)
    first = slips(code.replace("8", "B"))[0]
    assert (first.code, first.at, first.read, first.meant) == (code, 4, "B", "8")
    assert first.is_likely
    assert "第 4 位的“B”可能是“8”" in str(first.words)
