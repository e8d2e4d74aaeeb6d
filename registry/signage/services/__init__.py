"""Every write of signage: positions, proofs, reports, verdicts; one journal entry beside each."""

from __future__ import annotations

from registry.signage.services.arriving import OPEN_JOB, open_photos, receive_photo
from registry.signage.services.arriving import wire as wire_arriving
from registry.signage.services.batches import Decided, Drawn, batch_found, decide_batch, send_batch
from registry.signage.services.checking import (
    check_report,
    keep_checks,
    recheck_report,
    recheck_waiting,
)
from registry.signage.services.checking import wire as wire_checks
from registry.signage.services.collect import (
    Arrived,
    Filled,
    Standing,
    drop_abandoned,
    keep_filled,
    standing_of,
    take_in,
)
from registry.signage.services.collect_keys import make_key, revoke_key, touch_key
from registry.signage.services.comments import add_comment
from registry.signage.services.deciding import (
    Paper,
    accept_proposals,
    exempt_proposals,
    keep_positions,
)
from registry.signage.services.doorplate_batches import (
    approve_plates,
    return_plates,
    send_plates,
    withdraw_plates,
)
from registry.signage.services.doorplate_orders import deliver_plates, order_plates
from registry.signage.services.doorplates import (
    NewDoorplate,
    Origin,
    register_doorplates,
    withdraw_doorplates,
)
from registry.signage.services.expiring import wire as wire_expiry
from registry.signage.services.fast_lane import Passed, accept_fast
from registry.signage.services.following import follow_ground, follow_merge, follow_parting
from registry.signage.services.formats import NewFormat, add_format, ship_formats
from registry.signage.services.hints import HintText, settle_hint, tell_hint
from registry.signage.services.keeping import hand_over, keep_sign, set_interval
from registry.signage.services.maker_orders import (
    Terms,
    cancel_maker_order,
    deliver,
    order_found,
    place_order,
)
from registry.signage.services.neighbours import note_traffic_sign, settle_disagreement
from registry.signage.services.orders import cancel_order, give_order, give_orders, reassign_order
from registry.signage.services.papers import PAPER_JOB, ask_again, make_short
from registry.signage.services.papers import wire as wire_papers
from registry.signage.services.parts import add_part, check_offset, discard_parts
from registry.signage.services.phones import Announced, announce_phone
from registry.signage.services.placing import (
    Computed,
    follow_place,
    propose_in_county,
    propose_positions,
)
from registry.signage.services.planning import Planning, plan_position, plan_positions
from registry.signage.services.proofs import (
    approve_proof,
    mark_made,
    prepare_proof,
    remove_sign,
    return_proof,
    withdraw_proof,
)
from registry.signage.services.redaction import redact_photo, restore_photo
from registry.signage.services.renaming import follow_names
from registry.signage.services.reports import (
    attach_photo,
    declare_report,
    declared_photo,
    own_report,
    receipt_of,
    submit_report,
)
from registry.signage.services.requirements import (
    end_expired,
    exempt,
    lift_exemption,
    place_requirement,
    release_heritage_sign,
    require_heritage_sign,
    require_sign,
)
from registry.signage.services.rule_sets import (
    Edition,
    add_edition,
    adopt_rule_set,
    ship_rule_sets,
)
from registry.signage.services.sampling import (
    SampleDraft,
    SampleTerms,
    cancel_sample,
    close_sample,
    draft_sample,
    draw_sample,
    mark_unreachable,
    order_from_sample,
    to_send,
)
from registry.signage.services.submission import Declaration, Declared, Receipt, Submission
from registry.signage.services.verification import Manner, verify
from registry.signage.services.withdrawing import report_to_withdraw, withdraw_report

__all__ = [
    "OPEN_JOB",
    "PAPER_JOB",
    "Announced",
    "Arrived",
    "Computed",
    "Decided",
    "Declaration",
    "Declared",
    "Drawn",
    "Edition",
    "Filled",
    "HintText",
    "Manner",
    "NewDoorplate",
    "NewFormat",
    "Origin",
    "Paper",
    "Passed",
    "Planning",
    "Receipt",
    "SampleDraft",
    "SampleTerms",
    "Standing",
    "Submission",
    "Terms",
    "accept_fast",
    "accept_proposals",
    "add_comment",
    "add_edition",
    "add_format",
    "add_part",
    "adopt_rule_set",
    "announce_phone",
    "approve_plates",
    "approve_proof",
    "ask_again",
    "attach_photo",
    "batch_found",
    "cancel_maker_order",
    "cancel_order",
    "cancel_sample",
    "check_offset",
    "check_report",
    "close_sample",
    "decide_batch",
    "declare_report",
    "declared_photo",
    "deliver",
    "deliver_plates",
    "discard_parts",
    "draft_sample",
    "draw_sample",
    "drop_abandoned",
    "end_expired",
    "exempt",
    "exempt_proposals",
    "follow_ground",
    "follow_merge",
    "follow_names",
    "follow_parting",
    "follow_place",
    "give_order",
    "give_orders",
    "hand_over",
    "keep_checks",
    "keep_filled",
    "keep_positions",
    "keep_sign",
    "lift_exemption",
    "make_key",
    "make_short",
    "mark_made",
    "mark_unreachable",
    "note_traffic_sign",
    "open_photos",
    "order_found",
    "order_from_sample",
    "order_plates",
    "own_report",
    "place_order",
    "place_requirement",
    "plan_position",
    "plan_positions",
    "prepare_proof",
    "propose_in_county",
    "propose_positions",
    "reassign_order",
    "receipt_of",
    "receive_photo",
    "recheck_report",
    "recheck_waiting",
    "redact_photo",
    "register_doorplates",
    "release_heritage_sign",
    "remove_sign",
    "report_to_withdraw",
    "require_heritage_sign",
    "require_sign",
    "restore_photo",
    "return_plates",
    "return_proof",
    "revoke_key",
    "send_batch",
    "send_plates",
    "set_interval",
    "settle_disagreement",
    "settle_hint",
    "ship_formats",
    "ship_rule_sets",
    "standing_of",
    "submit_report",
    "take_in",
    "tell_hint",
    "to_send",
    "touch_key",
    "verify",
    "wire_arriving",
    "wire_checks",
    "wire_expiry",
    "wire_papers",
    "withdraw_doorplates",
    "withdraw_plates",
    "withdraw_proof",
    "withdraw_report",
]
