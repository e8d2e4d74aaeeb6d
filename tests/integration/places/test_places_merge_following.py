"""What hangs on a place follows a merge and comes back: files, recognitions, positions, signs."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Refused
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.heritage import queries as heritage_queries
from registry.heritage import services as heritage
from registry.heritage.models import Nomination
from registry.heritage.rules import Action, Candidate
from registry.heritage.rules.candidates import CandidateState
from registry.places import queries as place_queries
from registry.places import services as places
from registry.places.services.merging import unmerge
from registry.signage import queries, services
from registry.signage.models import FieldReport
from registry.signage.rules.kinds import SignType
from tests.support.merging import merged
from tests.support.signs import Stage, land, seen, signed_names
from tests.support.town import PROGRAMME, Files

__all__ = ["land", "seen"]


@pytest.fixture
def stage(app, work_as, cast, land) -> Stage:
    """Signs, with the application's events wired."""
    return Stage(work_as, cast, land)


@pytest.fixture
def files(app, work_as, cast) -> Files:
    """Nominations, with the application's events wired."""
    with work_as(SYSTEM) as work:
        programme = heritage.add_programmes(work, [PROGRAMME])[0].id
    return Files(work_as, cast, programme)


@pytest.fixture
def twin(work_as, land) -> str:
    """龙城村 once more."""
    with work_as(SYSTEM) as work:
        name = places.NewName("龙城", roman_toned="Lóngchéng")
        return places.add_place(work, places.NewPlace("natural_village", land.county_id, [name]))


def part(runtime, merge_id):
    with runtime.write(SYSTEM) as work:
        return unmerge(work, merge_id, reason="弄错了")


def counters_hold(seen) -> bool:
    return seen(lambda s: queries.tallies(s) + queries.tallies(s, heritage=True)) and seen(
        lambda s: (
            sorted(queries.recount(s), key=repr)
            == sorted([*queries.tallies(s), *queries.tallies(s, heritage=True)], key=repr)
        )
    )


def names_verified(seen) -> int:
    return signed_names(seen)


def test_signs_of_both_count_as_one_name_and_part_again(runtime, stage, land, twin, seen) -> None:
    one = stage.verified(land.village_id)
    other = stage.verified(twin)
    waiting = stage.made(twin)
    assert names_verified(seen) == 2
    before = seen(queries.tallies)
    merge_id = merged(runtime, twin, land.village_id)
    there = {sign.id for sign in seen(queries.signs_of_place, land.village_id)}
    assert there == {one.id, other.id, waiting.id}
    assert seen(queries.signs_of_place, twin) == []
    assert names_verified(seen) == 1
    assert counters_hold(seen)
    part(runtime, merge_id)
    assert {sign.id for sign in seen(queries.signs_of_place, twin)} == {other.id, waiting.id}
    assert seen(queries.tallies) == before
    assert counters_hold(seen)


def test_positions_take_the_name_and_the_ground_of_the_survivor(
    runtime, stage, land, twin, seen, work_as
) -> None:
    with work_as(SYSTEM) as work:
        due = services.require_sign(
            work, place_id=twin, sign_type=SignType.VILLAGE, position=None, basis="规则"
        ).id
    merge_id = merged(runtime, twin, land.village_id)
    row = seen(queries.requirement, due)
    assert (row.place_id, row.place_name, row.row_version) == (land.village_id, "龙城村", 2)
    part(runtime, merge_id)
    row = seen(queries.requirement, due)
    assert (row.place_id, row.place_name) == (twin, "龙城")
    assert counters_hold(seen)
    with runtime.database.read() as session:
        entries = journal.history(session, ("sign_requirement", due))
    verbs = [entry.verb for entry in entries]
    assert verbs[:2] == ["signage.requirement_followed_place"] * 2


def test_a_sign_made_since_for_a_position_goes_back_with_it(
    runtime, stage, land, twin, seen, work_as
) -> None:
    with work_as(SYSTEM) as work:
        due = services.require_sign(
            work, place_id=twin, sign_type=SignType.VILLAGE, position=None, basis="规则"
        )
    merge_id = merged(runtime, twin, land.village_id)
    due = seen(queries.requirement, due.id)
    made = stage.made(land.village_id, due)
    report = stage.sent(made).report_id
    assert part(runtime, merge_id).kept == ()
    assert [sign.id for sign in seen(queries.signs_of_place, twin)] == [made.id]
    assert seen(lambda s: s.get_one(FieldReport, report)).place_id == twin
    assert counters_hold(seen)


def test_a_village_in_nomination_takes_its_file_along(runtime, files, land, twin, seen) -> None:
    file = files.in_review(twin)
    version = files.version(file)
    merge_id = merged(runtime, twin, land.village_id)
    row = seen(heritage_queries.nomination, file)
    assert (row.place_id, row.place_name, row.status) == (land.village_id, "龙城", "expert_review")
    assert row.version == version + 1, "whoever has the file open learns of it"
    assert seen(heritage_queries.nominations_of_place, twin) == []
    part(runtime, merge_id)
    assert seen(heritage_queries.nomination, file).place_id == twin


