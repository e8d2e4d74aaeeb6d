"""The document that a file holds, as a source that everybody may read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from imports.models import ImportRun
from imports.profiles import GENERIC, profile_named
from imports.rules.draft import PlaceDraft
from registry.core.clock import china_date
from registry.core.text import T
from registry.core.work import Work
from registry.sources import queries as cited
from registry.sources import services as sources
from registry.sources.rules import SourceType


def cite_run(work: Work, run: ImportRun) -> None:
    """The document that the file holds, and the one passage that stands for all of it.

    Both are for everybody to read, so they say nothing of the file: its name, its digest and the
    paper that opened it up are the run's (decision 0017).
    """
    profile = profile_named(run.profile)
    said = run.mapping.get("source") or {}
    title = said.get("source_title") or str((profile or GENERIC).source_title)
    kind = said.get("source_type") or (profile.source_type if profile else "dataset")
    source = sources.add_source(
        work,
        source_type=SourceType(kind),
        title=title[:300],
        holder=said.get("source_holder", ""),
        url=said.get("source_url", ""),
        licence=said.get("source_licence") or (profile.licence if profile else ""),
        accessed_on=china_date(run.created_at),
    )
    citation = sources.cite(work, source_id=source.id)
    run.source_id, run.citation_id = source.id, citation.id


#: Passages of one run that are known again by their words; each is 16 bytes and an id.
MOST_PASSAGES = 100_000
_COLUMN = T("资料来源及出处")


class Passages:
    """What rows say they were taken from: one passage of the file's source for each wording.

    A census form names the gazetteer, the map or the person behind each name. The words stand as
    the quote, so that a place and its statements lead to what this row rests on, and not only to
    the file. Wordings are remembered by their digests; a file with more of them than
    `MOST_PASSAGES` gets some twice, and nothing else happens.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, str] | None = None

    def cite(self, work: Work, run: ImportRun, drafts: Iterable[PlaceDraft]) -> int:
        """Give each draft that says where it is from its passage; how many were new."""
        saying = [draft for draft in drafts if draft.source_text]
        if not saying or run.source_id is None:
            return 0
        known = self._of_run(work, run.source_id)
        fresh = {one.source_text for one in saying if _digest(one.source_text) not in known}
        made = sources.cite_quotes(work, run.source_id, str(_COLUMN), sorted(fresh))
        for quote, citation_id in made.items():
            if len(known) < MOST_PASSAGES:
                known[_digest(quote)] = citation_id
        for draft in saying:
            text = draft.source_text
            draft.citation_id = made.get(text) or known[_digest(text)]
        return len(made)

    def _of_run(self, work: Work, source_id: str) -> dict[bytes, str]:
        if self._known is None:
            rows = cited.quotes_of_source(work.session, source_id, MOST_PASSAGES)
            self._known = {_digest(quote): citation_id for quote, citation_id in rows}
        return self._known


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
