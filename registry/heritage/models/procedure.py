"""Tables of heritage: programme, nomination, finding, decision, notice, objection, recognition."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.heritage.rules.candidates import CandidateState
from registry.heritage.rules.dossier import Verdict
from registry.heritage.rules.notice import Ground, NoticeKind, Outcome
from registry.heritage.rules.programme import IssuerNature
from registry.heritage.rules.states import Action, Status
from registry.heritage.rules.voting import Choice, Way

#: A place has one living nomination in a programme; those that ended without a title do not count.
_LIVING = "status NOT IN ('rejected', 'withdrawn', 'revoked')"


class Programme(Row, table=True):
    """名录: one edition of a programme's rules; a changed rule set is a new row, never an edit."""

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("key", "edition"),
        CheckConstraint(states_sql("issuer_nature", IssuerNature), name="issuer_nature"),
    )

    key: str = Field(max_length=40)
    edition: str = Field(max_length=40)
    title: str = Field(max_length=120)
    title_en: str = Field(default="", max_length=200)
    issuer: str = Field(max_length=200)
    issuer_en: str = Field(default="", max_length=300)
    issuer_nature: str = Field(max_length=16)
    heritage_class: str = Field(max_length=60)
    common_class: str = Field(default="", max_length=60)
    classes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    rule_set: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    note_en: str = Field(default="", sa_column=Column(Text, nullable=False))
    position: int = 0
    superseded_at: datetime | None = None


class Nomination(Row, table=True):
    """申报: a place put forward for a programme. `status` is what its last Decision became."""

    __tablename__ = "nomination"
    __table_args__ = (
        CheckConstraint(states_sql("status", Status), name="status"),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "uq_nomination_living",
            "place_id",
            "programme_key",
            unique=True,
            sqlite_where=text(_LIVING),
            postgresql_where=text(_LIVING),
        ),
        Index("ix_nomination_queue", "status", "division_path"),
    )

    place_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=16)
    programme_key: str = Field(max_length=40)
    place_name: str = Field(max_length=60)
    division_text: str = Field(default="", max_length=200)
    division_path: str = Field(max_length=120)
    status: str = Field(max_length=16)
    version: int = 1
    #: How often the file has been submitted; findings count for the round they were given in.
    round: int = 0
    #: The round from which on the file goes under its present name: 0 where it never changed.
    named_round: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    compiler_id: str | None = Field(default=None, index=True, max_length=16)
    compiler_name: str = Field(max_length=120)
    reference_year: int
    summary: str = Field(default="", sa_column=Column(Text, nullable=False))
    protection_plan: str = Field(default="", sa_column=Column(Text, nullable=False))
    applicant: str = Field(default="", max_length=200)
    contact: str = Field(default="", max_length=200)
    exception_reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    #: The batch it is put forward in, by its name in the programme; "" where none was chosen.
    batch: str = Field(default="", max_length=60)
    #: Answers of the form's parts by question (`rules.parts`).
    parts: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    submitted_at: datetime | None = None
    changed_at: datetime


