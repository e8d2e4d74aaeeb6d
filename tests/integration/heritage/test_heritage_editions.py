"""Editions of a programme: by whom, beside whose files, and scores by which experts judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.data import document
from registry.heritage import queries, services
from registry.heritage.rules import Action, IssuerNature, ProgrammeFacts, Verdict
from registry.heritage.rules.drafts import NoticeTerms
from registry.heritage.rules.voting import Choice

from .conftest import AFTER, RULES, START, TODAY, claim, person

TERMS = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="合肥市民政局", contact="0551")
SCORED = {
    "edition": "scored-1",
    "levels": [],
    "quorum": 2,
    "passing_score": 60,
    "criteria": [
        {"key": "name_age", "kind": "name_age", "title": "满百年", "text": "…"},
        {"key": "history", "title": "历史", "text": "…", "weight": 70},
        {"key": "fame", "title": "知名", "text": "…", "weight": 30},
    ],
}


def facts(**more) -> ProgrammeFacts:
    values = {
        "key": "test-villages",
        "title": "千年古村落",
        "issuer": "省民政厅",
        "issuer_nature": IssuerNature.GOVERNMENT,
        "heritage_class": "千年古村落",
        "rule_set": {**RULES, "edition": "test-2"},
    }
    return ProgrammeFacts(**{**values, **more})


def edition(scene, who=None, *, of: str = "", reason: str = "新文件", removal: str = "", **more):
    with scene.work_as(who or scene.cast.steward, at=START + timedelta(days=1)) as work:
        return services.add_edition(
            work,
            facts(**more),
            supersedes_id=of or scene.programme_id,
            reason=reason,
            removal_reason=removal,
        ).id


def without(*keys: str, **more) -> dict:
    kept = [one for one in RULES["criteria"] if one["key"] not in keys]
    return {**RULES, "edition": "test-2", "criteria": kept, **more}


def move(scene, found: str, who=None, reason: str = "申请单位同意") -> None:
    seen = scene.version(found)
    with scene.work_as(who or scene.cast.steward, at=START) as work:
        services.change_edition(work, found, reason=reason, seen_version=seen)


def edition_of(scene, found: str) -> str:
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        return queries.programme(work.session, file.programme_id).rules.edition


@pytest.mark.database
def test_a_new_edition_leaves_open_and_decided_files_under_theirs(scene):
    decided, _notice = scene.notified()
    scene.recognise(decided, AFTER)
    open_file = replace(scene, place_id=scene.other_place_id).nominate()
    edition(scene, rule_set={**RULES, "edition": "test-2", "quorum": 3})
    assert edition_of(scene, open_file) == edition_of(scene, decided) == "test-1"
    with scene.work_as(SYSTEM) as work:
        assert [one.rules.edition for one in queries.programmes(work.session)] == ["test-2"]
        shown = queries.editions(work.session, "test-villages")
        assert [one.rules.edition for one in shown] == ["test-2", "test-1"]
        assert queries.recognitions_by_place(work.session, [scene.place_id])
    with pytest.raises(Refused) as refused:
        scene.nominate(place_id=scene.other_place_id)
    assert refused.value.code == "heritage.programme_superseded"


def test_only_whoever_decides_everywhere_makes_an_edition(scene):
    local = person("local", Role.STEWARD, scene.county_path)
    others = [who for part, who in scene.cast.everybody().items() if part != "steward"]
    for who in (*others, local):
        with pytest.raises(Forbidden):
            edition(scene, who)
        with (
            pytest.raises(Forbidden),
            scene.work_as(who) as work,
        ):
            services.found_programme(work, facts(key="other"), reason="新设")
    edition(scene, title="新名")


def test_an_edition_is_journalled_with_what_it_says_and_why(scene):
    made = edition(scene, rule_set={**RULES, "edition": "test-2", "notice_days": 8})
    with scene.work_as(SYSTEM) as work:
        entry = journal.history(work.session, ("programme", made))[0]
    assert (entry.verb, entry.reason) == ("heritage.edition_added", "新文件")
    assert entry.before["rule_set"]["notice_days"] == 7
    assert entry.after["rule_set"]["notice_days"] == 8


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"rule_set": RULES}, {"edition", "form"}),
        ({"reason": " "}, {"reason", "form"}),
        ({"key": "other", "title": "别的"}, {"key"}),
        ({"rule_set": {**RULES, "edition": "test-2"}}, {"form"}),
    ],
)
def test_an_edition_that_says_nothing_new_is_refused(scene, given, wrong):
    with pytest.raises(Invalid) as refused:
        edition(scene, **given)
    assert set(refused.value.fields) == wrong


def test_the_second_of_two_editions_made_at_once_learns_of_the_first(scene):
    edition(scene, title="古村落名录")
    with pytest.raises(Conflict) as refused:
        edition(scene, title="别的", rule_set={**RULES, "edition": "test-3"})
    assert refused.value.code == "heritage.edition_superseded"
    with pytest.raises(NotFound):
        edition(scene, of="0" * 16)


def test_rules_that_hold_no_water_are_refused(scene):
    with pytest.raises(Refused) as refused:
        edition(scene, rule_set={**RULES, "edition": "test-2", "notice_days": -1})
    assert refused.value.code == "heritage.bad_rule_set"


def test_dropping_what_experts_have_judged_needs_its_own_reason(scene):
    found = scene.in_review()
    seen = scene.version(found)
    with scene.work_as(scene.cast.expert, at=START) as work:
        given = {"remains": (Verdict.MEETS, "看过")}
        services.find(work, found, findings=given, seen_version=seen)
    with pytest.raises(Invalid) as refused:
        edition(scene, rule_set=without("remains"))
    assert set(refused.value.fields) == {"removal_reason"}
    edition(scene, rule_set=without("remains"), removal="并入专名一条")


def test_a_new_programme_needs_a_free_code_and_a_reason(scene):
    with pytest.raises(Invalid) as refused, scene.work_as(scene.cast.steward) as work:
        services.found_programme(work, facts(), reason="")
    assert set(refused.value.fields) == {"key", "reason"}
    with scene.work_as(scene.cast.steward) as work:
        services.found_programme(work, facts(key="city-list"), reason="市里新设")
        assert [one.key for one in queries.programmes(work.session)][-1] == "city-list"


@pytest.mark.database
def test_a_file_moved_keeps_its_findings_and_asks_for_votes_anew(scene):
    found = scene.judged()
    edition(scene, rule_set={**RULES, "edition": "test-2", "notice_days": 8})
    move(scene, found)
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        rules = queries.programme(work.session, file.programme_id).rules
        standing = queries.standing_of(work.session, file, rules)
        last = queries.decisions(work.session, found)[-1]
    assert edition_of(scene, found) == "test-2"
    assert (len(standing.findings), standing.tally.cast) == (len(RULES["criteria"]), 0)
    assert (last.action, last.to_status) == (Action.CHANGE_EDITION, file.status)
    assert "test-1 → test-2" in last.reason
    scene.vote(found)


def test_a_file_is_moved_by_the_bureau_with_a_reason_and_not_twice(scene):
    found = scene.in_review()
    with pytest.raises(Refused) as refused:
        move(scene, found)
    assert refused.value.code == "heritage.edition_in_force"
    edition(scene, title="新名")
    for part, who in scene.cast.everybody().items():
        if part != "steward":
            with pytest.raises(Forbidden):
                move(scene, found, who)
    with pytest.raises(Invalid) as unsaid:
        move(scene, found, reason=" ")
    assert set(unsaid.value.fields) == {"edition_reason"}
    move(scene, found)
    with pytest.raises(Refused):
        move(scene, found)


def test_a_file_under_notice_or_decided_stays_where_it_is(scene):
    found, _notice = scene.notified()
    edition(scene, title="新名")
    with pytest.raises(Refused) as refused:
        move(scene, found)
    assert refused.value.code == "heritage.not_now"
    scene.recognise(found, AFTER)
    with pytest.raises(Refused):
        move(scene, found)
    assert edition_of(scene, found) == "test-1"


def test_nobody_loses_a_level_or_a_claim_by_a_new_edition(scene):
    found = scene.nominate(claims=[claim(), claim("name_age")])
    scene.submit(found)
    newer = edition(scene, rule_set=without("name_age", levels=["city"]))
    with pytest.raises(Refused) as refused:
        move(scene, found)
    assert refused.value.code == "heritage.level_missing"
    with scene.work_as(scene.cast.steward, at=START + timedelta(days=2)) as work:
        rules = without("name_age", edition="test-3")
        services.add_edition(work, facts(rule_set=rules), supersedes_id=newer, reason="再改")
    with pytest.raises(Refused) as lost:
        move(scene, found)
    assert lost.value.code == "heritage.criterion_missing"


def scored(scene) -> str:
    """A file in a scoring programme, before the experts."""
    with scene.work_as(scene.cast.steward, at=START) as work:
        given = facts(key="scored", rule_set=SCORED)
        programme = services.found_programme(work, given, reason="试评").id
    found = scene.nominate(programme_id=programme, claims=[claim("name_age")])
    scene.submit(found)
    return found


def judge(scene, found: str, who, history: int, fame: int) -> None:
    seen = scene.version(found)
    given = {
        "name_age": (Verdict.MEETS, "看过"),
        "history": (history, "见于府志"),
        "fame": (fame, "本县皆知"),
    }
    with scene.work_as(who, at=START) as work:
        services.find(work, found, findings=given, seen_version=seen)


def view(scene, found: str, reader):
    with scene.work_as(SYSTEM) as work:
        return queries.dossier(work.session, found, reader)


@pytest.mark.database
def test_the_result_is_weighted_and_shows_each_experts_own(scene):
    found, second = scored(scene), person("second", Role.EXPERT)
    judge(scene, found, scene.cast.expert, 80, 40)
    assert view(scene, found, second).score is None
    judge(scene, found, second, 45, 60)
    score = view(scene, found, scene.cast.steward).score
    # 0.7·80 + 0.3·40 = 68, 0.7·45 + 0.3·60 = 49.5, and their mean.
    assert (score.total, score.passes) == ("58.8", False)
    assert dict(score.own) == {"expert": "68.0", "second": "49.5"}


def test_a_total_below_the_passing_score_needs_words_and_is_published(scene):
    found, second = scored(scene), person("second", Role.EXPERT)
    judge(scene, found, scene.cast.expert, 80, 40)
    judge(scene, found, second, 45, 60)
    for who in (scene.cast.expert, second):
        scene.vote(found, who, Choice.APPROVE)
    seen = scene.version(found)
    with pytest.raises(Invalid) as refused, scene.work_as(scene.cast.steward, at=START) as work:
        services.open_notice(work, found, terms=TERMS, seen_version=seen)
    assert set(refused.value.fields) == {"reason"}
    with scene.work_as(scene.cast.steward, at=START) as work:
        notice = services.open_notice(
            work, found, terms=TERMS, seen_version=seen, reason="实地复核后仍予公示"
        )
        frozen = queries.notice(work.session, notice.id).snapshot
    assert frozen["score"] == {"total": "58.8", "passing": 60, "own": ["49.5", "68.0"]}
    assert [one.get("scores") for one in frozen["criteria"]] == [None, [45, 80], [40, 60]]
    assert "second" not in str(frozen)


def test_a_score_that_is_none_and_a_verdict_in_its_place_are_refused(scene):
    found = scored(scene)
    seen = scene.version(found)
    given = {"name_age": (80, "看过"), "history": (101, "府志"), "fame": (Verdict.MEETS, "知名")}
    with pytest.raises(Invalid) as refused, scene.work_as(scene.cast.expert, at=START) as work:
        services.find(work, found, findings=given, seen_version=seen)
    assert set(refused.value.fields) == {"verdict-name_age", "score-history", "score-fame"}


def shipped(key: str) -> dict[str, Any]:
    return next(row for row in document("programmes.json") if row["key"] == key)


def earlier(row: dict[str, Any]) -> dict[str, Any]:
    """The edition of the release before: without the township's station."""
    rules = {**row["rule_set"], "edition": "2014-142", "levels": ["county", "city", "province"]}
    return {name: v for name, v in row.items() if name != "replaces"} | {"rule_set": rules}


