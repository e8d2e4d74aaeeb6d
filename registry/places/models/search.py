"""Rows of search terms.

They are derived from names and written beside them in the same transaction. They carry no foreign
keys: they are deleted and rebuilt with their name, and checking twenty references a name would
double the price of an import. One B-tree each, in the order in which it is read; what an answer
shows is read by number, the cheapest look-up either engine has.
"""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from registry.core.rows import bytewise


class PlaceLine(SQLModel, table=True):
    """检索行: one name as an answer shows it, and everything it is found by.

    `shown` is JSON, ready to be sent; `own_keys` are the keys that the folded name does not give by
    itself (`script` and key, one a line). What was written is deleted by what this row says.
    """

    __tablename__ = "place_line"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place_id: str = Field(index=True, max_length=16)
    name_id: str = Field(max_length=16)
    tier: int
    rank: int
    folded: str = Field(sa_column=Column(bytewise(60), nullable=False))
    own_keys: str = Field(sa_column=Column(Text, nullable=False))
    shown: str = Field(sa_column=Column(Text, nullable=False))


class PlaceGram(SQLModel, table=True):
    """检索字组: one to three neighbouring characters inside a folded name, best names first."""

    __tablename__ = "place_gram"
    __table_args__ = {"sqlite_with_rowid": False}

    gram: str = Field(sa_column=Column(bytewise(3), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class PlaceKey(SQLModel, table=True):
    """检索前缀: a folded name (h), pinyin without spaces (p), initials (i), a code (c).

    x: the name with one character left out, after the number of that character; e: the edition of
    the rules the three tables were written by, in one row; w: in one row, while a long file comes
    in, the number of the first line whose terms are not entered yet.
    """

    __tablename__ = "place_key"
    __table_args__ = {"sqlite_with_rowid": False}

    script: str = Field(sa_column=Column(bytewise(1), primary_key=True))
    tier: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(sa_column=Column(bytewise(240), primary_key=True))
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
