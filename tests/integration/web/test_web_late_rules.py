"""Addresses whose builders come late are those that werkzeug builds at once."""

from __future__ import annotations

from werkzeug.routing import Map, Rule

from registry.web.addresses import LateRule


def built(rule: Rule, values: dict[str, object], *, unknown: bool) -> object:
    """The address, or what kind of value a converter would not take."""
    try:
        return rule.build(values, append_unknown=unknown)
    except (TypeError, ValueError) as refused:
        return type(refused)


def test_every_rule_builds_what_a_plain_rule_builds(app):
    plain = Map(converters=app.url_map.converters)
    late = [rule for rule in app.url_map.iter_rules() if isinstance(rule, LateRule)]
    assert len(late) > 300
    for rule in late:
        twin = Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
        plain.add(twin)
        values = {name: f"{name} 名/1" for name in rule.arguments - set(rule.defaults or {})}
        numbers = dict.fromkeys(values, 7)
        words = dict.fromkeys(values, "large")
        for asked in (values, {**values, "page": "甲&乙"}, numbers, words):
            for unknown in (True, False, True):
                expected = built(twin, asked, unknown=unknown)
                assert built(rule, asked, unknown=unknown) == expected, rule


def test_no_builder_is_made_before_it_is_needed(app):
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "places.place_show")
    assert rule._build_unknown.__qualname__.startswith("LateRule.")
    with app.test_request_context():
        assert app.url_for("places.place_show", place_id="0" * 16).endswith("0" * 16)
    assert not rule._build_unknown.__qualname__.startswith("LateRule.")
