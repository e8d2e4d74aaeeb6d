"""Tables of the lists that somebody published, and of which candidate stands where in them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.heritage.rules.candidates import ListKind


class CandidateList(Row, table=True):
    """收入的名单: one published list as it was handed in, with its notice and its file.

    A list put up for objections, or one said to be published: neither recognises anything here.
    `import_run_id` names the run of the import desk that read the file and holds each row's report.
    """

    __tablename__ = "candidate_list"
    __table_args__ = (CheckConstraint(states_sql("kind", ListKind), name="kind"),)

    kind: str = Field(max_length=16)
    title: str = Field(max_length=200)
    document_no: str = Field(default="", max_length=60)
    issuer: str = Field(default="", max_length=120)
    published_on: date
    ends_on: date | None = None
    list_key: str = Field(max_length=40)
    file_name: str = Field(default="", max_length=200)
    file_sha256: str = Field(default="", index=True, max_length=64)
    import_run_id: str = Field(default="", index=True, max_length=16)
    source_id: str | None = Field(default=None, foreign_key="source.id", max_length=16)
    withdrawn_at: datetime | None = None
    withdrawn_basis: str = Field(default="", max_length=400)


class CandidateMention(Row, table=True):
    """名单中的一条: the row of a list that names a candidate, as it is written there."""

    __tablename__ = "candidate_mention"
    __table_args__ = (UniqueConstraint("list_id", "row_number"),)

    list_id: str = Field(foreign_key="candidate_list.id", max_length=16)
    candidate_id: str = Field(foreign_key="candidate_record.id", index=True, max_length=16)
    row_number: int
    text: str = Field(sa_column=Column(Text, nullable=False))
