"""The commands an operator runs: a first start, a second one, accounts, faults told plainly."""

from __future__ import annotations

import re

from registry.accounts import queries as accounts
from registry.core import journal

SECRET = "of this test and of nothing else, but long"


def test_a_first_start_is_repeatable_and_ends_with_an_account(
    runtime, settings, registry_command, tmp_path
):
    first = registry_command("init")
    assert first.code == 0
    line = re.search(r"^REGISTRY_SECRET_KEY=(\S+)$", first.out, re.MULTILINE)
    assert line
    assert len(line.group(1)) >= 32
    with runtime.database.read() as session:
        before = journal.verify(session)
    second = registry_command("init", SECRET_KEY=SECRET)
    assert second.code == 0
    assert "REGISTRY_SECRET_KEY=" not in second.out
    with runtime.database.read() as session:
        assert journal.verify(session) == before, "a second init writes nothing"

    word = tmp_path / "word"
    word.write_text("a long enough phrase\n", encoding="utf-8")
    new = ["user", "add", "--email", "A@Example.cn", "--name", "管理员"]
    new += ["--role", "administrator", "--password-file", str(word)]
    assert registry_command(*new).out == "added a@example.cn as administrator\n"
    again = registry_command(*new)
    assert (again.code, again.out) == (1, "")
    assert "form.invalid" in again.err
    with runtime.database.read() as session:
        person = accounts.person_by_email(session, "a@example.cn")
        assert [grant.role for grant in accounts.grants(session, person.id)] == ["administrator"]
        assert "a long enough phrase" not in person.password_hash

    good = registry_command("doctor", SECRET_KEY=SECRET)
    assert good.code == 0, good.out
    assert "FAIL" not in good.out
    assert registry_command("verify").code == 0


def test_an_easy_password_is_refused_with_the_reason(runtime, registry_command, tmp_path):
    word = tmp_path / "word"
    word.write_text("short", encoding="utf-8")
    new = ("user", "add", "--email", "a@example.cn", "--name", "x", "--role", "crew")
    ran = registry_command(*new, "--password-file", str(word))
    assert ran.code == 1
    assert "password: 口令至少 10 位" in ran.err
    wrong = ("user", "add", "--email", "nobody", "--name", "\x07", "--role", "crew")
    ran = registry_command(*wrong, "--password-file", str(word))
    assert "  email: " in ran.err
    assert "  name: " in ran.err


def test_a_role_is_limited_to_a_division_that_is_listed(runtime, registry_command, tmp_path):
    assert registry_command("init", SECRET_KEY=SECRET).code == 0
    listed = [line.split("\t") for line in registry_command("user", "scopes").out.splitlines()]
    paths = {name: path for path, name in listed}
    county = next(path for name, path in paths.items() if name.endswith("庐江县"))
    word = tmp_path / "word"
    word.write_text("a long enough phrase\n", encoding="utf-8")
    new = ["user", "add", "--name", "x", "--role", "reviewer_county", "--password-file", str(word)]
    ran = registry_command(*new, "--email", "b@example.cn", "--scope", county.rstrip("/") + "/no/")
    assert (ran.code, ran.out) == (1, "")
    assert "  scope_path: " in ran.err
    with runtime.database.read() as session:
        assert accounts.person_by_email(session, "b@example.cn") is None
    assert registry_command(*new, "--email", "b@example.cn", "--scope", county).code == 0
    with runtime.database.read() as session:
        person = accounts.person_by_email(session, "b@example.cn")
        assert [each.scope_path for each in accounts.grants(session, person.id)] == [county]


def test_serving_without_a_secret_key_is_refused_with_the_line_to_add(runtime, registry_command):
    for short in ({}, {"SECRET_KEY": "too short"}):
        ran = registry_command("serve", **short)
        assert ran.code == 1
        assert re.search(r"^REGISTRY_SECRET_KEY=\S{32,}$", ran.err, re.MULTILINE)
    china = registry_command("serve", SECRET_KEY=SECRET, PROFILE="china")
    assert china.code == 1
    assert "REGISTRY_MAP_APPROVAL_NUMBER=" in china.err


def test_the_doctor_names_each_fault(registry_command, tmp_path):
    ran = registry_command("doctor")
    assert ran.code == 1
    assert "FAIL settings" in ran.out
    assert "REGISTRY_SECRET_KEY=" in ran.out
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    ran = registry_command("doctor", SECRET_KEY=SECRET, DATABASE_URL=empty)
    assert ran.code == 1
    assert "FAIL database: at nothing" in ran.out
    assert "registry init" in ran.out
    wrong = registry_command("doctor", SECRET_KEY=SECRET, PORT="ninety")
    assert wrong.code == 1
    assert "REGISTRY_PORT" in wrong.out


def test_a_database_that_was_never_made_is_not_served(registry_command, tmp_path):
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    ran = registry_command("serve", SECRET_KEY=SECRET, DATABASE_URL=empty)
    assert ran.code == 1
    assert "registry init" in ran.err


def test_a_wrong_setting_is_named_as_the_operator_wrote_it(registry_command):
    ran = registry_command("verify", PHOTO_MAX_BYTES="much")
    assert ran.code == 1
    assert ran.err.startswith("settings: REGISTRY_PHOTO_MAX_BYTES: ")
    assert "Traceback" not in ran.err


def test_every_command_explains_itself(registry_command):
    whole = registry_command("--help")
    assert whole.code == 0
    for name in ("init", "demo", "serve", "verify", "user", "doctor", "photos"):
        assert re.search(rf"^  {name}\s+\S", whole.out, re.MULTILINE), name
        assert registry_command(name, "--help").code == 0
