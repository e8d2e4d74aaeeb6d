"""The document that a file holds, as a source that everybody may read."""

from __future__ import annotations

from imports.models import ImportRun
from imports.profiles import GENERIC, profile_named
from registry.core.clock import china_date
from registry.core.work import Work
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
