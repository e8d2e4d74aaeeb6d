"""What Collect sends: asked for by HEAD, then one POST or several with the same form.

Bytes before rows, as everywhere: each file is examined and stored before a unit of work notes it.
201 and 202 are said only after the commit, 201 only of a report that is whole.
"""

from __future__ import annotations

from flask import Response, g, request
from werkzeug.datastructures import FileStorage

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem, Refused
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.photos import services as photos
from registry.photos.rules import FaultError, check_size, refusal
from registry.photos.services import Prepared
from registry.signage import queries, services
from registry.signage.api.collect.door import door, xml
from registry.signage.forms.collect import read_filled, scanned_code
from registry.signage.rules.collect import FORM_ID, MOST_XML, Instance, envelope, read_instance
from registry.signage.rules.collect.questions import VERSION
from registry.signage.rules.states import PhotoRole
from registry.storage import digest_of

BODY_LIMIT = 82_000_000
"""Two photos of the largest size that is taken in, and the form around them."""
SPLIT_AT = 10_000_000
"""Where Collect begins another request: on a bad line a lost answer costs no more than this."""
PART = "xml_submission_file"


class _UnknownForm(Problem):
    status = 404


@door.route("/submission", methods=["HEAD"])
@access.requires(Permission.REPORT)
@access.by_key
def submission_ask(key: str) -> Response:  # noqa: ARG001 - the guard has read it
    """204 and nothing else: Collect takes any other answer for somebody else's page."""
    headers = {"X-OpenRosa-Accept-Content-Length": str(SPLIT_AT)}
    return Response(status=204, headers=headers)


@door.post("/submission")
@access.requires(Permission.REPORT)
@access.by_key
@access.body_limit(BODY_LIMIT)
def submission_create(key: str) -> Response:  # noqa: ARG001 - the guard has read it
    """Keep what came; 201 once the report is whole, 202 while declared files are missing.

    The marker `*isIncomplete*` counts for nothing: what is missing is told by the form itself.
    """
    content = _form_sent()
    instance = read_instance(content)
    if instance.form_id != FORM_ID:
        raise _UnknownForm("signage.collect_form", T("这里没有这种表单，请更新表单后重填"))
    filled = _filled(instance, content)
    files = [
        _arrived(name, sent, filled)
        for name, sent in request.files.items(multi=True)
        if name != PART
    ]
    with http.working() as work:
        standing = services.keep_filled(work, g.key_id, filled, files)
    if standing.receipt is None and not standing.missing:
        standing = _finished(filled, standing)
    return _told(filled, standing)


def _form_sent() -> bytes:
    sent = request.files.get(PART)
    content = sent.stream.read(MOST_XML + 1) if sent else request.form.get(PART, "").encode()
    if not content:
        raise Refused("signage.collect_xml", T("没有收到表单内容（xml_submission_file）"))
    return content


def _filled(instance: Instance, content: bytes) -> services.Filled:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("signage.collect_xml", T("表单内容要用 UTF-8 编码")) from error
    with http.reading() as session:
        sign = queries.sign_by_code(session, scanned_code(instance))
    device = request.args.get("deviceID", "")
    return read_filled(instance, text, sign_id=sign.id if sign else "", device_id=device)


def _arrived(part: str, sent: FileStorage, filled: services.Filled) -> services.Arrived:
    """A file whose bytes are stored; a declared one was examined before."""
    # Collect names part and file alike; where they differ, the name that the form knows counts.
    name = next((each for each in (part, sent.filename) if each in filled.roles), sent.filename)
    # A name may hold anything; a column does not.
    name = "".join(char if char.isprintable() else "_" for char in name or part)[:200]
    runtime = http.runtime()
    limits = photos.limits_of(runtime.settings)
    content = sent.stream.read(limits.bytes + 1)
    if name in filled.roles:
        picture = _prepared(filled.roles[name], content)
        return services.Arrived(name, picture.sha256, picture.byte_size, picture)
    try:
        check_size(max(1, len(content)), limits)
    except FaultError as fault:
        raise refusal(fault.fault, fault.facts) from fault
    digest = digest_of(content)
    runtime.store.put(digest, content)
    return services.Arrived(name, digest, len(content), None)


def _prepared(role: PhotoRole, content: bytes) -> Prepared:
    runtime = http.runtime()
    try:
        return photos.prepare(runtime.store, content, limits=photos.limits_of(runtime.settings))
    except Refused as refused:
        # Which of the two it is, in the one message that the person sees.
        said = [refused.message, *([refused.advice] if refused.advice else [])]
        raise Invalid({role.value: said}) from refused


def _finished(filled: services.Filled, standing: services.Standing) -> services.Standing:
    """The report of a submission that came in several requests, from the bytes that are held."""
    store = http.runtime().store
    pictures = {
        role: _prepared(role, store.read(digest)) for role, digest in standing.digests.items()
    }
    with http.working() as work:
        return services.take_in(
            work, filled, near=pictures[PhotoRole.NEAR], far=pictures[PhotoRole.FAR]
        )


def _told(filled: services.Filled, standing: services.Standing) -> Response:
    receipt = standing.receipt
    is_whole = receipt is not None
    metadata = {
        "id": FORM_ID,
        "version": filled.form_version or VERSION,
        "instanceID": f"uuid:{filled.submission.client_id}",
        "isComplete": "true" if is_whole else "false",
    }
    if receipt is not None:
        metadata["submissionDate"] = receipt.received_at.isoformat()
    said = [_words(standing)]
    if standing.unexpected:
        said.append(
            T(
                "表单没有提到的文件也存下了，请告诉队长：%(names)s",
                names="、".join(standing.unexpected),
            )
        )
    words = "\n".join(language.say(text) for text in said)
    answer = envelope(words, nature="submit_success", metadata=metadata)
    return xml(answer, 201 if is_whole else 202)


def _words(standing: services.Standing) -> Text:
    if standing.receipt is None:
        return T("已收到一部分，还缺：%(names)s", names="、".join(standing.missing))
    return T("已收到，近照和远照都在。回执 %(hash)s", hash=standing.receipt.chain_head[:12])
