"""Rows of search terms.

They are derived from names and written beside them in the same transaction. They carry no foreign
keys: they are deleted and rebuilt with their name, and checking twenty references a name would
double the price of an import. One B-tree each, in the order in which it is read.
"""

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from registry.places.models.columns import bytewise


class PlaceGram(SQLModel, table=True):
    """检索字组: one or two neighbouring characters of a folded name, best names first."""

    __tablename__ = "place_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: str = Field(sa_column=Column(bytewise(2), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name_id: str = Field(sa_column=Column(bytewise(16), primary_key=True))
    place_id: str = Field(index=True, max_length=16)
    folded: str = Field(sa_column=Column(bytewise(60), nullable=False))


class PlaceKey(SQLModel, table=True):
    """检索前缀: a folded name (h), its pinyin without spaces (p) or its initials (i)."""

    __tablename__ = "place_key"
    __table_args__ = {"sqlite_with_rowid": False}

    script: str = Field(sa_column=Column(bytewise(1), primary_key=True))
    tier: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(sa_column=Column(bytewise(240), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name_id: str = Field(sa_column=Column(bytewise(16), primary_key=True))
    place_id: str = Field(index=True, max_length=16)
