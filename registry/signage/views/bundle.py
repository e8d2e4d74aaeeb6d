"""补交: what a phone could not send is handed in as a file, by the person who saved it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem, Refused
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.signage import services
from registry.signage.forms import Manifest
from registry.signage.forms.bundle import Bundle, BundledReport, open_bundle
from registry.signage.rules.states import EXTRA_PHOTOS, PHOTO_LABELS, PhotoRole
from registry.signage.views.blueprint import blueprint

BODY_LIMIT = 600_000_000
"""A day of a hundred signs with two photos of 3 MB each."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A report of the file that was not taken in, and why."""

    hanzi: str
    client_id: str
    reasons: list[Text]


@blueprint.get("/field/import")
@access.requires(Permission.REPORT)
def bundle_new() -> ResponseReturnValue:
    """The form for a file that a phone saved."""
    return http.page("signage/bundle_new.html", active="field", refusals=[], counts={})


@blueprint.post("/field/import")
@access.requires(Permission.REPORT)
@access.body_limit(BODY_LIMIT)
def bundle_create() -> ResponseReturnValue:
    """Take in what is in the file, each report for itself; what was received before stays as it is.

    Repeating it changes nothing: the identifiers are those that the phone made.
    """
    try:
        bundle = _opened()
    except Invalid as invalid:
        return _page(invalid.fields, [], Counter())
    refusals: list[Refusal] = []
    counts: Counter[str] = Counter()
    for report in bundle.reports:
        try:
            counts["repeated" if _take(bundle, report) else "received"] += 1
        except Problem as problem:
            refusals.append(_refusal(report, problem))
    if refusals:
        return _page(
            {"file": [T("有 %(n)d 份没有收下，原因见下", n=len(refusals))]}, refusals, counts
        )
    http.flash(
        T(
            "收下 %(n)d 份，另有 %(m)d 份早已收到",
            n=counts["received"],
            m=counts["repeated"],
        )
    )
    return http.see_other("signage.field_mine")


def _opened() -> Bundle:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": [T("请选择手机存下的 ZIP 文件")]})
    limits = photos.limits_of(http.runtime().settings)
    return open_bundle(cast("BinaryIO", sent.stream), most=limits.bytes)


def _page(errors: dict[str, list[Text]], refusals: list[Refusal], counts: Counter[str]) -> Response:
    return http.page(
        "signage/bundle_new.html",
        status=422,
        active="field",
        errors=errors,
        refusals=refusals,
        counts=counts,
    )


def _refusal(report: BundledReport, problem: Problem) -> Refusal:
    said = [problem.message]
    if isinstance(problem, Invalid):
        said = [text for texts in problem.fields.values() for text in texts]
    elif problem.advice:
        said.append(problem.advice)
    hanzi = str(report.manifest.get("observed_hanzi", ""))[:60]
    return Refusal(hanzi, str(report.client_id), said)


def _take(bundle: Bundle, report: BundledReport) -> bool:
    """One report and its photos; True where all of it was here before."""
    if report.person.id != http.actor().id:
        raise Refused(
            "signage.bundle_of_another",
            T("这份上报是 %(name)s 的手机存下的，请本人登录后补交", name=report.person.name),
        )
    manifest = parse(Manifest, report.manifest)
    pictures = _pictures(bundle, report, manifest)
    with http.working() as work:
        receipt = services.submit_report(
            work,
            manifest.submission(str(report.client_id)),
            near=pictures[PhotoRole.NEAR],
            far=pictures[PhotoRole.FAR],
            extra={role: pictures[role] for role in EXTRA_PHOTOS if role in pictures},
        )
    return receipt.repeated


def _pictures(
    bundle: Bundle, report: BundledReport, manifest: Manifest
) -> dict[PhotoRole, Prepared]:
    runtime = http.runtime()
    limits = photos.limits_of(runtime.settings)
    declared = manifest.declaration()
    files: dict[Any, Any] = {entry.role: entry for entry in report.photos}
    found = {}
    for role in declared:
        entry = files.get(role)
        content = bundle.photo(entry) if entry else None
        digest = hashlib.sha256(content).hexdigest() if content else ""
        if content is None or digest != declared[role].sha256:
            words = T("文件里的%(photo)s缺失或不完整", photo=PHOTO_LABELS[role])
            raise Invalid({role.value: [words]})
        found[role] = photos.prepare(runtime.store, content, limits=limits)
    return found
