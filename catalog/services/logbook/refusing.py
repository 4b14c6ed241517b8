"""The rules by which the log's journeys refuse, and how they say so."""

from __future__ import annotations

from typing import Final

from catalog.rules.refusals import refuse
from catalog.services.refusing import Refused

CHECKPOINT_RULE: Final = "C2SP tlog-checkpoint, section Signatures"
COSIGNATURE_RULE: Final = "C2SP tlog-cosignature"
POLICY_RULE: Final = "C2SP tlog-policy"
KEY_RULE: Final = "separation of duty: a private key is one office's alone"


def refused(code: str, message: str, *, citation: str, hint: str) -> Refused:
    """Return the refusal of a journey; no byte has changed."""
    return Refused(refusals=(refuse(code, message, citation=citation, hint=hint),))
