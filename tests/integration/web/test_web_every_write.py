"""Every form of the application: it succeeds, it is journalled, and nothing breaks it."""

from __future__ import annotations

from tests.support.town_acts import resent


def writing_endpoints(app):
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
    }


def test_every_write_of_the_application_succeeds_and_is_journalled(
    town_app, town, everybody, rehearsal
):
    assert set(town.acts) == writing_endpoints(town_app)
    wrong = {}
    for endpoint, act in town.acts.items():
        rehearsal.clear()
        answer = everybody().post(act.path, data=resent(act.form))
        if answer.status_code != 303 or "journal_entry" not in rehearsal.committed:
            wrong[endpoint] = (answer.status_code, set(rehearsal.committed), answer.text[-600:])
    assert wrong == {}
