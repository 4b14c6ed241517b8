"""What a clerk recorded in the catalog is noted in the audit trail: who did what, and when."""

from __future__ import annotations

from catalog.errors import WorkspaceUnavailable
from catalog.records.account import Account
from catalog.services.accounts.recording import record
from catalog.services.office import Office


def note(office: Office, did: str, *, by: Account, about: str, **detail: str | None) -> bool:
    """Note a deed that stands in the catalog; say whether the trail could take it.

    The record itself says who took the step, so that a trail that is away takes nothing from it.
    """
    try:
        with office.workspace.writing() as work:
            record(office, work, did, by=by, about=about, **detail)
    except WorkspaceUnavailable:
        return False
    return True
