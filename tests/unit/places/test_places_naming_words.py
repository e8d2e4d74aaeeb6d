"""The list of words that bar a name: read whole, every fault told, in place of the shipped one."""

import pytest

from registry import data
from registry.loop import own_naming_words
from registry.places.rules.naming import name_findings
from registry.places.rules.naming_words import CODES, read_words, shipped_words
from registry.places.rules.spelling import proposal_for
from registry.settings import Settings, SettingsError

HEAD = "word,code,severity,place\n"


def codes(name, words=None):
    proposal = proposal_for("street_lane", name)
    return [finding.code for finding in name_findings("street_lane", name, proposal, words)]


def test_the_shipped_list_reads_and_has_every_code():
    assert len(shipped_words()) == len(data.table("naming_words.csv"))
    assert {word.code for word in shipped_words()} == set(CODES)


def test_another_list_holds_in_place_of_the_shipped_one():
    words = read_words(HEAD + "云栖,enterprise_name,block,anywhere\n")
    assert (codes("云栖路"), codes("云栖路", words)) == ([], ["enterprise_name"])
    assert (codes("巴黎路"), codes("巴黎路", words)) == (["foreign_name"], [])


def test_every_fault_of_every_row_is_told_at_once():
    rows = "云栖,brand,block,anywhere\n,personal_name,no,middle\n云栖,unhealthy,warn,end\n"
    with pytest.raises(ValueError, match="row 2") as told:
        read_words(HEAD + rows)
    lines = str(told.value).splitlines()
    assert [line[:5] for line in lines] == ["row 2", "row 3", "row 3", "row 3", "row 4"]
    assert "leader_name" in lines[0]
    assert "already" in lines[-1]


def test_a_list_without_its_columns_says_which_are_missing():
    with pytest.raises(ValueError, match="severity, place"):
        read_words("word,code\n云栖,unhealthy\n")


def test_a_long_list_of_faults_is_bounded():
    with pytest.raises(ValueError, match="and 80 more"):
        read_words(HEAD + "".join(f"云{n},unhealthy,x,end\n" for n in range(100)))


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"word\n"])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path, content):
    path = tmp_path / "words.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match="REGISTRY_NAMING_WORDS_FILE"):
        own_naming_words(Settings(_env_file=None, naming_words_file=path))