class NominationClaim(Row, table=True):
    """论据: what serves which criterion: a claim, or words that still lack their citation.

    The gazetteer holds no claim without evidence, so an uncited one waits here as `draft` until it
    is cited; then it becomes a claim and the draft is emptied.
    """

    __tablename__ = "nomination_claim"
    __table_args__ = (
        UniqueConstraint("nomination_id", "criterion", "claim_id"),
        CheckConstraint("(claim_id IS NULL) <> (draft IS NULL)", name="claim_or_draft"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", index=True, max_length=16)
    criterion: str = Field(max_length=40)
    claim_id: str | None = Field(default=None, foreign_key="claim.id", index=True, max_length=16)
    draft: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    position: int = 0


class Finding(Row, table=True):
    """逐条意见: what one expert finds on one criterion, and which version was read."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("nomination_id", "round", "criterion", "expert_id", "basis"),
        CheckConstraint(states_sql("verdict", Verdict), name="verdict"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 100", name="score"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    round: int
    criterion: str = Field(max_length=40)
    expert_id: str = Field(max_length=16)
    expert_name: str = Field(max_length=120)
    verdict: str = Field(max_length=12)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    seen_version: int
    #: SHA-256 of the criterion with its evidence as it was judged: the finding holds while that
    #: stands. Empty on findings from before this was kept, which hold for their round.
    basis: str = Field(default="", max_length=64)
    #: Out of a hundred, where the criterion has a weight; the verdict then follows from it.
    score: int | None = None


class Vote(Row, table=True):
    """评审表决: what one expert votes on the whole file, after all have judged blind."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("nomination_id", "round", "expert_id", "basis"),
        CheckConstraint(states_sql("choice", Choice), name="choice"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    round: int
    expert_id: str = Field(max_length=16)
    expert_name: str = Field(max_length=120)
    choice: str = Field(max_length=12)
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    seen_version: int
    #: SHA-256 of the whole file as it was voted on.
    basis: str = Field(max_length=64)


class Recusal(Row, table=True):
    """回避: somebody keeps off a file because of a conflict of interest, with the reason."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("nomination_id", "person_id"),)

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    person_id: str = Field(index=True, max_length=16)
    person_name: str = Field(max_length=120)
    reason: str = Field(max_length=400)
    declared_by_name: str = Field(max_length=120)


class ReviewAssignment(Row, table=True):
    """指派: who is to act on a file at one station; ended, never deleted."""

    __tablename__ = "review_assignment"
    __table_args__ = (
        CheckConstraint(states_sql("station", Status), name="station"),
        CheckConstraint(states_sql("way", Way), name="way"),
        Index("ix_review_assignment_file", "nomination_id", "station"),
        Index("ix_review_assignment_person", "person_id", "created_at"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    station: str = Field(max_length=16)
    person_id: str = Field(max_length=16)
    person_name: str = Field(max_length=120)
    way: str = Field(max_length=8)
    assigned_by_name: str = Field(max_length=120)
    ended_at: datetime | None = None
    ended_reason: str = Field(default="", max_length=400)


class Decision(Row, table=True):
    """办理记录: one act on a nomination. Only ever appended; the last one gives the status."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("nomination_id", "seq"),
        CheckConstraint(states_sql("action", Action), name="action"),
        CheckConstraint(states_sql("to_status", Status), name="to_status"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    seq: int
    action: str = Field(max_length=16)
    from_status: str | None = Field(default=None, max_length=16)
    to_status: str = Field(max_length=16)
    level: str = Field(default="", max_length=16)
    actor_id: str | None = Field(default=None, index=True, max_length=16)
    actor_name: str = Field(max_length=120)
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    seen_version: int
    decided_at: datetime


class Notice(Row, table=True):
    """公示: the frozen text that was shown, from when to when, and its hash."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(states_sql("kind", NoticeKind), name="kind"),
        CheckConstraint("starts_at < ends_at", name="window"),
        Index("ix_notice_ends_at", "ends_at"),
    )

    nomination_id: str = Field(foreign_key="nomination.id", index=True, max_length=16)
    kind: str = Field(default=NoticeKind.GONGSHI.value, max_length=12)
    issuer: str = Field(max_length=200)
    file_no: str = Field(default="", max_length=60)
    contact: str = Field(max_length=300)
    starts_at: datetime
    ends_at: datetime
    closed_early_at: datetime | None = None
    closed_early_reason: str = Field(default="", max_length=400)
    #: Set when the file left the notice without a recognition; the page stays and says so.
    ended_without_at: datetime | None = None
    #: Canonical JSON, kept as text: the hash is over exactly these bytes.
    snapshot: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str = Field(max_length=64)


class Objection(Row, table=True):
    """异议: what somebody says against a notified entry. Name and contact are confidential."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("receipt"),
        CheckConstraint(states_sql("ground", Ground), name="ground"),
        CheckConstraint(f"outcome IS NULL OR {states_sql('outcome', Outcome)}", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_whole"),
    )

    notice_id: str = Field(foreign_key="notice.id", index=True, max_length=16)
    nomination_id: str = Field(foreign_key="nomination.id", index=True, max_length=16)
    receipt: str = Field(max_length=16)
    ground: str = Field(max_length=12)
    text: str = Field(sa_column=Column(Text, nullable=False))
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    person_name: str = Field(max_length=120)
    person_contact: str = Field(max_length=200)
    received_at: datetime
    late: bool = False
    #: What the public reads of it, written by whoever answers, without personal details.
    public_summary: str = Field(default="", sa_column=Column(Text, nullable=False))
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: str | None = Field(default=None, max_length=16)
    answered_by_name: str = Field(default="", max_length=120)
    answered_at: datetime | None = None
    outcome: str | None = Field(default=None, max_length=12)


class ListEdition(Row, table=True):
    """名录版次: each change of a protection list is a new edition with its own number."""

    __tablename__ = "list_edition"
    __table_args__ = (UniqueConstraint("programme_key", "number"),)

    programme_key: str = Field(max_length=40)
    number: int
    document_no: str = Field(default="", max_length=60)
    published_at: datetime
    #: The whole list as it was published, canonical JSON; empty on editions from before that.
    snapshot: str = Field(default="", sa_column=Column(Text, nullable=False))
    sha256: str = Field(default="", index=True, max_length=64)


class Recognition(Row, table=True):
    """认定: a name that entered a protection list. Revocation is noted here, never a deletion."""

    __tablename__ = "recognition"
    __table_args__ = (UniqueConstraint("nomination_id"),)

    nomination_id: str = Field(foreign_key="nomination.id", max_length=16)
    place_id: str = Field(foreign_key="place.id", index=True, max_length=16)
    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=16)
    programme_key: str = Field(index=True, max_length=40)
    edition_id: str = Field(foreign_key="list_edition.id", max_length=16)
    edition_number: int
    place_name: str = Field(max_length=60)
    division_text: str = Field(default="", max_length=200)
    document_no: str = Field(max_length=60)
    recognised_on: date
    decided_by_name: str = Field(max_length=120)
    suspended_at: datetime | None = None
    suspended_basis: str = Field(default="", max_length=400)
    revoked_at: datetime | None = None
    revoked_basis: str = Field(default="", max_length=400)
    #: The edition of the list from which on the name is no longer in it.
    revoked_edition: int | None = None


class CandidateRecord(Row, table=True):
    """候选记录: what published pages say about a name. Never a recognition."""

    __tablename__ = "candidate_record"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(states_sql("state", CandidateState), name="state"),
    )

    key: str = Field(max_length=80)
    name: str = Field(max_length=60)
    division_text: str = Field(default="", max_length=200)
    place_id: str | None = Field(default=None, foreign_key="place.id", index=True, max_length=16)
    list_key: str = Field(default="", max_length=40)
    programme_class: str = Field(max_length=60)
    batch: str = Field(default="", max_length=60)
    year: str = Field(default="", max_length=20)
    state: str = Field(max_length=16)
    sources: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    position: int = 0
    #: The list that brought it in; without one it came with the shipped data.
    list_id: str | None = Field(
        default=None, foreign_key="candidate_list.id", index=True, max_length=16
    )
