"""What a change changed, in words, for who may know what."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.core.text import Text
from registry.places.rules.fields import PLACE_LABELS, shown
from registry.places.rules.history import shown_change, verb_label
from registry.places.rules.past import differences, mentioned, pieces_of


def state(place=None, names=(), claims=(), geometry=None) -> dict:
    return {
        "place": {"kind": "site", **(place or {})},
        "names": [{"id": "s", "text": "三河", "name_kind": "standard"}, *names],
        "claims": list(claims),
        "geometry": geometry,
    }


def changed(before, after, decimals=None, **called) -> list:
    return differences(before, after, called, decimals)


@given(st.text(max_size=30), st.text(max_size=30))
def test_pieces_make_both_texts_again(old, new) -> None:
    pieces = pieces_of(old, new)
    assert "".join(p.text for p in pieces if p.act != "in") == old
    assert "".join(p.text for p in pieces if p.act != "out") == new


def test_the_same_state_has_no_differences() -> None:
    whole = state({"lon": 117.2, "lat": 31.5, "description": "字"})
    assert changed(whole, whole) == []


def test_a_new_standard_name_is_compared_letter_by_letter() -> None:
    after = state()
    after["names"] = [{"id": "n", "text": "古三河", "name_kind": "standard"}]
    place, gone, come = changed(state(), after)
    (field,) = place.fields
    assert [(piece.act, piece.text) for piece in field.pieces] == [("in", "古"), ("same", "三河")]
    assert (gone.act, gone.title) == ("removed", "三河")
    assert (come.act, come.title) == ("added", "古三河")


def test_words_references_and_numbers_are_told_as_people_know_them() -> None:
    before = state({"kind": "site", "division_id": "a", "length_m": 10.0})
    after = state({"kind": "road", "division_id": "b", "length_m": 10.5})
    (place,) = changed(before, after, a="肥东县", b="肥西县")
    told = {field.name: (str(field.old.value), str(field.new.value)) for field in place.fields}
    assert told == {
        "kind": ("遗址、纪念地", "道路"),
        "division_id": ("肥东县", "肥西县"),
        "length_m": ("10", "10.5"),
    }


def test_the_public_sees_coordinates_as_coarse_as_everywhere() -> None:
    before = state({"lon": 117.20001, "lat": 31.5, "original_coord": "117.2"})
    near = state({"lon": 117.20002, "lat": 31.5, "original_coord": "117.20002"})
    assert changed(before, near, 3) == []
    (place,) = changed(before, near, None)
    assert {field.name for field in place.fields} == {"position", "original_coord"}
    shape = {"geojson": '{"coordinates":[[117.20002,31.5],[117.3,31.5]]}', "source": "图"}
    (drawn,) = changed(state(), state(geometry=shape), 3)
    assert (drawn.subject, drawn.act) == ("shape", "added")
    assert "117.20002" not in str(drawn)
    moved = {**shape, "geojson": shape["geojson"].replace("117.20002", "117.5")}
    (redrawn,) = changed(state(geometry=shape), state(geometry=moved), 3)
    assert str(redrawn.fields[0].new.value) == "改画"


def test_claims_are_compared_with_their_years_gaps_and_evidence() -> None:
    claim = {
        "id": "c",
        "claim_type": "meaning",
        "value_text": "三水",
        "status": "asserted",
        "year_from_min": 1127,
        "year_from_max": 1279,
        "gaps": [],
        "evidence": [{"citation_id": "x", "stance": "supports"}],
    }
    now = {
        **claim,
        "status": "rejected",
        "status_reason": "证据不足",
        "gaps": [{"from": 1200, "to": 1210, "verbatim": "", "reason": "无载"}],
        "evidence": [],
    }
    (found,) = changed(state(claims=[claim]), state(claims=[now]), x="县志 卷三")
    told = {field.name: (str(field.old.value), str(field.new.value)) for field in found.fields}
    assert told["evidence"] == ("支持：县志 卷三", "")
    assert told["gaps"] == ("", "1200–1210 无载")
    assert told["status_reason"] == ("", "证据不足")
    assert "years" not in told


def test_the_name_a_claim_speaks_of_and_the_parts_of_a_name_are_told() -> None:
    claim = {
        "id": "c",
        "claim_type": "meaning",
        "value_text": "三水",
        "status": "asserted",
        "gaps": [],
        "evidence": [],
    }
    old = {"id": "n", "text": "撮镇镇", "name_kind": "standard", "specific": "撮", "generic": "镇"}
    new = {**old, "specific": "撮镇", "generic_absorbed": True, "reading_audio": "r"}
    before = state(names=[old], claims=[claim])
    after = state(names=[new], claims=[{**claim, "name_id": "n"}])
    found = {one.subject: one for one in changed(before, after)}
    told = {field.name: str(field.new.value) for field in found["name"].fields}
    assert told == {"specific": "撮镇", "generic_absorbed": "是", "reading_audio": "r"}
    assert [(f.name, str(f.new.value)) for f in found["claim"].fields] == [("name_id", "撮镇镇")]


def test_mentions_are_gathered_by_column() -> None:
    claim = {"evidence": [{"citation_id": "x", "stance": "supports"}]}
    whole = state({"division_id": "d", "parent_place_id": None}, claims=[claim])
    found = mentioned([whole])
    assert (found["division_id"], found["citation_id"], found["parent_place_id"]) == (
        {"d"},
        {"x"},
        set(),
    )


def test_every_value_a_column_can_hold_is_shown_somehow() -> None:
    for name in PLACE_LABELS:
        for value in (None, "", [], 0, 1.5, True, False, "planned", ["a", "b"], Text("字")):
            found = shown(name, value, {})
            assert isinstance(found.value, str | Text)
            assert bool(found) == (value not in (None, "", []))


def test_every_act_on_a_place_has_a_word() -> None:
    for verb in ("amended", "shaped", "shape_removed", "retired", "reopened", "restored"):
        assert str(verb_label(f"places.{verb}")) != "记录"
    assert shown_change("places.retired", {"basis": ""}, {"basis": "搬迁"}) == ("", "搬迁")
