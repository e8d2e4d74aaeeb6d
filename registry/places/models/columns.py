"""Column types that several tables of the gazetteer share."""

from sqlalchemy import String


def bytewise(length: int) -> String:
    """Text that both engines compare by code point, whatever the database's own collation is."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
