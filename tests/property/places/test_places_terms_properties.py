"""Search agrees with a plain look at every name, whatever the names and the query are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.places.rules import NameKind, PlaceKind, Years, public_position, years_faults
from registry.places.rules.folding import QueryKind, fold, query_kind
from registry.places.rules.near import is_one_character_away
from registry.places.rules.terms import GRAM, Way, best_standing, plan_of, terms_of

HANZI = st.text(alphabet="三河镇古城村小大巢湖鵲鹊汉漢K1", min_size=1, max_size=6)
YEAR = st.none() | st.integers(-12_000, 2500)


@given(HANZI, HANZI, st.sampled_from(list(PlaceKind)), st.sampled_from(list(NameKind)))
def test_a_name_is_found_by_exactly_the_texts_it_contains(name, query, kind, name_kind) -> None:
    terms = terms_of(kind, name_kind, name, "")
    hit = best_standing(plan_of(query), [(1, terms)])
    is_hanzi = query_kind(query) in {QueryKind.HANZI, QueryKind.MIXED}
    near = is_hanzi and is_one_character_away(fold(query), fold(name))
    assert (hit is not None) == (fold(query) in fold(name) or near)
    assert hit is None or (hit[1] is Way.FUZZY) == (fold(query) not in fold(name))


@given(HANZI, HANZI)
def test_the_character_table_holds_every_short_text_inside_a_name(name, query) -> None:
    terms = terms_of("other", "standard", name, "")
    folded = fold(query)
    if len(folded) <= GRAM:
        assert (folded in terms.grams()) == (folded in fold(name)[1:])


@given(HANZI, HANZI, HANZI)
def test_exact_stands_before_prefix_and_prefix_before_inside(before, text, after) -> None:
    plan = plan_of(text)
    ranks = []
    for name in (text, text + after, before + text):
        terms = terms_of("township", "standard", name, "")
        hit = best_standing(plan, [(1, terms)])
        assert hit is not None
        ranks.append(hit[0][0])
    assert ranks[0] < ranks[1]
    assert ranks[0] <= ranks[2]


@given(YEAR, YEAR, YEAR, YEAR)
def test_an_interval_without_faults_is_in_order(a, b, c, d) -> None:
    years = Years(a, b, c, d)
    if years_faults(years):
        return
    known = [year for year in (a, b) if year is not None]
    assert known == sorted(known)
    if years.earliest is not None and years.latest is not None:
        assert years.earliest <= years.latest


@given(
    st.floats(73, 136, allow_nan=False),
    st.floats(3, 54, allow_nan=False),
    st.integers(0, 7),
)
def test_a_public_position_never_says_more_than_its_decimals(lon, lat, decimals) -> None:
    shown = public_position(lon, lat, decimals)
    assert shown is not None
    assert all(round(value, decimals) == value for value in shown)
    assert abs(shown[0] - lon) <= 0.5 * 10**-decimals + 1e-9
