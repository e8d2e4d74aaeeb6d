"""Permissions hold for a division and everything under it, and nowhere else."""

from __future__ import annotations

import pytest

from registry.accounts.rules import (
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Grant,
    Permission,
    Role,
    actor_for,
)
from registry.core.actor import ANONYMOUS, SYSTEM
from registry.core.errors import Forbidden


def test_a_scope_covers_what_lies_under_it() -> None:
    actor = actor_for("p", "p", [Grant(Role.REVIEWER_COUNTY, "/city/feidong")])
    assert actor.may(Permission.REVIEW_COUNTY)
    assert actor.may(Permission.REVIEW_COUNTY, "/city/feidong/shitang")
    assert not actor.may(Permission.REVIEW_COUNTY, "/city/feidongx")
    assert not actor.may(Permission.REVIEW_COUNTY, "/city")
    with pytest.raises(Forbidden) as caught:
        actor.require(Permission.REVIEW_COUNTY, "/city/lujiang")
    assert caught.value.code == "access.out_of_scope"


def test_a_visitor_may_nothing_and_the_system_everything() -> None:
    assert ANONYMOUS.is_anonymous
    assert not any(ANONYMOUS.may(permission) for permission in Permission)
    assert all(SYSTEM.may(permission, "/anywhere") for permission in Permission)
    with pytest.raises(Forbidden) as caught:
        ANONYMOUS.require(Permission.DESK)
    assert caught.value.code == "access.forbidden"


def test_every_role_has_a_label_and_permissions() -> None:
    assert set(ROLE_LABELS) == set(ROLE_PERMISSIONS) == set(Role)


def test_no_role_both_reports_and_verifies() -> None:
    both = {Permission.REPORT, Permission.VERIFY}
    assert not [role for role, held in ROLE_PERMISSIONS.items() if both <= held]


def test_no_role_both_prepares_and_approves_proofs() -> None:
    both = {Permission.PROOF_PREPARE, Permission.PROOF_APPROVE}
    assert not [role for role, held in ROLE_PERMISSIONS.items() if both <= held]
