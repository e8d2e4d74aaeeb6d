"""Claims with the cast: evidence on both sides, gaps, corrections, judgements, the kept past."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import queries, services
from registry.places.queries.claims import claim, claim_history
from registry.places.queries.past import past_state
from registry.places.rules.claim import Gap
from registry.sources import services as sources


@pytest.fixture
def cited(work_as, cast, gazetteer):
    """Two passages of one book."""
    with work_as(cast.compiler) as work:
        book = sources.add_source(work, source_type="gazetteer", title="嘉庆合肥县志", grade="B")
        return [
            sources.cite(work, source_id=book.id, locator=f"卷{n}", quote="三河镇").id
            for n in (1, 2)
        ]


@pytest.fixture
def asserted(work_as, cast, gazetteer, cited):
    """A claim of the compiler's about the name 三河, with a gap."""
    with work_as(cast.compiler) as work:
        found = services.assert_claim(
            work,
            place_id=gazetteer.places["sanhe"],
            claim_type="name_continuous",
            value_text="自宋沿用",
            year_from_min=960,
            year_from_max=1127,
            era_verbatim="宋",
            method="宋之起讫",
            gaps=[Gap(1276, 1368, "元", "志书不载")],
            evidence=[(cited[0], "supports")],
        )
    return found.id


def view(work_as, cast, claim_id):
    with work_as(cast.steward) as work:
        return claim(work.session, claim_id)


def test_what_was_asserted_is_read_back_whole(work_as, cast, asserted) -> None:
    found = view(work_as, cast, asserted)
    assert (found.era_verbatim, found.method, found.computed_by) == ("宋", "宋之起讫", "compiler")
    assert [(gap.from_year, gap.to_year, gap.reason) for gap in found.gaps] == [
        (1276, 1368, "志书不载")
    ]
    assert (found.status, found.row_version) == ("asserted", 1)


def test_evidence_stands_on_one_side(work_as, cast, gazetteer, asserted, cited) -> None:
    with work_as(cast.expert) as work:
        services.add_evidence(work, asserted, citation_id=cited[1], stance="contradicts")
    for stance in ("supports", "contradicts"):
        with pytest.raises(Invalid) as told, work_as(cast.expert) as work:
            services.add_evidence(work, asserted, citation_id=cited[1], stance=stance)
        assert set(told.value.fields) == {"evidence"}
    found = view(work_as, cast, asserted)
    assert [(item.citation.id, item.stance) for item in found.evidence] == [
        (cited[0], "supports"),
        (cited[1], "contradicts"),
    ]
    with pytest.raises(Invalid) as told, work_as(cast.compiler) as work:
        services.assert_claim(
            work,
            place_id=gazetteer.places["sanhe"],
            claim_type="origin",
            value_text="三水所汇",
            evidence=[(cited[0], "supports"), (cited[0], "contradicts")],
        )
    assert set(told.value.fields) == {"evidence"}


def test_a_passage_set_by_mistake_is_taken_away_but_not_the_last(
    work_as, cast, asserted, cited
) -> None:
    with work_as(cast.compiler) as work:
        services.add_evidence(work, asserted, citation_id=cited[1], stance="supports")
    for person, error in ((cast.expert, Forbidden), (cast.crew, Forbidden)):
        with pytest.raises(error), work_as(person) as work:
            services.remove_evidence(work, asserted, cited[1], reason="错")
    with pytest.raises(Invalid), work_as(cast.compiler) as work:
        services.remove_evidence(work, asserted, cited[1], reason=" ")
    with work_as(cast.compiler) as work:
        services.remove_evidence(work, asserted, cited[1], reason="页码抄错")
    with pytest.raises(NotFound), work_as(cast.compiler) as work:
        services.remove_evidence(work, asserted, cited[1], reason="页码抄错")
    with pytest.raises(Refused) as told, work_as(cast.steward) as work:
        services.remove_evidence(work, asserted, cited[0], reason="页码抄错")
    assert told.value.code == "places.last_evidence"


@pytest.mark.parametrize(
    "person", ["steward", "reviewer_county", "reviewer_city", "reviewer_province"]
)
def test_those_who_answer_for_the_list_judge(work_as, cast, asserted, person) -> None:
    with work_as(cast.everybody()[person]) as work:
        services.set_claim_status(work, asserted, "accepted", reason="两部志书相合")
    found = view(work_as, cast, asserted)
    assert (found.status, found.status_reason, found.row_version) == ("accepted", "两部志书相合", 2)


@pytest.mark.parametrize("person", ["crew", "compiler", "expert", "administrator", "stranger"])
def test_nobody_else_judges(work_as, cast, asserted, person) -> None:
    with pytest.raises(Forbidden), work_as(cast.everybody()[person]) as work:
        services.set_claim_status(work, asserted, "disputed", reason="存疑")


