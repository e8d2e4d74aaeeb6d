"""Every route names its permission or stands on the public list, and means it."""

import pytest

from registry.accounts.rules import Permission
from registry.edge import access
from registry.settings import Profile
from registry.web import create_app
from tests.support.browserless import SENDING, TokenClient

#: Everything that anyone may call. Adding a line is a decision: docs/SECURITY.md says why each is.
PUBLIC_ENDPOINTS = {
    *("accounts.session_new", "accounts.session_create", "accounts.session_delete"),
    *("coverage.coverage_show", "coverage.coverage_data", "coverage.coverage_sheet"),
    *("coverage.name_list", "coverage.name_sheet"),
    *("coverage.problem_list", "coverage.problem_sheet"),
    *("coverage.step_list", "coverage.step_sheet"),
    *("coverage.step_name_list", "coverage.step_name_sheet"),
    # A rate that can be audited: frozen files, the program that checks them, what changed between.
    *("coverage.snapshot_list", "coverage.snapshot_show", "coverage.snapshot_compare"),
    *("coverage.snapshot_sheet", "coverage.snapshot_data", "coverage.check_script"),
    *("coverage.change_sheet", "coverage.day_sheet", "coverage.snapshot_pair"),
    *("coverage.day_show", "coverage.scope_show", "coverage.division_show"),
    # What is left out of the denominator, and by which paper.
    "coverage.exemption_list",
    # A sample that anyone can draw again; which signs it holds is told when it is closed.
    *("signage.sample_list", "signage.sample_show", "signage.sample_frame"),
    *("signage.sample_drawn", "signage.sample_script"),
    *("health.live", "health.ready", "health.openapi"),
    *("heritage.heritage_index", "heritage.recognition_show"),
    # What published lists say of a name, and that it is no recognition; file and person for staff.
    "heritage.candidate_show",
    # By what rules a title is given, each edition with what it changed.
    "heritage.programme_show",
    # Anyone may object while a notice runs, and see by the receipt what came of it.
    *("heritage.notice_show", "heritage.notice_snapshot"),
    # Announcements and lists as they were published, and the proof that they are.
    *("heritage.announcement_show", "heritage.announcement_snapshot"),
    *("heritage.edition_snapshot", "heritage.proof_show", "heritage.era_list"),
    *("heritage.objection_create", "heritage.objection_show"),
    *("maps.map_show", "maps.base_show", "maps.shell_script", "maps.screen_list"),
    *("maps.place_card", "maps.division_card"),
    # The view itself gives out no more than the public copies of verified photographs.
    "photos.copy_show",
    *("places.place_list", "places.place_show", "places_api.place_search", "places_api.place_read"),
    "places.place_suggest",
    # For whoever stands in front of a sign.
    *("signage.code_show", "signage.code_entry"),
    *("signage.hint_new", "signage.hint_create", "signage.hint_show"),
    # How far the checks of photos can be trusted, and how often reviewers overruled them: figures.
    "signage.check_list",
    # What a phone keeps to work without signal: one page for everybody, nobody's data in it.
    *("signage.field_shell", "signage.field_worker", "signage.app_manifest"),
    # By what rules a sign is due, each edition with its basis: the denominator of every rate.
    *("signage.rule_set_list", "signage.rule_set_show"),
    *("places.claim_show", "places.archive_show"),
    # What a place was, with staff's names for staff only; what divisions were and became.
    *("places.history_show", "places.version_show", "places_api.place_history"),
    *("places.division_list", "places.division_show"),
    # The view itself gives out no more than public files, of pictures the copies.
    *("sources.source_list", "sources.source_show", "sources.file_show"),
    # The view itself gives out what a notice shows, of pictures the copies.
    "heritage.attachment_show",
    # In the demonstration only.
    *("styleguide.guide_show", "styleguide.field_show"),
    *("web.about_show", "web.language_set"),
}
#: Public writes are few enough to be counted.
PUBLIC_WRITES = {
    "accounts.session_create",
    "accounts.session_delete",
    "heritage.objection_create",
    "signage.hint_create",
}
#: Flask's own route for files of static/.
FRAMEWORK = {"static"}


