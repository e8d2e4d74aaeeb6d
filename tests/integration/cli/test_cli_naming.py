"""`registry names`: spelling with and without a database, checks with exit codes, the recount."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.places import services
from registry.places.rules import PlaceKind
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from tests.support.spelling_cases import VECTORS

NBS = ("nbs", "2023")


@pytest.fixture
def two_towns(runtime):
    with runtime.write(SYSTEM) as work:
        services.add_divisions(
            work,
            [
                NewDivision(*NBS, "340122", "肥东县", "county"),
                NewDivision(*NBS, "340122101", "撮镇镇", "township", parent=(*NBS, "340122")),
                NewDivision(*NBS, "340123", "肥西县", "county"),
                NewDivision(*NBS, "340199", "肥西县", "county"),
            ],
        )
        town = division_id(*NBS, "340122101")
        services.add_place(work, NewPlace(PlaceKind.TOWNSHIP, town, [NewName("撮镇镇")]))


@pytest.mark.parametrize(("name", "kind", "toned", "sign"), VECTORS[::6])
def test_the_last_line_is_the_proposal_alone(registry_command, tmp_path, name, kind, toned, sign):
    nowhere = {"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    ran = registry_command("names", "spell", name, "--kind", kind, "--form", "sign", **nowhere)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, sign)
    assert f"toned: {toned}" in ran.out
    assert not (tmp_path / "none.db").exists()


def test_the_notes_say_what_the_proposal_rests_on(registry_command, runtime):
    ran = registry_command("names", "spell", "六安路", "--kind", "street")
    assert ran.out.splitlines()[-1] == "Lu'an Lu"
    assert "polyphone: 六 lù of liù lù, settled by the local table" in ran.out
    assert "a second person has to confirm: no" in ran.out
    ran = registry_command("names", "spell", "曲塘", "--kind", "natural_village", "--form", "toned")
    assert ran.out.splitlines()[-1] == "Qūtáng"
    assert "a second person has to confirm: yes" in ran.out


def test_what_cannot_be_spelled_is_told(registry_command, two_towns):
    ran = registry_command("names", "spell", "\U00021336湖", "--kind", "water")
    assert (ran.code, "no reading is known" in ran.err) == (1, True)
    assert registry_command("names", "spell", " ", "--kind", "town").code == 1
    assert registry_command("names", "spell", "三河", "--kind", "planet").code == 2
    for word, told in (("999", "no division"), ("肥西县", "several divisions")):
        ran = registry_command("names", "spell", "三河", "--kind", "town", "--division", word)
        assert (ran.code, told in ran.err) == (1, True)


def test_a_division_needs_a_database(registry_command, tmp_path):
    ran = registry_command(
        "names", "spell", "三河", "--kind", "town", "--division", "340122",
        DATABASE_URL=f"sqlite:///{tmp_path}/none.db",
    )  # fmt: skip
    assert (ran.code, "needs a database" in ran.err) == (1, True)


def test_an_approved_local_reading_counts_where_it_holds(registry_command, runtime, two_towns):
    with runtime.write(SYSTEM) as work:
        reading = services.propose_reading(
            work, hanzi="石塘", toned="dàn táng", basis="老人",
            division_id=division_id(*NBS, "340122"),
        )  # fmt: skip
        services.approve_reading(work, reading)
    asked = ("names", "spell", "石塘镇", "--kind", "township")
    assert registry_command(*asked).out.splitlines()[-1] == "Shitang Zhen"
    here = registry_command(*asked, "--division", "340122101")
    assert here.out.splitlines()[-1] == "Dantang Zhen"


def test_a_check_ends_with_two_where_a_finding_is_in_the_way(registry_command, two_towns):
    barred = registry_command(
        "names", "check", "撮镇镇", "--kind", "township", "--division", "340122"
    )
    assert barred.code == 2
    assert "block duplicate" in barred.out
    assert "第九条" in barred.out
    fine = registry_command(
        "names", "check", "青龙镇", "--kind", "township", "--division", "340122"
    )
    assert (fine.code, fine.out.splitlines()[-1]) == (0, "no finding")
    warned = registry_command(
        "names", "check", "小平路", "--kind", "road", "--division", "340122101"
    )
    assert (warned.code, "[小平]" in warned.out) == (0, True)


def test_the_recount_says_how_many_marks_were_wrong(registry_command, two_towns):
    ran = registry_command("names", "recount")
    assert (ran.code, "0 marks" in ran.out) == (0, True)


def test_an_own_list_of_barred_words_holds_for_a_check(registry_command, two_towns, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("word,code,severity,place\n云栖,enterprise_name,block,anywhere\n", "utf-8-sig")
    asked = ("names", "check", "云栖路", "--kind", "street_lane", "--division", "撮镇镇")
    assert registry_command(*asked).code == 0
    refused = registry_command(*asked, NAMING_WORDS_FILE=str(path))
    assert refused.code == 2
    assert "block enterprise_name" in refused.out
    printed = registry_command("names", "words", NAMING_WORDS_FILE=str(path))
    assert printed.out.splitlines()[1:] == ["云栖,enterprise_name,block,anywhere"]


def test_a_faulty_list_of_barred_words_stops_every_command(registry_command, tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("word,code,severity,place\n云栖,brand,block,anywhere\n", "utf-8")
    refused = registry_command("names", "recount", NAMING_WORDS_FILE=str(path))
    assert refused.code == 1
    assert "row 2: code is 'brand'" in refused.err


def test_the_shipped_words_can_be_taken_as_a_beginning(registry_command, tmp_path):
    printed = registry_command("names", "words")
    path = tmp_path / "words.csv"
    path.write_text(printed.out, "utf-8")
    again = registry_command("names", "words", NAMING_WORDS_FILE=str(path))
    assert again.out == printed.out
