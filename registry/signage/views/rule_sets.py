"""Pages of placement rules: every edition for anybody to read, a new one for those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.places.rules import PLACE_KIND_LABELS
from registry.signage import queries, services
from registry.signage.forms import ReasonForm
from registry.signage.forms.placement import EffectQuery, edition_from, rule_numbers
from registry.signage.models import PlacementRuleSet
from registry.signage.queries.trial import trial
from registry.signage.rules.placement import (
    NOTES,
    WAY_LABELS,
    PlacementRule,
    rule_changes,
    rules_from,
)
from registry.signage.rules.placement.rule import MAX_RULES
from registry.signage.views.blueprint import blueprint
from registry.signage.views.counties import county_choices
from registry.signage.views.words import options, words

CHANGE_WORDS: dict[str, Text] = {
    "added": T("新增规则"),
    "changed": T("改动规则"),
    "removed": T("取消规则"),
}
HEAD_LABELS: dict[str, Text] = {
    "code": T("规则集代号"),
    "edition": T("版号"),
    "title": T("规则集名称"),
    "title_en": T("英文名称"),
    "issuer": T("发布单位"),
    "legal_basis": T("法规依据"),
    "document": T("文号或出处"),
    "issued_on": T("发布日期"),
    "note": T("说明"),
    "rules": T("规则"),
    "reason": T("施行的决定"),
}
RULE_LABELS: dict[str, Text] = {
    "key": T("规则代号"),
    "title": T("规则名称"),
    "way": T("定点方式"),
    "kinds": T("适用的地名类别"),
    "road_classes": T("道路等级"),
    "sign_type": T("标志类型"),
    "count": T("每处块数"),
    "spacing_m": T("最大间距（米）"),
    "crossings": T("路口块数"),
    "bodies": T("形制"),
    "after": T("从哪些规则的点位起算"),
    "tolerance_m": T("容差（米）"),
    "basis": T("规则的依据"),
}


def _rule_words() -> dict[str, Any]:
    return {
        **words(),
        "ways": WAY_LABELS,
        "place_kinds": {kind.value: label for kind, label in PLACE_KIND_LABELS.items()},
        "head_labels": HEAD_LABELS,
        "rule_labels": RULE_LABELS,
        "change_words": CHANGE_WORDS,
    }


@blueprint.get("/signage/rules")
@access.public
def rule_set_list() -> ResponseReturnValue:
    """Every edition of placement rules, the one in force on top."""
    with http.reading() as session:
        return http.page(
            "signage/rule_set_list.html",
            active="coverage",
            rows=queries.rule_sets(session),
            **_rule_words(),
        )


def _known(session: Any, rule_set_id: str) -> PlacementRuleSet:
    row = queries.rule_set(session, rule_set_id)
    if row is None:
        raise NotFound("signage.rule_set_unknown", T("没有这套规则"))
    return row


@blueprint.get("/signage/rules/<rule_set_id>")
@access.public
def rule_set_show(rule_set_id: str) -> ResponseReturnValue:
    """One edition: its rules, its basis, its hash, and what it changed."""
    return _show(rule_set_id)


def _show(rule_set_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        row = _known(session, rule_set_id)
        before = queries.rule_set(session, row.supersedes_id) if row.supersedes_id else None
        rules = rules_from(row.rules)
        return http.page(
            "signage/rule_set_show.html",
            status=status,
            active="coverage",
            row=row,
            rules=rules,
            before=before,
            changes=rule_changes(rules_from(before.rules), rules) if before else [],
            counties=county_choices(session),
            **context,
            **_rule_words(),
        )


@blueprint.get("/signage/rules/<rule_set_id>/effect")
@access.requires(Permission.PLACEMENT_RULES)
def rule_set_effect(rule_set_id: str) -> ResponseReturnValue:
    """施行前试算: what an edition would change in a county; nothing is written."""
    query = parse(EffectQuery, request.args)
    with http.reading() as session:
        row = _known(session, rule_set_id)
        counties = county_choices(session)
        if query.county and query.county not in dict(counties):
            raise Invalid({"county": [T("没有这个区划")]})
        tried = trial(session, row, query.county, after=query.after) if query.county else None
        kept: dict[str, Any] = {"rule_set_id": row.id, "county": query.county or None}
        return http.page(
            "signage/rule_set_effect.html",
            active="desk",
            row=row,
            current=queries.rule_set_in_force(session),
            tried=tried,
            query=query,
            counties=counties,
            notes=NOTES,
            next_url=url_for("signage.rule_set_effect", **kept, after=tried.next)
            if tried and tried.next
            else None,
            first_url=url_for("signage.rule_set_effect", **kept) if query.after else None,
            **_rule_words(),
        )


@blueprint.get("/signage/rules/<rule_set_id>/editions/new")
@access.requires(Permission.PLACEMENT_RULES)
def rule_set_new(rule_set_id: str) -> ResponseReturnValue:
    """The form of a new edition, filled with the rules of this one."""
    with http.reading() as session:
        raw = _filled(_known(session, rule_set_id))
    return _form(rule_set_id, raw)


def _filled(row: PlacementRuleSet) -> dict[str, Any]:
    raw: dict[str, Any] = {
        name: getattr(row, name) or ""
        for name in ("code", "title", "title_en", "issuer", "legal_basis", "note")
    }
    for number, rule in enumerate(rules_from(row.rules)):
        raw |= {f"rule{number}_{name}": value for name, value in _typed(rule).items()}
    return raw


def _typed(rule: PlacementRule) -> dict[str, Any]:
    """The fields of a rule as a person would type them."""
    spacing = "" if rule.spacing_m is None else f"{rule.spacing_m:g}"
    return {
        "key": rule.key,
        "title": rule.title,
        "way": rule.way.value,
        "kinds": list(rule.kinds),
        "road_classes": " ".join(rule.road_classes),
        "sign_type": rule.sign_type.value,
        "count": str(rule.count),
        "spacing_m": spacing,
        "crossings": " ".join(f"{item.arms}={item.signs}" for item in rule.crossings),
        "bodies": "；".join(f"{item.own}×{item.other}={item.body}" for item in rule.bodies),
        "after": " ".join(rule.after),
        "tolerance_m": f"{rule.tolerance_m:g}",
        "basis": rule.basis,
    }


def _form(
    rule_set_id: str, raw: Mapping[str, Any], *, status: int = 200, errors: Any = None
) -> Response:
    with http.reading() as session:
        row = _known(session, rule_set_id)
    numbers = rule_numbers(raw)
    # Always one empty rule more, so that a rule is added without a script.
    free = [number for number in range(MAX_RULES) if number not in numbers][:1]
    labels = {
        f"rule{number}_{name}": T("第 %(n)d 条的%(name)s", n=number + 1, name=label)
        for number in (*numbers, *free)
        for name, label in RULE_LABELS.items()
    }
    return http.page(
        "signage/rule_set_new.html",
        status=status,
        active="desk",
        row=row,
        raw=raw,
        errors=errors or {},
        numbers=sorted({*numbers, *free}),
        empty=free,
        kinds_of={number: _kinds(raw, number) for number in (*numbers, *free)},
        labels={**HEAD_LABELS, **labels},
        way_options=options(WAY_LABELS),
        **_rule_words(),
    )


def _kinds(raw: Any, number: int) -> Sequence[str]:
    name = f"rule{number}_kinds"
    getlist = getattr(raw, "getlist", None)
    found: Sequence[str] = getlist(name) if getlist else raw.get(name, [])
    return found


@blueprint.post("/signage/rules/<rule_set_id>/editions")
@access.requires(Permission.PLACEMENT_RULES)
def rule_set_create(rule_set_id: str) -> ResponseReturnValue:
    """Store a new edition; the old one stays as it is."""
    try:
        given = edition_from(request.form)
        with http.working() as work:
            row = services.add_edition(work, given, supersedes_id=rule_set_id)
    except Invalid as invalid:
        return _form(rule_set_id, request.form, status=422, errors=invalid.fields)
    http.flash(T("新的一版已存，还没有施行"))
    return http.see_other("signage.rule_set_show", rule_set_id=row.id)


@blueprint.post("/signage/rules/<rule_set_id>/adoption")
@access.requires(Permission.PLACEMENT_RULES)
def rule_set_adopt(rule_set_id: str) -> ResponseReturnValue:
    """Put an edition in force."""
    try:
        form = parse(ReasonForm, request.form)
        with http.working() as work:
            services.adopt_rule_set(work, rule_set_id, reason=form.reason)
    except Invalid as invalid:
        return _show(rule_set_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("这一版已经施行。已采纳的点位不变；重新推算后，有出入的列为建议。"))
    return http.see_other("signage.rule_set_show", rule_set_id=rule_set_id)
