"""`registry places find-duplicates`: counts by county, a queue for people, nothing merged."""

from __future__ import annotations

from registry.core.actor import SYSTEM
from registry.places import services as places
from registry.places.queries.pairs import PairFilter, pairs


def twice(runtime, land, name="上郢") -> None:
    with runtime.write(SYSTEM) as work:
        for _ in range(2):
            places.add_place(
                work,
                places.NewPlace("natural_village", land.county_id, [places.NewName(name)]),
            )


def waiting(runtime) -> list[str]:
    with runtime.database.read() as session:
        return [view.first.standard_name for view in pairs(session, SYSTEM, PairFilter()).items]


def test_duplicates_are_found_once_and_told_by_county(registry_command, runtime, land) -> None:
    twice(runtime, land)
    ran = registry_command("places", "find-duplicates")
    assert ran.code == 0, ran.err
    assert "340122 肥东县: 5 places, 1 new, 0 changed" in ran.out
    assert "pairs: 1 new, 0 changed, 0 reopened, 0 as before, 0 dropped" in ran.out
    assert waiting(runtime) == ["上郢"]
    again = registry_command("places", "find-duplicates", "--county", "340122")
    assert "pairs: 0 new, 0 changed, 0 reopened, 1 as before, 0 dropped" in again.out


def test_an_unknown_county_is_told_with_those_there_are(registry_command, land) -> None:
    ran = registry_command("places", "find-duplicates", "--county", "999999")
    assert ran.code != 0
    assert "340122" in ran.err


def test_the_border_is_searched_with_all_counties_and_not_with_one(registry_command, land) -> None:
    whole = registry_command("places", "find-duplicates")
    assert "across counties: 0 new" in whole.out
    one = registry_command("places", "find-duplicates", "--county", "340122")
    assert "across counties" not in one.out