def test_a_judgement_has_a_reason_another_pair_of_eyes_and_the_version_that_was_seen(
    work_as, cast, gazetteer, cited, asserted
) -> None:
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.set_claim_status(work, asserted, "accepted", reason="  ")
    with work_as(cast.steward) as work:
        own = services.assert_claim(
            work,
            place_id=gazetteer.places["sanhe"],
            claim_type="origin",
            value_text="三水所汇",
            evidence=[(cited[0], "supports")],
        ).id
    with pytest.raises(Refused), work_as(cast.steward) as work:
        services.set_claim_status(work, own, "accepted", reason="我写的")
    with work_as(cast.steward) as work:
        services.set_claim_status(work, own, "rejected", reason="看错了")
    with work_as(cast.reviewer_city) as work:
        services.set_claim_status(work, asserted, "disputed", reason="存疑", seen_version=1)
    with pytest.raises(Conflict) as told, work_as(cast.steward) as work:
        services.set_claim_status(work, asserted, "accepted", reason="可信", seen_version=1)
    assert told.value.code == "places.claim_changed"
    with pytest.raises(NotFound), work_as(cast.steward) as work:
        services.set_claim_status(work, "0" * 16, "accepted", reason="可信")


def test_a_correction_opens_the_judgement_again_and_keeps_the_past(
    work_as, cast, gazetteer, asserted
) -> None:
    place = gazetteer.places["sanhe"]
    with work_as(cast.steward) as work:
        services.set_claim_status(work, asserted, "accepted", reason="可信")
    for person in (cast.expert, cast.reviewer_city, cast.crew):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.correct_claim(work, asserted, {"value_text": "自唐沿用"}, reason="校")
    with pytest.raises(Invalid) as told, work_as(cast.compiler) as work:
        services.correct_claim(work, asserted, {"year_from_min": 1200}, reason=" ")
    assert set(told.value.fields) == {"year_from_max", "reason"}
    with work_as(cast.compiler) as work:
        assert not services.correct_claim(work, asserted, {"value_text": "自宋沿用"}, reason="")
        assert services.correct_claim(
            work,
            asserted,
            {"value_text": "自北宋沿用", "gaps": []},
            reason="据原书更正",
            seen_version=2,
        )
    found = view(work_as, cast, asserted)
    assert (found.value_text, found.gaps, found.status) == ("自北宋沿用", (), "asserted")
    with work_as(cast.steward) as work:
        numbers = range(1, 10)
        kept = [past_state(work.session, place, number) for number in numbers]
        kept = [state for state in kept if state]
        (entry, *_) = claim_history(work.session, place, asserted)
    assert [len(state["claims"]) for state in kept] == [0, 1, 1]
    assert kept[2]["claims"][0]["value_text"] == "自宋沿用"
    assert kept[2]["claims"][0]["status"] == "accepted"
    assert (entry.verb, entry.reason) == ("places.claim_corrected", "据原书更正")
    assert entry.before["value_text"] == "自宋沿用"


def test_a_claim_may_be_about_one_of_the_place_s_names_and_no_other(
    work_as, cast, gazetteer, cited
) -> None:
    with work_as(cast.compiler) as work:
        names = queries.known_dossier(work.session, gazetteer.places["sanhe"]).names
        other = queries.known_dossier(work.session, gazetteer.places["cuzhen"]).names[0]
    said = {
        "place_id": gazetteer.places["sanhe"],
        "claim_type": "name_first_record",
        "value_text": "《左传》作鹊岸",
        "era_verbatim": "春秋",
        "evidence": [(cited[0], "supports")],
    }
    with pytest.raises(Invalid) as told, work_as(cast.compiler) as work:
        services.assert_claim(work, **said, name_id=other.id)
    assert set(told.value.fields) == {"name_id"}
    with work_as(cast.compiler) as work:
        found = services.assert_claim(work, **said, name_id=names[1].id)
    assert view(work_as, cast, found.id).name_id == names[1].id


def test_every_act_on_a_claim_is_in_the_journal(work_as, cast, gazetteer, asserted, cited) -> None:
    with work_as(cast.steward) as work:
        services.add_evidence(work, asserted, citation_id=cited[1], stance="contradicts")
        services.set_claim_status(work, asserted, "disputed", reason="两说")
        services.correct_claim(work, asserted, {"era_verbatim": "北宋"}, reason="校")
        services.remove_evidence(work, asserted, cited[1], reason="误引")
        entries = claim_history(work.session, gazetteer.places["sanhe"], asserted)
        assert journal.verify(work.session).broken is None
    assert [entry.verb for entry in entries][::-1] == [
        "places.claim_asserted",
        "places.evidence_added",
        "places.claim_judged",
        "places.claim_corrected",
        "places.evidence_removed",
    ]