@pytest.fixture
def app(runtime):
    """The application of the demonstration: it has every route that any profile has."""
    settings = runtime.settings.model_copy(update={"profile": Profile.DEMO})
    app = create_app(settings, runtime=runtime)
    app.test_client_class = TokenClient
    return app


@pytest.fixture
def named(app):
    """Endpoint → what it names."""
    views = app.view_functions.items()
    return {name: access.access_of(view) for name, view in views if name not in FRAMEWORK}


@pytest.fixture
def guarded_requests(app, named):
    """(method, path, endpoint) of every route that asks for a permission, with made-up ids.

    But for those that a key opens: they know no session.
    """
    adapter = app.url_map.bind("localhost")
    requests = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FRAMEWORK or access.PUBLIC in named[rule.endpoint]:
            continue
        if access.is_by_key(app.view_functions[rule.endpoint]):
            continue
        values = {name: _made_up(rule, name) for name in rule.arguments}
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        requests.extend(
            (method, adapter.build(rule.endpoint, values, method), rule.endpoint)
            for method in methods
        )
    return requests


def _made_up(rule, name):
    converter = rule._converters[name]
    return 1 if type(converter).__name__ in {"IntegerConverter", "FloatConverter"} else "0" * 16


def test_every_route_names_its_permission_or_is_public(named):
    assert [name for name, words in named.items() if not words] == []


def test_every_named_permission_exists(named):
    known = {permission.value for permission in Permission} | {access.PUBLIC}
    assert {name: words for name, words in named.items() if not set(words) <= known} == {}


def test_every_permission_opens_something(named):
    used = {word for words in named.values() for word in words}
    assert {permission.value for permission in Permission} - used == set()


def test_the_public_list_is_this_one(named):
    assert {name for name, words in named.items() if access.PUBLIC in words} == PUBLIC_ENDPOINTS


def test_the_public_may_write_in_three_places_only(app):
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in PUBLIC_ENDPOINTS and (rule.methods or set()) & SENDING
    }
    assert writing == PUBLIC_WRITES


def test_a_visitor_is_sent_to_sign_in(client, guarded_requests):
    answers = {
        (method, path): client.open(path, method=method) for method, path, _name in guarded_requests
    }
    wrong = {
        request: answer.status_code
        for request, answer in answers.items()
        if answer.status_code != 401
        and not (answer.status_code in {302, 303} and "/sign-in" in answer.location)
    }
    assert wrong == {}


def test_a_stranger_is_refused(client, sign_in, guarded_requests):
    sign_in(client, "stranger")
    answers = {
        (method, path): client.open(path, method=method).status_code
        for method, path, _name in guarded_requests
    }
    assert {request: status for request, status in answers.items() if status != 403} == {}


def test_a_route_that_a_key_opens_knows_no_session_and_takes_no_other_key(app, client, sign_in):
    keyed = [
        rule
        for rule in app.url_map.iter_rules()
        if access.is_by_key(app.view_functions[rule.endpoint])
    ]
    assert keyed
    assert {rule.rule.split("/")[1] for rule in keyed} == {"openrosa"}
    adapter = app.url_map.bind("localhost")
    wrong = {}
    for part in ("visitor", "stranger", "crew", "administrator"):
        sign_in(client, part)
        for rule in keyed:
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                path = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "0" * 43), method)
                answer = client.open(path, method=method)
                if answer.status_code != 401 or answer.location:
                    wrong[part, method, path] = answer.status_code
    assert wrong == {}


def test_writing_without_the_forms_token_is_refused(client, sign_in, guarded_requests):
    sign_in(client, "steward")
    answers = {
        (method, path): client.open(path, method=method, token=False).status_code
        for method, path, _name in guarded_requests
        if method != "GET" and not path.startswith("/api/")
    }
    assert {request: code for request, code in answers.items() if code not in {400, 403}} == {}
