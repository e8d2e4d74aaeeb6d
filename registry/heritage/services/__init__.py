"""Every write of heritage: one journal entry beside each; nothing here commits."""

from __future__ import annotations

from registry.heritage.services.answering import answer, object_
from registry.heritage.services.assigning import assign, recuse, unassign
from registry.heritage.services.attaching import (
    AttachmentSaid,
    attach,
    correct_attachment,
    keep_attachment,
    require_attachable,
    said_faults,
    withdraw_attachment,
)
from registry.heritage.services.deciding import decide
from registry.heritage.services.drafting import (
    add_citation,
    add_claim,
    nominate,
    remove_claim,
    require_editable,
    update_draft,
)
from registry.heritage.services.duties import (
    AnnouncementText,
    Approval,
    publish_announcement,
    record_filing,
    register_approval,
)
from registry.heritage.services.editions import add_edition, change_edition, found_programme
from registry.heritage.services.ending import change_standing
from registry.heritage.services.finding import find, vote
from registry.heritage.services.following import follow_merge, follow_parting
from registry.heritage.services.moving import review, submit, withdraw
from registry.heritage.services.noticing import close_notice_early, open_notice
from registry.heritage.services.noting import add_note
from registry.heritage.services.recording import add_programme, add_programmes, record_candidates
from registry.heritage.services.signing import ConsentPaper, record_consent, withdraw_consent
from registry.heritage.services.taking_in import (
    TakenIn,
    settle_candidate,
    take_in_list,
    withdraw_list,
)
from registry.heritage.services.uploading import (
    add_upload_part,
    check_upload_offset,
    declare_upload,
    discard_upload,
    drop_abandoned_uploads,
    finish_upload,
    known_upload,
)
from registry.heritage.services.visiting import (
    add_visit_photo,
    correct_visit,
    keep_visit_photo,
    record_visit,
    withdraw_visit,
    withdraw_visit_photo,
)

__all__ = [
    "AnnouncementText",
    "Approval",
    "AttachmentSaid",
    "ConsentPaper",
    "TakenIn",
    "add_citation",
    "add_claim",
    "add_edition",
    "add_note",
    "add_programme",
    "add_programmes",
    "add_upload_part",
    "add_visit_photo",
    "answer",
    "assign",
    "attach",
    "change_edition",
    "change_standing",
    "check_upload_offset",
    "close_notice_early",
    "correct_attachment",
    "correct_visit",
    "decide",
    "declare_upload",
    "discard_upload",
    "drop_abandoned_uploads",
    "find",
    "finish_upload",
    "follow_merge",
    "follow_parting",
    "found_programme",
    "keep_attachment",
    "keep_visit_photo",
    "known_upload",
    "nominate",
    "object_",
    "open_notice",
    "publish_announcement",
    "record_candidates",
    "record_consent",
    "record_filing",
    "record_visit",
    "recuse",
    "register_approval",
    "remove_claim",
    "require_attachable",
    "require_editable",
    "review",
    "said_faults",
    "settle_candidate",
    "submit",
    "take_in_list",
    "unassign",
    "update_draft",
    "vote",
    "withdraw",
    "withdraw_attachment",
    "withdraw_consent",
    "withdraw_list",
    "withdraw_visit",
    "withdraw_visit_photo",
]
