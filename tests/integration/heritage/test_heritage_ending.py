"""After the list: suspended, restored, revoked, each by its document and never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action, Revoked
from registry.places import queries as place_queries
from registry.signage import queries as sign_queries

from .conftest import AFTER

LATER = AFTER + timedelta(days=30)


@pytest.fixture
def recognised(scene):
    found, _notice = scene.notified()
    scene.recognise(found, AFTER)
    return found


def change(scene, found: str, action: Action, who=None, **more):
    seen = scene.version(found)
    values = {"reason": "名称已改作他用", "document_no": "合民〔2027〕3号", **more}
    with scene.work_as(who or scene.cast.steward, at=LATER) as work:
        return services.change_standing(work, found, action=action, seen_version=seen, **values)


def look(scene, found: str):
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        view = queries.recognitions_by_place(work.session, [file.place_id])
        card = place_queries.place_card(work.session, file.place_id)
        editions = queries.protection_list(work.session)["test-villages"]
        return file, view.get(file.place_id, []), card, editions


def test_a_suspended_name_stays_in_the_list_and_protected_until_it_is_restored(scene, recognised):
    change(scene, recognised, Action.SUSPEND)
    file, views, card, editions = look(scene, recognised)
    assert file.status == "suspended"
    assert [view.suspended_basis for view in views] == ["合民〔2027〕3号 名称已改作他用"]
    assert card.protected
    assert [edition.total for edition in editions] == [1]
    change(scene, recognised, Action.RESTORE)
    file, views, _card, _editions = look(scene, recognised)
    assert (file.status, views[0].suspended_at) == ("recognised", None)


def test_a_revoked_name_leaves_with_a_new_edition_and_the_old_one_still_says_what_it_said(
    scene, recognised, runtime
):
    heard = []
    runtime.bus.subscribe(Revoked, lambda _work, event: heard.append(event.document_no))
    change(scene, recognised, Action.REVOKE)
    file, views, card, editions = look(scene, recognised)
    assert (file.status, views, card.protected) == ("revoked", [], False)
    assert [(e.number, e.total, len(e.added), len(e.removed)) for e in editions] == [
        (2, 0, 0, 1),
        (1, 1, 1, 0),
    ]
    assert heard == ["合民〔2027〕3号"]
    with runtime.database.read() as session:
        acts = queries.decisions(session, recognised)
        assert acts[-1].to_status == "revoked"
        assert journal.verify(session).broken is None


def test_a_revoked_name_may_be_nominated_anew(scene, recognised):
    change(scene, recognised, Action.REVOKE)
    assert scene.status(scene.nominate()) == "draft"


def test_without_basis_nothing_is_suspended_or_revoked(scene, recognised):
    for action in (Action.SUSPEND, Action.REVOKE):
        with pytest.raises(Invalid) as refused:
            change(scene, recognised, action, reason=" ", document_no="随便")
        assert set(refused.value.fields) == {"reason", "document_no"}
    assert scene.status(recognised) == "recognised"


def test_only_the_bureau_changes_a_standing_and_nobody_on_their_own_file(scene, recognised):
    for part in ("compiler", "reviewer_province", "expert", "administrator"):
        with pytest.raises(Forbidden):
            change(scene, recognised, Action.REVOKE, who=getattr(scene.cast, part))


def test_a_file_that_is_not_listed_has_no_standing_to_change(scene):
    found, _notice = scene.notified()
    with pytest.raises(Refused) as refused:
        change(scene, found, Action.SUSPEND)
    assert refused.value.code == "heritage.not_now"


def test_a_revoked_title_asks_for_no_sign(app, scene):
    found, _notice = scene.notified()
    recognition = scene.recognise(found, AFTER)

    def required():
        with scene.work_as(SYSTEM) as work:
            rows = sign_queries.requirements_of_place(work.session, scene.place_id)
        return [(row.basis, row.status, row.exempt_paper) for row in rows]

    basis = f"recognition:{recognition.id}"
    assert required() == [(basis, "open", "")]
    change(scene, found, Action.REVOKE)
    assert required() == [(basis, "exempt", "合民〔2027〕3号")]
