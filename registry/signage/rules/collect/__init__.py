"""ODK Collect by the OpenRosa protocol, pure: what it sends read, what it is answered written.

Sources: the OpenRosa form list, form submission, metadata and HTTP request specifications, and how
ODK Collect and ODK Central keep to them (docs/COLLECT.md).
"""

from registry.signage.rules.collect.answers import (
    FORM_ID,
    Media,
    envelope,
    form_list,
    manifest,
    no_forms,
    settings_code,
)
from registry.signage.rules.collect.instance import MOST_XML, Instance, read_instance

__all__ = [
    "FORM_ID",
    "MOST_XML",
    "Instance",
    "Media",
    "envelope",
    "form_list",
    "manifest",
    "no_forms",
    "read_instance",
    "settings_code",
]
