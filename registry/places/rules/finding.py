"""What is found wrong about places and their names, as work that somebody does (标准问题类型)."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class FindingKind(StrEnum):
    """问题类型, the five that rural naming and the second census work with."""

    UNSIGNED = "unsigned"
    UNNAMED = "unnamed"
    MANY_NAMES = "many_names"
    SHARED_NAME = "shared_name"
    MISMATCH = "mismatch"


class FindingStatus(StrEnum):
    """Whether anybody is at it, and how it ended."""

    OPEN = "open"
    TAKEN = "taken"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class FindingStep(StrEnum):
    """The named events that move a finding; nothing else does."""

    TAKE = "take"
    RELEASE = "release"
    RESOLVE = "resolve"
    DISMISS = "dismiss"
    REOPEN = "reopen"


LIVE = (FindingStatus.OPEN, FindingStatus.TAKEN)
"""Still to be done."""

GATHERED = (FindingKind.UNSIGNED, FindingKind.SHARED_NAME)
"""Kinds that the gazetteer itself can tell; the other three only a person sees."""

FINDING_LABELS: dict[FindingKind, Text] = {
    FindingKind.UNSIGNED: T("有名无标"),
    FindingKind.UNNAMED: T("有地无名"),
    FindingKind.MANY_NAMES: T("一地多名"),
    FindingKind.SHARED_NAME: T("多地重名"),
    FindingKind.MISMATCH: T("名实不符"),
}
FINDING_STATUS_LABELS: dict[FindingStatus, tuple[str, Text]] = {
    FindingStatus.OPEN: ("problem", T("没有人办")),
    FindingStatus.TAKEN: ("waiting", T("有人在办")),
    FindingStatus.RESOLVED: ("done", T("已解决")),
    FindingStatus.DISMISSED: ("neutral", T("不是问题")),
}
"""Tone of the badge and its word."""
STEP_LABELS: dict[FindingStep, Text] = {
    FindingStep.TAKE: T("我来办"),
    FindingStep.RELEASE: T("不办了，让别人办"),
    FindingStep.RESOLVE: T("已解决"),
    FindingStep.DISMISS: T("不是问题"),
    FindingStep.REOPEN: T("重新提出"),
}

_S = FindingStatus
_FROM: dict[FindingStep, tuple[FindingStatus, ...]] = {
    FindingStep.TAKE: (_S.OPEN, _S.TAKEN),
    FindingStep.RELEASE: (_S.TAKEN,),
    FindingStep.RESOLVE: LIVE,
    FindingStep.DISMISS: LIVE,
    FindingStep.REOPEN: (_S.RESOLVED, _S.DISMISSED),
}
_TO: dict[FindingStep, FindingStatus] = {
    FindingStep.TAKE: _S.TAKEN,
    FindingStep.RELEASE: _S.OPEN,
    FindingStep.RESOLVE: _S.RESOLVED,
    FindingStep.DISMISS: _S.DISMISSED,
    FindingStep.REOPEN: _S.OPEN,
}
NEEDS_REASON = frozenset({FindingStep.RESOLVE, FindingStep.DISMISS, FindingStep.REOPEN})


def next_status(status: FindingStatus, step: FindingStep) -> FindingStatus | None:
    """The status after a step, or None where the step is not open to it."""
    return _TO[step] if status in _FROM[step] else None


def steps_from(status: FindingStatus) -> list[FindingStep]:
    """The steps that are open to a finding."""
    return [step for step in FindingStep if status in _FROM[step]]


def finding_faults(
    kind: FindingKind, *, has_place: bool, has_position: bool, other_name: str, detail: str
) -> dict[str, list[Text]]:
    """What is missing, by field: what each kind cannot be followed up without."""
    faults: dict[str, list[Text]] = {}
    if kind is FindingKind.UNNAMED:
        if not has_position:
            faults["lon"] = [T("有地无名，要写明在哪里")]
    elif not has_place:
        faults["kind"] = [T("这类问题要从地名页提出；没有名称的地方，请选“有地无名”")]
    if kind in (FindingKind.MANY_NAMES, FindingKind.SHARED_NAME) and not other_name:
        faults["other_name"] = [T("请写出另一个名称，或另一处同名的地方")]
    if kind in (FindingKind.UNNAMED, FindingKind.MISMATCH) and not detail:
        faults["detail"] = [T("请写明看到了什么")]
    return faults