def test_the_shipped_edition_with_the_township_leaves_open_files_where_they_are(scene):
    row = shipped("anhui-ancient-village")
    with scene.work_as(SYSTEM, at=START) as work:
        old = services.add_programmes(work, [earlier(row)])[0].id
    found = scene.nominate(programme_id=old, claims=[])
    with scene.work_as(SYSTEM, at=START) as work:
        new = services.add_programmes(work, [row])[0]
        assert new.rule_set["levels"] == ["township", "county", "city", "province"]
        file = queries.nomination(work.session, found)
        assert file.programme_id == old
        assert queries.programme(work.session, old).rules.levels[0] == "county"
        assert [one.id for one in queries.editions_in_force(work.session, row["key"])] == [new.id]


def test_a_release_does_not_replace_an_edition_that_the_bureau_has_made(scene):
    row = shipped("anhui-ancient-village")
    own = earlier(row)
    own["rule_set"] = {**own["rule_set"], "edition": "2027-局", "notice_days": 10}
    with scene.work_as(SYSTEM, at=START) as work:
        services.add_programmes(work, [earlier(row)])
        mine = services.add_programmes(work, [own])[0].id
        assert services.add_programmes(work, [row])[0].id == mine
        in_force = queries.editions_in_force(work.session, row["key"])
    assert [one.id for one in in_force] == [mine]


def test_of_the_shipped_programmes_only_the_village_s_asks_the_township():
    asking = [
        row["key"] for row in document("programmes.json") if "township" in row["rule_set"]["levels"]
    ]
    assert asking == ["anhui-ancient-village"]
