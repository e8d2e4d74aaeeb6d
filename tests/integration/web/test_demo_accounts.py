"""The demonstration's accounts: one for each role, kept between releases that add a role."""

from __future__ import annotations

import json

from registry.accounts.rules import Role
from registry.demo import installation


def test_a_folder_of_an_earlier_release_gets_the_new_part_and_keeps_the_others(
    demo_runtime, tmp_path
):
    chosen = demo_runtime.settings.model_copy(update={"data_dir": tmp_path})
    first = {one.role: one.password for one in installation.accounts(chosen)}
    assert set(first) == {role.value for role in Role}
    path = tmp_path / "accounts.json"
    earlier = {role: word for role, word in first.items() if role != "reviewer_township"}
    path.write_text(json.dumps(earlier), encoding="utf-8")
    again = {one.role: one.password for one in installation.accounts(chosen)}
    assert again | earlier == again
    assert again["reviewer_township"] != first["reviewer_township"]
    # Printed once more, it is the same.
    assert {one.role: one.password for one in installation.accounts(chosen)} == again
    assert path.stat().st_mode & 0o077 == 0
