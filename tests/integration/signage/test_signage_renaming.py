"""A sign is valid while it says the right name: a renaming takes it out of the rate by itself."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from registry.core.journal import JournalEntry
from registry.coverage.queries import differences
from registry.places import queries as places_read
from registry.places import services as places
from registry.signage import queries
from registry.signage.queries.problems import problems_now
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.states import RequirementStatus, SignState
from tests.support.signs import signed_names

pytestmark = pytest.mark.database
PAPER = "演示〔2026〕2号"


@pytest.fixture
def rename(work_as, stage, land, app):
    """`rename(to)`: the steward gives the village another name, with the loop wired."""

    def do(to):
        with work_as(stage.cast.steward) as work:
            places.rename(work, land.village_id, new_text=to, basis=PAPER)

    return do


@pytest.fixture
def now(seen):
    """`now(sign)`: its state and what is noted of it."""

    def look(sign):
        row = seen(queries.sign, sign.id)
        return SignState(row.state), {each.problem for each in seen(problems_now, sign.id)}

    return look


def test_a_verified_sign_falls_with_the_name_and_its_position_opens(stage, rename, now, seen):
    sign = stage.verified()
    assert signed_names(seen) == 1
    rename("龙兴村")
    assert now(sign) == (SignState.WRONG, {"old_name"})
    assert seen(queries.requirement, sign.requirement_id).status == RequirementStatus.OPEN
    assert signed_names(seen) == 0
    assert seen(differences) == []


def test_the_journal_says_why_and_who_renamed(stage, rename, seen):
    sign = stage.verified()
    rename("龙兴村")
    statement = select(JournalEntry).where(
        col(JournalEntry.subject_id) == sign.id,
        col(JournalEntry.verb) == "signage.sign_found_wrong",
    )
    entry = seen(lambda session: session.exec(statement).one())
    assert "旧名" in entry.reason
    assert entry.actor_id == stage.cast.steward.id


def test_an_old_plate_is_not_verified_again_however_good_it_looks(stage, rename, now, seen):
    sign = stage.verified()
    rename("龙兴村")
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD))
    assert now(sign) == (SignState.WRONG, {"old_name"})
    assert signed_names(seen) == 0
    assert seen(differences) == []


def test_a_plate_made_before_the_renaming_and_put_up_after_it_does_not_count(
    stage, rename, now, seen
):
    sign = stage.made()
    rename("龙兴村")
    stage.judged(stage.sent(sign))
    assert now(sign) == (SignState.WRONG, {"old_name"})
    assert signed_names(seen) == 0


def test_a_name_that_comes_back_makes_its_signs_right_again(stage, rename, now, seen):
    sign = stage.verified()
    verified_at = seen(queries.sign, sign.id).verified_at
    rename("龙兴村")
    rename("龙城村")
    assert now(sign) == (SignState.VERIFIED, set())
    assert seen(queries.sign, sign.id).verified_at == verified_at
    assert signed_names(seen) == 1
    assert seen(differences) == []


def test_what_a_person_found_wrong_stays_wrong_when_the_name_comes_back(stage, rename, now):
    sign = stage.verified()
    stage.judged(stage.sent(sign, kind=ReportKind.BLANK, observed_hanzi="", observed_roman=""))
    rename("龙兴村")
    rename("龙城村")
    assert now(sign) == (SignState.WRONG, {"blank"})


def test_another_approved_spelling_makes_the_plate_wrong_and_a_proposal_does_not(
    stage, land, now, work_as, seen, app
):
    sign = stage.verified()
    name = seen(places_read.place_dossier, land.village_id).names[0]
    with work_as(stage.cast.steward) as work:
        places.approve_roman(work, name.id, toned="Lǒngchéngcūn", basis="当地读音，演示")
    # The same letters: a tone is no part of a plate.
    assert now(sign)[0] is SignState.VERIFIED
    with work_as(stage.cast.steward) as work:
        places.approve_roman(work, name.id, toned="Lóngcéngcūn", basis="当地读音，演示")
    assert now(sign) == (SignState.WRONG, {"spelling"})
