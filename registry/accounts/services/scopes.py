"""What a role can be limited to: the divisions that a higher floor offers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from registry.accounts.rules import scope_fault
from registry.core.actor import Actor
from registry.core.errors import Invalid
from registry.core.panels import Panels
from registry.core.work import Work


def offered_scopes(panels: Panels, session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The divisions that a role can be limited to: (path, name).

    What divisions there are is the gazetteer's to say, which lies above (core/panels.py).
    """
    offered = panels.collect("scopes", session, actor, "")
    return [choice for panel in offered for choice in panel.context["choices"]]


@contextmanager
def within_offered(work: Work, panels: Panels, scope_path: str) -> Iterator[None]:
    """Refuse a scope that is not offered, together with whatever else the block finds wrong.

    Raises:
        Invalid: field `scope_path`, beside the fields of the block.
    """
    paths = [path for path, _name in offered_scopes(panels, work.session, work.actor)]
    fault = scope_fault(scope_path, paths)
    wrong = {} if fault is None else {"scope_path": [fault]}
    try:
        yield
    except Invalid as invalid:
        raise Invalid({**invalid.fields, **wrong}) from invalid
    if wrong:
        raise Invalid(wrong)
