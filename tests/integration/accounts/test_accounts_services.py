"""Sign-in, lockout, one-time codes, sessions and grants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from registry.accounts import queries, services
from registry.accounts.rules import Permission, PersonStatus, Role
from registry.core import journal
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.runtime import Runtime

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RULES = services.SignInRules(session_hours=12, lockout_attempts=3, lockout_minutes=15)
PASSWORD = "village-gate-at-dawn"


@pytest.fixture
def person_id(runtime: Runtime) -> str:
    with runtime.database.write(SYSTEM, NOW, runtime.bus) as work:
        person = services.add_person(
            work, email="Li@Example.CN ", name="李", password=PASSWORD, role=Role.CREW
        )
    return person.id


def _attempt(runtime: Runtime, password: str, at: datetime, code: str = "") -> services.SignIn:
    with runtime.database.write(SYSTEM, at, runtime.bus) as work:
        compared = services.compare_password(work.session, email="li@example.cn", password=password)
        return services.sign_in(work, compared, code=code, agent="test", rules=RULES)


def _actor(runtime: Runtime, token: str, at: datetime = NOW) -> queries.SignedIn | None:
    with runtime.database.read() as session:
        return queries.signed_in(session, token, at)


def test_the_right_password_opens_a_session(runtime: Runtime, person_id: str) -> None:
    token = _attempt(runtime, PASSWORD, NOW).token
    assert token is not None
    found = _actor(runtime, token)
    assert found is not None
    assert found.actor.id == person_id
    assert found.actor.may(Permission.REPORT)
    assert not found.actor.may(Permission.VERIFY)


def test_a_session_ends_by_time(runtime: Runtime, person_id: str) -> None:
    token = _attempt(runtime, PASSWORD, NOW).token or ""
    assert _actor(runtime, token, NOW + timedelta(hours=13)) is None
    assert _actor(runtime, "forged") is None


def test_unknown_address_and_wrong_password_get_the_same_words(
    runtime: Runtime, person_id: str
) -> None:
    wrong = _attempt(runtime, "not it", NOW).fault
    with runtime.database.write(SYSTEM, NOW, runtime.bus) as work:
        compared = services.compare_password(work.session, email="no@example.cn", password="x")
        unknown = services.sign_in(work, compared, code="", agent="", rules=RULES).fault
    assert wrong == unknown


def test_a_password_changed_between_comparing_and_signing_in_no_longer_counts(
    runtime: Runtime, person_id: str
) -> None:
    with runtime.database.read() as session:
        compared = services.compare_password(session, email="li@example.cn", password=PASSWORD)
    owner = Actor(id=person_id, name="李")
    with runtime.database.write(owner, NOW, runtime.bus) as work:
        services.change_password(
            work, current=PASSWORD, new="the lake has two shores", keep_session=None
        )
    with runtime.database.write(SYSTEM, NOW, runtime.bus) as work:
        assert services.sign_in(work, compared, code="", agent="", rules=RULES).token is None


def test_wrong_passwords_lock_and_time_unlocks(runtime: Runtime, person_id: str) -> None:
    for second in range(3):
        assert _attempt(runtime, "guess", NOW + timedelta(seconds=second)).token is None
    assert _attempt(runtime, PASSWORD, NOW + timedelta(minutes=1)).token is None
    assert _attempt(runtime, PASSWORD, NOW + timedelta(minutes=16)).token is not None


def test_a_success_forgets_earlier_mistakes(runtime: Runtime, person_id: str) -> None:
    for minute in range(2):
        _attempt(runtime, "guess", NOW + timedelta(minutes=minute))
    assert _attempt(runtime, PASSWORD, NOW + timedelta(minutes=2)).token
    for minute in range(3, 5):
        _attempt(runtime, "guess", NOW + timedelta(minutes=minute))
    assert _attempt(runtime, PASSWORD, NOW + timedelta(minutes=5)).token


def test_a_disabled_account_is_out_at_once(runtime: Runtime, person_id: str) -> None:
    token = _attempt(runtime, PASSWORD, NOW).token or ""
    with runtime.database.write(SYSTEM, NOW, runtime.bus) as work:
        services.set_status(work, person_id, PersonStatus.DISABLED, reason="离职")
    assert _actor(runtime, token) is None
    assert _attempt(runtime, PASSWORD, NOW).token is None


def _as(runtime: Runtime, token: str) -> queries.SignedIn:
    found = _actor(runtime, token)
    assert found is not None
    return found


def test_one_time_codes_are_asked_for_and_count_once(runtime: Runtime, person_id: str) -> None:
    me = _as(runtime, _attempt(runtime, PASSWORD, NOW).token or "").actor
    with runtime.database.write(me, NOW, runtime.bus) as work:
        secret = services.start_totp(work)
    code = pyotp.TOTP(secret).at(NOW)
    with runtime.database.write(me, NOW, runtime.bus) as work:
        services.confirm_totp(work, code)
    assert _attempt(runtime, PASSWORD, NOW).token is None
    assert _attempt(runtime, PASSWORD, NOW, code).token is None, "the confirming code is used up"
    later = NOW + timedelta(seconds=60)
    fresh = pyotp.TOTP(secret).at(later)
    assert _attempt(runtime, PASSWORD, later, fresh).token is not None
    assert _attempt(runtime, PASSWORD, later, fresh).token is None


def test_a_wrong_code_does_not_turn_codes_on(runtime: Runtime, person_id: str) -> None:
    me = _as(runtime, _attempt(runtime, PASSWORD, NOW).token or "").actor
    with runtime.database.write(me, NOW, runtime.bus) as work:
        services.start_totp(work)
    with pytest.raises(Invalid), runtime.database.write(me, NOW, runtime.bus) as work:
        services.confirm_totp(work, "000000")
    assert _attempt(runtime, PASSWORD, NOW).token is not None


def test_a_new_password_ends_the_other_sessions(runtime: Runtime, person_id: str) -> None:
    mine, other = (_attempt(runtime, PASSWORD, NOW).token or "" for _ in range(2))
    me = _as(runtime, mine)
    with runtime.database.write(me.actor, NOW, runtime.bus) as work:
        services.change_password(
            work, current=PASSWORD, new="a quite different one", keep_session=me.session_id
        )
    assert _actor(runtime, mine) is not None
    assert _actor(runtime, other) is None


def test_both_faults_of_a_password_change_are_named(runtime: Runtime, person_id: str) -> None:
    me = _as(runtime, _attempt(runtime, PASSWORD, NOW).token or "").actor
    with pytest.raises(Invalid) as caught, runtime.database.write(me, NOW, runtime.bus) as work:
        services.change_password(work, current="no", new="short", keep_session=None)
    assert set(caught.value.fields) == {"current", "new"}


def test_nobody_ends_someone_elses_session(runtime: Runtime, person_id: str) -> None:
    found = _as(runtime, _attempt(runtime, PASSWORD, NOW).token or "")
    with pytest.raises(NotFound), runtime.database.write(SYSTEM, NOW, runtime.bus) as work:
        services.sign_out(work, found.session_id)


def test_an_address_has_one_account(runtime: Runtime, person_id: str) -> None:
    with pytest.raises(Invalid) as caught, runtime.write(SYSTEM) as work:
        services.add_person(work, email="LI@example.cn", name="另", password=PASSWORD)
    assert list(caught.value.fields) == ["email"]


def test_a_revoked_role_is_gone_with_the_next_request(runtime: Runtime, person_id: str) -> None:
    token = _attempt(runtime, PASSWORD, NOW).token or ""
    with runtime.write(SYSTEM) as work:
        services.revoke(work, person_id, Role.CREW, "", reason="换岗")
    assert not _as(runtime, token).actor.may(Permission.REPORT)


def test_only_those_who_manage_people_may(runtime: Runtime, cast) -> None:
    for who in ("crew", "reviewer_city", "steward", "stranger"):
        with pytest.raises(Forbidden), runtime.write(getattr(cast, who)) as work:
            services.add_person(work, email="x@y.cn", name="x", password=PASSWORD)
    with pytest.raises(Conflict), runtime.write(cast.administrator) as work:
        services.set_status(work, cast.administrator.id, PersonStatus.DISABLED, reason="x")


def test_a_sign_in_names_the_person_it_made(runtime: Runtime, person_id: str) -> None:
    _attempt(runtime, PASSWORD, NOW)
    with runtime.database.read() as session:
        entry = journal.latest(session, limit=1)[0]
    assert (entry.verb, entry.actor_id, entry.actor_name) == ("person.signed_in", person_id, "李")
