"""The coverage pages: the sentence, the strata, the names behind a number, the downloads."""

from __future__ import annotations

import csv
import io
import re

import pytest
from click.testing import CliRunner

from registry.core.actor import SYSTEM
from registry.coverage import queries
from registry.coverage.cli import group
from registry.coverage.queries import NamesWanted
from registry.coverage.rules import HERITAGE, DrillState, RateKind, figure_rate
from registry.places import queries as places_queries
from registry.places.models import NameTally
from tests.integration.maps.gazetteer import add_sign


def standing(runtime):
    with runtime.database.read() as session:
        return queries.standing(session, runtime.clock.now())


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_four_rates_of_a_stratum(runtime, gazetteer):
    (village,) = [row for row in standing(runtime).strata if row.stratum == "village"]
    found = {kind: figure_rate(village, kind) for kind in RateKind}
    pairs = {kind.value: (rate.numerator, rate.denominator) for kind, rate in found.items()}
    assert pairs == {"names": (1, 5), "positions": (1, 3), "verified": (2, 3), "good": (1, 2)}
    assert village.present_invalid == 1


def test_heritage_signs_are_counted_apart(runtime, gazetteer):
    now = standing(runtime)
    assert HERITAGE not in {row.stratum for row in now.strata}
    assert (now.heritage_total.requirements, now.heritage_total.requirements_verified) == (1, 1)


def test_the_headline_speaks_of_one_stratum_and_never_of_a_sum(runtime, gazetteer):
    with runtime.database.read() as session:
        headline = queries.headline(session, runtime.clock.now())
    assert (headline.lead.stratum, headline.lead.names) == ("village", 5)
    assert len(headline.strata) == 3


def test_a_verified_sign_moves_the_rate(runtime, gazetteer):
    before = standing(runtime).county(gazetteer.east)[0]
    with runtime.write(SYSTEM) as work:
        add_sign(work, gazetteer.villages[4], "verified", lon=117.6, lat=31.9)
    after = standing(runtime).county(gazetteer.east)[0]
    assert (before.names_verified, after.names_verified) == (1, 2)
    assert after.names == before.names


def test_the_page_begins_with_the_sentence(client, gazetteer):
    text = text_of(client, "/coverage")
    first = re.search(r'class="cover-sentence[^>]*>([^<]+)<', text).group(1)
    assert first.startswith("截至 ")
    assert "设标率 20.0%" in first
    assert "口径：" in first


def test_every_rate_stands_with_its_two_numbers(client, gazetteer):
    text = text_of(client, "/coverage")
    for pair in ("1/5", "1/3", "2/3", "1/2"):
        assert pair in text
    for word in ("地名设标率", "点位设标率", "核验率", "完好率", "已设但不合格", "不相加"):
        assert word in text


def test_the_page_has_nothing_inline(client, gazetteer):
    for path in ("/coverage", "/coverage/names"):
        text = text_of(client, path)
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?://", text)


def test_an_empty_registry_says_that_there_is_nothing_to_count(client):
    assert "没有可算的设标率" in text_of(client, "/coverage")
    assert "没有这样的地名" in text_of(client, "/coverage/names")


def test_another_stratum_is_chosen_by_the_address(client, gazetteer):
    assert 'aria-current="page">乡镇街道' in text_of(client, "/coverage?stratum=township")
    assert 'aria-current="page">村和社区' in text_of(client, "/coverage?stratum=nonsense")


@pytest.mark.parametrize("stratum", ["village", "township", "natural"])
def test_the_list_is_as_long_as_denominator_less_numerator(runtime, gazetteer, stratum):
    (row,) = [row for row in standing(runtime).strata if row.stratum == stratum]
    with runtime.database.read() as session:
        for state, number in (
            (DrillState.UNSIGNED, row.unsigned),
            (DrillState.SIGNED, row.names_verified),
            (DrillState.ALL, row.names),
        ):
            wanted = NamesWanted(stratum=stratum, state=state)
            assert queries.names_count(session, wanted) == number
            assert len(queries.names(session, wanted).items) == number


