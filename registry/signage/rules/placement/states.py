"""What a proposal would change, and what a person said of it."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class Change(StrEnum):
    """推算结果与现状之差."""

    ADD = "add"
    MOVE = "move"
    DROP = "drop"


class ProposalStatus(StrEnum):
    """建议的状态. Superseded: a later computation no longer says so; nobody decided it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXEMPTED = "exempted"
    KEPT = "kept"
    SUPERSEDED = "superseded"


CHANGE_LABELS: dict[Change, tuple[str, Text]] = {
    Change.ADD: ("info", T("新增点位")),
    Change.MOVE: ("waiting", T("移动点位")),
    Change.DROP: ("problem", T("规则不再要求")),
}
"""Tone of the badge and its word."""

PROPOSAL_LABELS: dict[ProposalStatus, tuple[str, Text]] = {
    ProposalStatus.OPEN: ("waiting", T("待决定")),
    ProposalStatus.ACCEPTED: ("done", T("已采纳")),
    ProposalStatus.EXEMPTED: ("neutral", T("已列为免设")),
    ProposalStatus.KEPT: ("neutral", T("保持原状")),
    ProposalStatus.SUPERSEDED: ("neutral", T("已被新的推算取代")),
}