def test_a_file_decided_on_since_stays_and_is_reported(runtime, files, land, twin, seen) -> None:
    file = files.submitted(twin)
    merge_id = merged(runtime, twin, land.village_id)
    version = files.version(file)
    with files.work_as(files.cast.reviewer_county) as work:
        heritage.review(work, file, action=Action.REJECT, seen_version=version, reason="不符")
    report = part(runtime, merge_id)
    assert [(str(item.what), item.name) for item in report.kept] == [("申报", "龙城")]
    assert seen(heritage_queries.nomination, file).place_id == land.village_id


def test_a_place_before_the_public_is_not_merged_away(runtime, files, land, twin, seen) -> None:
    files.notified(twin)
    with pytest.raises(Refused) as refused:
        merged(runtime, twin, land.village_id)
    assert refused.value.code == "heritage.notice_holds_place"
    assert seen(place_queries.place_card, twin).merged_into is None


def test_two_living_files_of_one_programme_forbid_the_merge(
    runtime, files, land, twin, seen
) -> None:
    first, _second = files.draft(land.village_id), files.draft(twin)
    with pytest.raises(Refused) as refused:
        merged(runtime, twin, land.village_id)
    assert refused.value.code == "heritage.both_nominated"
    version = files.version(first)
    with files.work_as(files.cast.compiler) as work:
        heritage.withdraw(work, first, seen_version=version, reason="重复")
    merge_id = merged(runtime, twin, land.village_id)
    assert len(seen(heritage_queries.nominations_of_place, land.village_id)) == 2
    part(runtime, merge_id)
    assert len(seen(heritage_queries.nominations_of_place, twin)) == 1


def test_a_record_that_only_leads_on_is_not_nominated(runtime, files, land, twin) -> None:
    merged(runtime, twin, land.village_id)
    with pytest.raises(Conflict) as refused:
        files.draft(twin)
    assert refused.value.code == "places.is_merged"
    files.draft(land.village_id)


def test_files_follow_a_chain_and_its_undoing_from_the_outside(
    runtime, files, land, twin, seen
) -> None:
    file = files.submitted(twin)
    inner = merged(runtime, twin, land.village_id)
    outer = merged(runtime, land.village_id, land.other_id)
    assert seen(heritage_queries.nomination, file).place_id == land.other_id
    part(runtime, outer)
    assert part(runtime, inner).kept == ()
    assert seen(heritage_queries.nomination, file).place_id == twin


def test_recognitions_and_records_of_lists_follow(
    runtime, files, land, twin, seen, work_as
) -> None:
    file, recognition = recognised(files, twin)
    listed = Candidate(
        key="t1", name="龙城", place_id=twin, programme_class="千年古村落", state=STATE
    )
    with work_as(SYSTEM) as work:
        heritage.record_candidates(work, [listed])
    merge_id = merged(runtime, twin, land.village_id)
    held = seen(heritage_queries.recognitions_by_place, [twin, land.village_id])
    assert {key: [view.id for view in views] for key, views in held.items() if views} == {
        land.village_id: [recognition]
    }
    assert [one.name for one in seen(heritage_queries.candidates, land.village_id)] == ["龙城"]
    with work_as(SYSTEM) as work:
        assert heritage.record_candidates(work, [listed]).changed == 0, "the list says the old id"
    part(runtime, merge_id)
    assert seen(heritage_queries.recognitions_by_place, [twin])[twin][0].id == recognition
    assert [one.name for one in seen(heritage_queries.candidates, twin)] == ["龙城"]
    assert seen(heritage_queries.nomination, file).place_id == twin


STATE = CandidateState.REPORTED


def recognised(files: Files, place_id: str) -> tuple[str, str]:
    """A recognition of a place by a file that was decided: (file, recognition)."""
    from registry.core.clock import china_date
    from registry.heritage.models import ListEdition, Recognition

    file = files.submitted(place_id)
    with files.work_as(SYSTEM) as work:
        row = work.session.get_one(Nomination, file)
        edition = ListEdition(
            **stamp(work), programme_key=row.programme_key, number=1, published_at=work.at
        )
        work.session.add(edition)
        work.session.flush()
        recognition = Recognition(
            **{**stamp(work), "id": new_id()},
            nomination_id=file,
            place_id=place_id,
            programme_id=row.programme_id,
            programme_key=row.programme_key,
            edition_id=edition.id,
            edition_number=1,
            place_name=row.place_name,
            document_no="民地字〔2026〕1号",
            recognised_on=china_date(work.at),
            decided_by_name="steward",
        )
        work.session.add(recognition)
        work.session.flush()
        return file, recognition.id
