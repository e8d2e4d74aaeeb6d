"""Strata add up, a snapshot is its file, and a reconciliation explains every difference."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from registry.coverage.rules import RateKind, by_stratum, figure_rate
from registry.coverage.rules.frozen import (
    Line,
    by_body,
    by_county,
    frozen_csv,
    frozen_figures,
    published_figures,
    read_csv,
    reconcile,
)
from registry.coverage.rules.positions import position_changes

STRATA = ("road", "settlement", "village")
words = st.text(alphabet="烔垾村路=+-,\"' 12", min_size=1, max_size=6)


@st.composite
def frozen(draw):
    """Lines as a snapshot may hold them: no more verified than there is."""
    rows = []
    for number in range(draw(st.integers(0, 8))):
        positions, signs = draw(st.integers(0, 3)), draw(st.integers(0, 3))
        verified = draw(st.integers(0, signs))
        rows.append(
            Line(
                f"p{number}", draw(words), draw(st.sampled_from(STRATA)), "340122", "肥东县",
                draw(st.sampled_from(("a", "b"))), "", draw(st.sampled_from(("", "高新区"))),
                "existing", draw(st.integers(0, 1)), int(verified > 0), positions,
                draw(st.integers(0, positions)), 0, signs, verified,
                draw(st.integers(0, signs - verified)), 0, 0, 0, 0, 0, "",
            )
        )  # fmt: skip
    return rows


@given(frozen())
def test_counties_and_managing_bodies_add_up_to_the_same_strata(lines):
    by_place = by_stratum(frozen_figures(lines, by_county), STRATA)
    assert by_place == by_stratum(frozen_figures(lines, by_body), STRATA)
    for row in by_place:
        own = [line for line in lines if line.stratum == row.stratum]
        assert row.names == sum(line.in_scope for line in own)
        assert all(figure_rate(row, kind).sound for kind in RateKind)


@given(frozen())
def test_a_snapshot_recomputes_from_its_file_alone(lines):
    again = read_csv(frozen_csv(lines))
    assert frozen_figures(again) == frozen_figures(lines)
    assert frozen_csv(again) == frozen_csv(lines)


@given(frozen(), st.data())
def test_an_unverified_claim_never_raises_a_rate(lines, data):
    if not lines:
        return
    number = data.draw(st.integers(0, len(lines) - 1))
    more = [*lines]
    more[number] = replace(lines[number], signs=lines[number].signs + 1)
    old = {(r.county_id, r.stratum): r for r in frozen_figures(lines)}
    for row in frozen_figures(more):
        for kind in RateKind:
            before = figure_rate(old[row.county_id, row.stratum], kind).percent
            after = figure_rate(row, kind).percent
            assert (after or 0) <= (before or 0)


@given(frozen(), frozen())
def test_a_reconciliation_leaves_nothing_unexplained(before, after):
    found = reconcile(before, after)
    for row in found.balances:
        explained = row.before + row.added - row.left + row.arrived - row.departed
        assert explained == row.after
    signed = sum(line.in_scope * line.signed for line in before)
    assert signed + len(found.verified) - len(found.lost) == sum(
        line.in_scope * line.signed for line in after
    )


@given(frozen(), frozen())
def test_the_change_of_positions_is_explained_name_by_name(before, after):
    found = position_changes(before, after)
    for row in found.balances:
        assert row.before + row.more - row.fewer == row.after
        own = [one for one in found.changed if one.stratum == row.stratum]
        assert row.more == sum(max(one.now - one.was, 0) for one in own)
        assert row.fewer == sum(max(one.was - one.now, 0) for one in own)
        assert row.after == sum(line.positions for line in after if line.stratum == row.stratum)
    assert position_changes(after, after).changed == ()


@given(frozen())
def test_what_a_file_says_of_itself_is_what_its_lines_add_up_to(lines):
    found = published_figures(lines)
    for row in by_stratum(frozen_figures(lines), STRATA):
        rates = [figure_rate(row, kind) for kind in RateKind]
        numbers = [part for rate in rates for part in (rate.numerator, rate.denominator)]
        assert found.get(row.stratum, [0] * 8) == numbers
