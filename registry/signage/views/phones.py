"""外业手机: whose phone still keeps reports, and since when; for whoever leads the crews."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.edge import access, http
from registry.signage import queries
from registry.signage.rules.waiting import WAITING_LABELS, waiting_since
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words


@blueprint.get("/signage/phones")
@access.requires(Permission.REQUIRE_SIGN)
def phone_list() -> ResponseReturnValue:
    """Phones with unsent reports, the oldest first, then those that have sent all."""
    now = http.runtime().clock.now()
    with http.reading() as session:
        late = queries.phones_waiting(session, http.actor())
        idle = queries.phones_idle(session, http.actor())
        incomplete = queries.reports_incomplete(session, http.actor())
        withdrawn = queries.reports_withdrawn(session, http.actor())
        progress = queries.progress_of(session, [row.id for row in incomplete])
        signs = queries.signs_by_id(session, [row.sign_id for row in (*incomplete, *withdrawn)])
    levels = [waiting_since(row.oldest_saved_at, now) for row in late]
    return http.page(
        "signage/phone_list.html",
        **words(),
        active="desk",
        waiting=[(row, *WAITING_LABELS[level]) for row, level in zip(late, levels, strict=True)],
        idle=idle,
        incomplete=incomplete,
        withdrawn=withdrawn,
        progress=progress,
        signs=signs,
        has_collect=http.runtime().settings.openrosa,
    )
