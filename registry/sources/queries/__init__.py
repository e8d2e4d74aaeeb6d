"""Every SELECT of sources: documents, cited passages, files."""

from __future__ import annotations

from registry.sources.queries.files import (
    SourceFileView,
    StoredFile,
    file_with_digest,
    files_of_sources,
    is_stored,
    source_file,
    stored_files,
)
from registry.sources.queries.finding import Finding, FoundCitations, find_citations, find_sources
from registry.sources.queries.past import Correction, corrections
from registry.sources.queries.sources import (
    CitationView,
    SourceView,
    citation,
    citations,
    citations_of_source,
    quotes_of_source,
    source,
    sources,
    sources_by_id,
)

__all__ = [
    "CitationView",
    "Correction",
    "Finding",
    "FoundCitations",
    "SourceFileView",
    "SourceView",
    "StoredFile",
    "citation",
    "citations",
    "citations_of_source",
    "corrections",
    "file_with_digest",
    "files_of_sources",
    "find_citations",
    "find_sources",
    "is_stored",
    "quotes_of_source",
    "source",
    "source_file",
    "sources",
    "sources_by_id",
    "stored_files",
]
