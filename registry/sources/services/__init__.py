"""Every write of sources."""

from __future__ import annotations

from registry.sources.services.files import (
    KeptFile,
    PreparedFile,
    attach_file,
    edit_file,
    keep_file,
    prepare_file,
)
from registry.sources.services.sources import (
    SourceDetail,
    add_source,
    cite,
    cite_quotes,
    edit_citation,
    edit_source,
    version_of,
)

__all__ = [
    "KeptFile",
    "PreparedFile",
    "SourceDetail",
    "add_source",
    "attach_file",
    "cite",
    "cite_quotes",
    "edit_citation",
    "edit_file",
    "edit_source",
    "keep_file",
    "prepare_file",
    "version_of",
]