def test_the_scope_of_the_list_is_the_scope_of_the_figures(runtime, gazetteer):
    with runtime.database.read() as session:
        in_scope = sum(row.names for row in places_queries.counts_in_scope(session))
        assert queries.names_count(session, NamesWanted(state=DrillState.ALL)) == in_scope


def test_pages_of_a_list_follow_each_other_without_a_gap(runtime, gazetteer):
    wanted = NamesWanted(state=DrillState.ALL)
    seen, after = [], None
    with runtime.database.read() as session:
        while True:
            page = queries.names(session, wanted, 2, after)
            seen += [row.card.id for row in page.items]
            after = page.next
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 7


def test_a_row_tells_how_far_the_name_is_from_a_sign(client, gazetteer):
    text = text_of(client, f"/coverage/names?county={gazetteer.east}&stratum=village")
    for name, words in (("乙村", "已制作"), ("丙村", "标志有误"), ("戊村", "还没有定点位")):
        row = text[text.index(name) :]
        assert words in row[: row.index("</li>")]
    assert "甲村" not in text


def test_heritage_names_without_their_sign_are_listed(runtime, client, gazetteer):
    with runtime.write(SYSTEM) as work:
        add_sign(work, gazetteer.villages[1], "made", heritage=True)
    text = text_of(client, "/coverage/names?stratum=heritage")
    assert "乙村" in text
    assert "甲村" not in text


@pytest.mark.parametrize(
    "query", ["county=1", "stratum=gold", "state=maybe", "after=%00", "x=1", "after=abc"]
)
def test_a_bad_question_is_refused_in_words(client, query):
    assert client.get(f"/coverage/names?{query}").status_code == 422


def test_the_sheet_opens_in_a_spreadsheet_with_its_characters(client, gazetteer):
    answer = client.get("/coverage/names.csv?state=all")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    (town,) = [row for row in rows if row["name"] == "烔炀镇"]
    assert (town["pinyin"], town["county"]) == ("Tóngyáng Zhèn", "虚东县")
    assert len(rows) == 7


def test_the_sheet_of_figures_holds_date_definition_and_counts(client, gazetteer):
    answer = client.get("/coverage.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    (village,) = [row for row in rows if row["stratum"] == "village"]
    assert (village["names"], village["names_verified"], village["names_percent"]) == (
        "5",
        "1",
        "20.0",
    )
    assert village["definition"] == "2026-1"
    assert village["as_of"].endswith("+00:00")
    assert {row["stratum"] for row in rows} >= {"village", "township", "natural", HERITAGE}


def test_the_figures_for_programs_carry_their_definitions(client, gazetteer):
    body = client.get("/coverage.json").get_json()
    assert set(body["definition"]["rates"]) == {"names", "positions", "verified", "good"}
    assert body["definition"]["exclusions"]
    (village,) = [row for row in body["rows"] if row["stratum"] == "village"]
    assert village["percent"]["names"] == 20.0
    assert village["county"] == "虚东县"


def test_a_recount_agrees_and_a_wrong_counter_is_found(runtime, gazetteer, monkeypatch):
    monkeypatch.setenv("REGISTRY_DATABASE_URL", runtime.settings.database_url)
    right = CliRunner().invoke(group, ["recount"])
    assert (right.exit_code, "equals" in right.output) == (0, True)
    with runtime.write(SYSTEM) as work:
        tally = work.session.get(NameTally, ("county", gazetteer.east, "village"))
        tally.verified += 6
    wrong = CliRunner().invoke(group, ["recount"])
    assert (
        wrong.exit_code,
        f"name_tally [county {gazetteer.east} village] verified: kept 7, counted 1" in wrong.output,
    ) == (1, True)


def test_counts_that_contradict_each_other_are_shown_as_a_fault(runtime, client, gazetteer):
    with runtime.write(SYSTEM) as work:
        tally = work.session.get(NameTally, ("county", gazetteer.east, "village"))
        tally.verified += 6
    assert "需要重新清点" in text_of(client, "/coverage")
    assert client.get("/").status_code == 200
