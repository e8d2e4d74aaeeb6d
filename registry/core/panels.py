"""How a page of a lower floor shows what a higher floor knows, without importing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import Text

Provider = Callable[[Session, Actor, str], Mapping[str, Any] | None]
DeskProvider = Callable[[Session, Actor, datetime], "Sequence[DeskItem]"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: its template and what the template is given."""

    template: str
    context: Mapping[str, Any]


class DeskKey(StrEnum):
    """工作台上的办法: the three ways to decide a row, each with its key on the keyboard."""

    ACCEPT = "accept"
    ISSUES = "issues"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class DeskAct:
    """A way to decide a row on the desk itself: a form to the capability's own address.

    `fields` are sent with it; `reason` is the name of the field for a person's words, "" where
    none are needed.
    """

    key: DeskKey
    label: Text
    endpoint: str
    values: Mapping[str, str]
    fields: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DeskItem:
    """Something that waits for a person: one row of the desk's queue.

    What can be judged without opening it brings its `acts`; for the rest the row leads to its page.
    """

    kind: Text
    title: str
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    detail: Text | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    acts: Sequence[DeskAct] = ()
    #: Of one's own making, such as a draft: nobody has to be told that it waits.
    quiet: bool = False


class Panels:
    """Who adds what to which page; filled once, by the loop, when the program starts."""

    def __init__(self) -> None:
        self._panels: dict[str, list[tuple[str, Provider]]] = defaultdict(list)
        self._desks: list[DeskProvider] = []

    def add(self, slot: str, template: str, provider: Provider) -> None:
        """Show `template` in `slot` (such as "place") with what the provider gives.

        A provider that gives None shows nothing.
        """
        self._panels[slot].append((template, provider))

    def collect(self, slot: str, session: Session, actor: Actor, subject_id: str) -> list[Panel]:
        """The panels of one page, in the order they were added."""
        found = []
        for template, provider in self._panels.get(slot, ()):
            context = provider(session, actor, subject_id)
            if context is not None:
                found.append(Panel(template, context))
        return found

    def add_desk(self, provider: DeskProvider) -> None:
        """Let a capability put its waiting things into the one queue."""
        self._desks.append(provider)

    def desk(self, session: Session, actor: Actor, now: datetime) -> list[DeskItem]:
        """All that waits for this person, nearest deadline first, then longest waiting."""
        items = [item for provider in self._desks for item in provider(session, actor, now)]
        far = datetime.max.replace(tzinfo=now.tzinfo)
        return sorted(items, key=lambda item: (item.due_at or far, item.since or far))
