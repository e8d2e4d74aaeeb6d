"""Files of any format, read within limits: rows of text with the facts of how they were read."""

from imports.readers.opening import open_table
from imports.readers.table import Fact, Limits, Reading, SourceRow, Table

__all__ = ["Fact", "Limits", "Reading", "SourceRow", "Table", "open_table"]
