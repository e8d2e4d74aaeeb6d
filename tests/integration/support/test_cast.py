"""The cast is what the tests about permission think it is."""

from registry.accounts.rules import Permission, Role


def test_every_role_is_played(cast):
    assert {role for actor in cast.signed_in().values() for role in actor.roles} == set(Role)


def test_strangers_and_visitors_may_do_nothing(cast):
    for permission in Permission:
        assert not cast.stranger.may(permission)
        assert not cast.visitor.may(permission)
