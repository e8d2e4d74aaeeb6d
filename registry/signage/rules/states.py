"""What a required position, a sign and a report can be, and which step leads where."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class RequirementStatus(StrEnum):
    """应设点位的状态."""

    OPEN = "open"
    SATISFIED = "satisfied"
    EXEMPT = "exempt"


class SignState(StrEnum):
    """标志状态: from the drawing board to the post, and what may become of it there."""

    PLANNED = "planned"
    PROOF = "proof"
    APPROVED = "approved"
    MADE = "made"
    INSTALLED_CLAIMED = "installed_claimed"
    VERIFIED = "verified"
    WRONG = "wrong"
    DAMAGED = "damaged"
    MISSING = "missing"
    REMOVED = "removed"


class SignStep(StrEnum):
    """The named events that move a sign; nothing else does."""

    PREPARE_PROOF = "prepare_proof"
    RETURN_PROOF = "return_proof"
    WITHDRAW_PROOF = "withdraw_proof"
    APPROVE_PROOF = "approve_proof"
    MAKE = "make"
    CLAIM = "claim"
    DROP_CLAIM = "drop_claim"
    VERIFY = "verify"
    FIND_WRONG = "find_wrong"
    FIND_DAMAGED = "find_damaged"
    FIND_MISSING = "find_missing"
    REMOVE = "remove"


_S = SignState
STANDING = frozenset({_S.INSTALLED_CLAIMED, _S.VERIFIED, _S.WRONG, _S.DAMAGED})
"""A sign is said to stand there."""

REPORTABLE = STANDING | {_S.MADE, _S.MISSING}
"""A crew may report on it: it left the workshop and was not taken out of service."""

REGISTERED = REPORTABLE
"""Counted in the denominator of the rate of verification (核验率)."""

PRESENT_INVALID = frozenset({_S.WRONG, _S.DAMAGED})
"""Set but not valid: a column of its own, never part of a rate."""

_FROM: dict[SignStep, frozenset[SignState]] = {
    SignStep.PREPARE_PROOF: frozenset({_S.PLANNED}),
    SignStep.RETURN_PROOF: frozenset({_S.PROOF}),
    # An approved proof too: the name may have changed before anything was made.
    SignStep.WITHDRAW_PROOF: frozenset({_S.PROOF, _S.APPROVED}),
    SignStep.APPROVE_PROOF: frozenset({_S.PROOF}),
    SignStep.MAKE: frozenset({_S.APPROVED}),
    SignStep.CLAIM: frozenset({_S.MADE}),
    SignStep.DROP_CLAIM: frozenset({_S.INSTALLED_CLAIMED}),
    SignStep.VERIFY: frozenset(REPORTABLE),
    SignStep.FIND_WRONG: frozenset(REPORTABLE),
    SignStep.FIND_DAMAGED: frozenset(REPORTABLE),
    SignStep.FIND_MISSING: frozenset(REPORTABLE),
    SignStep.REMOVE: frozenset(_S) - {_S.REMOVED},
}
_TO: dict[SignStep, SignState] = {
    SignStep.PREPARE_PROOF: _S.PROOF,
    SignStep.RETURN_PROOF: _S.PLANNED,
    SignStep.WITHDRAW_PROOF: _S.PLANNED,
    SignStep.APPROVE_PROOF: _S.APPROVED,
    SignStep.MAKE: _S.MADE,
    SignStep.CLAIM: _S.INSTALLED_CLAIMED,
    SignStep.DROP_CLAIM: _S.MADE,
    SignStep.VERIFY: _S.VERIFIED,
    SignStep.FIND_WRONG: _S.WRONG,
    SignStep.FIND_DAMAGED: _S.DAMAGED,
    SignStep.FIND_MISSING: _S.MISSING,
    SignStep.REMOVE: _S.REMOVED,
}


def next_state(state: SignState, step: SignStep) -> SignState | None:
    """The state after a step, or None where the step is not open to a sign in this state."""
    return _TO[step] if state in _FROM[step] else None


class ProofOutcome(StrEnum):
    """校样结果: what became of a face that was sent in a batch."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ReportStatus(StrEnum):
    """上报状态. Incomplete: declared, and not every declared photo is stored yet."""

    INCOMPLETE = "incomplete"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_MORE = "needs_more"


