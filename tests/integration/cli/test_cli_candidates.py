"""`registry import candidates`: what each row becomes, exit codes, and the person who answers."""

from __future__ import annotations

import pytest

from registry.heritage import queries as heritage
from tests.support.people import email_of

SAID = (
    *("--kind", "gongshi", "--title", "第八批千年古镇候选名单公示"),
    *("--published", "2021-01-15", "--ends", "2021-01-21", "--list", "anhui"),
)
LIST = "千年古镇（2个）\n合肥市肥东县梁园镇\n苏州市萧县永谷镇\n"


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "名单.txt"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


def names(runtime):
    with runtime.database.read() as session:
        return {one.name: one for one in heritage.candidates(session) if one.mentions}


def test_a_list_is_tried_taken_in_and_taken_back(runtime, registry_command, file, cast):
    dry = registry_command("import", "candidates", file, *SAID, "--dry-run")
    assert dry.code == 2
    assert "1\tcreate\t新候选\t梁园镇" in dry.out
    assert "2\tconflict\t有疑问，待人判断\t永谷镇" in dry.out
    assert names(runtime) == {}
    done = registry_command("import", "candidates", file, *SAID, "--by", email_of("steward"))
    assert (done.code, "create: 1" in done.out, "conflict: 1" in done.out) == (0, True, True)
    found = names(runtime)
    assert list(found) == ["梁园镇"]
    assert found["梁园镇"].mentions[0].taken_by == cast.steward.name
    run_id = done.out.splitlines()[-1].split()[1].rstrip(":")
    again = registry_command("import", "candidates", file, *SAID)
    assert "unchanged: 1" in again.out
    assert registry_command("import", "undo", run_id, "--reason", "拿错").code == 0
    assert names(runtime) == {}


def test_rows_in_question_are_kept_open_where_that_is_said(runtime, registry_command, file):
    done = registry_command("import", "candidates", file, *SAID, "--keep-open")
    assert "create: 2" in done.out
    assert names(runtime)["永谷镇"].place_id is None


def test_the_other_kind_and_an_unknown_person_are_refused(runtime, registry_command, file):
    wrong = ("--kind", "gongbu", *SAID[2:])
    refused = registry_command("import", "candidates", file, *wrong)
    assert (refused.code, "公示" in refused.err) == (1, True)
    unknown = registry_command("import", "candidates", file, *SAID, "--by", "no@example.cn")
    assert unknown.code == 1
    assert names(runtime) == {}
