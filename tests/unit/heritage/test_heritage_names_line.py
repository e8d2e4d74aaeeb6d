"""Names through time: renames, restored names, pauses, before the common era and with doubts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.heritage.rules.names_line import WIDTH, Spell, Turn, names_line


def turns(line):
    return {name: [piece.turn for piece in pieces] for name, pieces in line.rows}


def test_a_short_change_of_name_that_was_restored_is_seen_as_such():
    line = names_line(
        [
            Spell("龙城", 618, 907, 1957, 1958),
            Spell("红旗", 1958, 1958, 1980, 1981),
            Spell("龙城", 1981, 1981),
        ],
        now_year=2026,
    )
    assert turns(line) == {"龙城": [Turn.FIRST, Turn.RESTORED], "红旗": [Turn.RENAMED]}
    assert line.pauses == []


def test_a_time_without_a_name_is_a_pause_and_a_doubtful_one_is_called_so():
    sure = names_line([Spell("甲", 700, 700, 900, 900), Spell("甲", 1100, 1100)], now_year=2026)
    assert [(p.first, p.last, p.is_sure) for p in sure.pauses] == [(900, 1100, True)]
    assert turns(sure) == {"甲": [Turn.FIRST, Turn.RESUMED]}
    doubtful = names_line(
        [Spell("甲", 700, 700, 900, 1050), Spell("甲", 1000, 1100)], now_year=2026
    )
    assert [pause.is_sure for pause in doubtful.pauses] == [False]


def test_a_name_out_of_use_pauses_until_now():
    line = names_line([Spell("古国", -500, -300, -223, -223)], now_year=2026)
    assert [(p.first, p.last) for p in line.pauses] == [(-223, 2026)]


def test_names_side_by_side_are_no_rename():
    line = names_line([Spell("柘皋", 900, 900), Spell("橐皋", 1000, 1000)], now_year=2026)
    assert turns(line)["橐皋"] == [Turn.BESIDE]


def test_nothing_dated_draws_nothing():
    assert names_line([], now_year=2026) is None


YEARS = st.integers(-2000, 2000)


@st.composite
def spells(draw):
    low = draw(YEARS)
    high = low + draw(st.integers(0, 300))
    if draw(st.booleans()):
        return Spell(draw(st.sampled_from("甲乙丙")), low, high)
    until = high + draw(st.integers(0, 500))
    late = until + draw(st.integers(0, 200))
    return Spell(draw(st.sampled_from("甲乙丙")), low, high, until, late)


@given(st.lists(spells(), min_size=1, max_size=6))
def test_everything_is_drawn_inside_the_frame_and_sure_years_inside_possible_ones(found):
    line = names_line(found, now_year=2100)
    for _name, pieces in line.rows:
        for piece in pieces:
            assert 0 <= piece.x <= piece.sure_x <= WIDTH
            assert piece.width >= 0
            assert piece.sure_width >= 0
            assert piece.sure_x + piece.sure_width <= piece.x + piece.width + 0.2
    for pause in line.pauses:
        assert pause.width >= 0
        assert pause.first < pause.last
    assert sum(len(pieces) for _name, pieces in line.rows) == len(found)