class Verdict(StrEnum):
    """核验结论."""

    ACCEPT = "accept"
    NEEDS_MORE = "needs_more"
    REJECT = "reject"


STATUS_OF_VERDICT: dict[Verdict, ReportStatus] = {
    Verdict.ACCEPT: ReportStatus.ACCEPTED,
    Verdict.NEEDS_MORE: ReportStatus.NEEDS_MORE,
    Verdict.REJECT: ReportStatus.REJECTED,
}


class PhotoRole(StrEnum):
    """照片作用: near shows the words, far shows which corner it is; the other two may be left out.

    `before` is how the spot looked before the sign came or was mended, `code` the printed QR code.
    """

    NEAR = "near"
    FAR = "far"
    BEFORE = "before"
    CODE = "code"


NEEDED_PHOTOS = (PhotoRole.NEAR, PhotoRole.FAR)
EXTRA_PHOTOS = (PhotoRole.BEFORE, PhotoRole.CODE)


PHOTO_LABELS: dict[PhotoRole, Text] = {
    PhotoRole.NEAR: T("近照"),
    PhotoRole.FAR: T("远照"),
    PhotoRole.BEFORE: T("原貌"),
    PhotoRole.CODE: T("二维码特写"),
}

REQUIREMENT_LABELS: dict[RequirementStatus, tuple[str, Text]] = {
    RequirementStatus.OPEN: ("waiting", T("待设标")),
    RequirementStatus.SATISFIED: ("done", T("已设标并核验")),
    RequirementStatus.EXEMPT: ("neutral", T("免设")),
}
"""Tone of the badge and its word."""

SIGN_LABELS: dict[SignState, tuple[str, Text]] = {
    SignState.PLANNED: ("neutral", T("待出校样")),
    SignState.PROOF: ("waiting", T("校样待审")),
    SignState.APPROVED: ("info", T("校样已审定")),
    SignState.MADE: ("info", T("已制作，待安装")),
    SignState.INSTALLED_CLAIMED: ("waiting", T("已上报，待核验")),
    SignState.VERIFIED: ("done", T("已核验")),
    SignState.WRONG: ("problem", T("标志有误")),
    SignState.DAMAGED: ("problem", T("损坏或看不清")),
    SignState.MISSING: ("problem", T("标志缺失")),
    SignState.REMOVED: ("neutral", T("已撤除")),
}

REPORT_LABELS: dict[ReportStatus, tuple[str, Text]] = {
    ReportStatus.INCOMPLETE: ("waiting", T("照片未齐")),
    ReportStatus.RECEIVED: ("waiting", T("已收到，待核验")),
    ReportStatus.ACCEPTED: ("done", T("已核验通过")),
    ReportStatus.REJECTED: ("problem", T("未通过")),
    ReportStatus.NEEDS_MORE: ("problem", T("有问题，请补")),
}

WITHDRAWN = "withdrawn"
"""How an incomplete report is shown whose photos will never come, once it was withdrawn."""

EXAMINING = "examining"
"""How an incomplete report is shown whose photos are all stored and are being opened."""

DAMAGED = "damaged"
"""How an incomplete report is shown one of whose photos is stored and cannot be opened."""

SHOWN_LABELS: dict[str, tuple[str, Text]] = {
    **{status.value: label for status, label in REPORT_LABELS.items()},
    EXAMINING: ("waiting", T("照片已收齐，正在检查")),
    DAMAGED: ("problem", T("照片打不开，请重拍")),
    WITHDRAWN: ("neutral", T("已撤回")),
}
"""Words for `FieldReport.shown_status`."""
