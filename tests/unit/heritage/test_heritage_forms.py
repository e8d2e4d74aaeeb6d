"""The forms: what they accept, and every fault at its field."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.heritage import forms
from registry.heritage.rules import Ground, Verdict

CLAIM = {
    "criterion": "settlement_age",
    "claim_type": "settlement_founded",
    "text": "秦汉之际已有聚落",
    "earliest": "-221",
    "latest": "-202",
}


def faults(act) -> dict[str, list]:
    with pytest.raises(Invalid) as invalid:
        act()
    return invalid.value.fields


def test_years_before_christ_are_stored_astronomically():
    draft = forms.claim_draft(CLAIM, {})
    assert (draft.earliest, draft.latest) == (-220, -201)
    assert draft.citations == ()


def test_a_registered_source_is_cited_by_its_id_alone():
    draft = forms.claim_draft({**CLAIM, "source_id": "s1", "locator": "卷一"}, {"s1": "C"})
    assert [(c.source_id, c.locator, c.supports) for c in draft.citations] == [("s1", "卷一", True)]
    assert set(faults(lambda: forms.claim_draft({**CLAIM, "source_id": "s2"}, {"s1": "C"}))) == {
        "source_id"
    }


def test_a_new_source_needs_its_title_and_its_kind():
    only_quote = {**CLAIM, "quote": "龙城里"}
    assert set(faults(lambda: forms.claim_draft(only_quote, {}))) == {"source_title"}
    only_title = {**CLAIM, "source_title": "县志"}
    assert set(faults(lambda: forms.claim_draft(only_title, {}))) == {"source_type"}


def test_a_dated_claim_needs_a_year_or_the_words_of_its_source():
    undated = {**CLAIM, "earliest": "", "latest": ""}
    assert set(faults(lambda: forms.claim_draft(undated, {}))) == {"earliest"}
    assert forms.claim_draft({**undated, "era_verbatim": "南北朝"}, {}).era_verbatim == "南北朝"


def test_an_empty_citation_says_what_to_do():
    assert set(faults(lambda: forms.citation_draft({"stance": "supports"}, {}))) == {"source_title"}
    whole = {"edition": "拓本", "locator": "第二行", "quote": "此地旧名"}
    against = {"stance": "contradicts", "source_title": "宋碑", "source_type": "stone", **whole}
    assert not forms.citation_draft(against, {}).supports
    wrong = {**against, "stance": "maybe"}
    assert set(faults(lambda: forms.citation_draft(wrong, {}))) == {"stance"}


NEW = {"source_title": "某书", "stance": "supports"}
GRADED = [
    ({**NEW, "source_type": "stone"}, {"edition", "locator", "quote"}),
    ({**NEW, "source_type": "gazetteer"}, {"quote"}),
    ({**NEW, "source_type": "gazetteer", "grade": "A"}, {"edition", "locator", "quote"}),
    ({**NEW, "source_type": "stone", "grade": "C"}, set()),
    ({**NEW, "source_type": "press"}, set()),
    # The edition of a registered source stands in the register.
    ({"source_id": "a"}, {"locator", "quote"}),
    ({"source_id": "b", "locator": "卷一"}, {"quote"}),
    ({"source_id": "c"}, set()),
    ({"source_id": "b", "grade": "D"}, set()),
    ({"source_id": "gone", "quote": "原文"}, {"source_id"}),
    ({"source_id": "c", "source_title": "又一部"}, {"source_title"}),
    # Everything that is wrong at once.
    ({**NEW, "source_type": "stone", "stance": "maybe"}, {"edition", "locator", "quote", "stance"}),
]


@pytest.mark.parametrize(("sent", "wrong"), GRADED)
def test_a_passage_holds_what_its_grade_promises(sent, wrong):
    known = {"a": "A", "b": "B", "c": "C"}
    if wrong:
        assert set(faults(lambda: forms.citation_draft(sent, known))) == wrong
        found = faults(lambda: forms.claim_draft({**CLAIM, "earliest": "x", **sent}, known))
        assert set(found) == wrong | {"earliest"}
    else:
        assert forms.citation_draft(sent, known).source_id == sent.get("source_id", "")


def test_a_legend_is_asked_for_nothing_that_a_grade_promises():
    told = {**NEW, "source_type": "gazetteer"}
    legend = {**CLAIM, "claim_type": "legend", **told}
    assert forms.claim_draft(legend, {}).citations[0].title == "某书"
    assert forms.citation_draft(told, {}, is_legend=True).title == "某书"
    assert set(faults(lambda: forms.citation_draft(told, {}))) == {"quote"}


FILE = {"place_id": "p", "programme_id": "q", "reference_year": "2026"}


def test_a_block_for_a_condition_the_programme_lacks_is_told_and_an_empty_one_ignored():
    form, drafts = forms.nomination_drafts({**FILE, "name-source_type": "stone"}, {}, {})
    assert (form.reference_year, drafts) == (2026, [])
    written = {**FILE, "name-text": "墓志已用此名"}
    assert set(faults(lambda: forms.nomination_drafts(written, {}, {}))) == {"name-text"}


def test_a_sheet_of_findings_takes_what_is_complete_and_names_what_is_not():
    keys = ["a", "b", "c", "d"]
    sheet = {"verdict-a": "meets", "reason-a": "看过", "verdict-b": "", "reason-b": ""}
    assert forms.findings(sheet, keys) == {"a": (Verdict.MEETS, "看过")}
    wrong = {
        "verdict-a": "meets",
        "verdict-b": "splendid",
        "reason-b": "好",
        "reason-c": "只有理由",
        "verdict-d": "fails",
        "reason-d": "\u202e反",
    }
    found = faults(lambda: forms.findings(wrong, keys))
    assert set(found) == {"reason-a", "verdict-b", "verdict-c", "reason-d"}


def test_terms_of_a_notice_and_an_objection_become_plain_values():
    sent = {"starts_on": "2026-03-02", "ends_on": "2026-03-08", "issuer": "民政局"}
    terms = parse(forms.NoticeForm, {**sent, "contact": "0551", "seen_version": "6"}).terms()
    assert (terms.starts_on, terms.file_no) == (date(2026, 3, 2), "")
    wrong = faults(lambda: parse(forms.NoticeForm, {"starts_on": "明天", "seen_version": "x"}))
    assert set(wrong) == {"starts_on", "ends_on", "issuer", "contact", "seen_version"}
    words = {"ground": "omission", "text": "漏了", "person_name": "某人", "person_contact": "139"}
    assert parse(forms.ObjectionForm, words).objection().ground == Ground.OMISSION
    assert set(faults(lambda: parse(forms.ObjectionForm, {"ground": "dislike"}))) == {
        "ground",
        "text",
        "person_name",
        "person_contact",
    }
