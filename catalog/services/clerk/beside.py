"""What a clerk keeps beside meetings: the life of agreements, and errata to final records."""

from __future__ import annotations

from typing import Final

from catalog.errors import NotFound
from catalog.interchange.pages import Page
from catalog.phrases import Phrase, phrase
from catalog.records.decision_record import DecisionRecord
from catalog.records.ids import AgreementId, DecisionId
from catalog.rules.meetings.errata import corrected, errata_of
from catalog.services.agreement_life.standing import list_agreements, show_agreement
from catalog.services.clerk.forms import Filled, sheet_of
from catalog.services.current import Reading
from catalog.services.decision_records.showing import CORRECTABLE

VERBS: Final[dict[str, Phrase]] = {
    "sign": phrase("Record a signature"),
    "suspend": phrase("Record a suspension"),
    "resume": phrase("Record that a suspension ends"),
    "terminate": phrase("Record a termination"),
}
"""The events of an agreement's life that a clerk records."""

FIELDS_OF_EVENTS: Final = {
    "day-to-come": "on",
    "unknown-version": "version",
    "no-party": "partner",
    "signed-already": "partner",
    "not-the-adopted-text": "version",
}
"""The field beside which each refusal of an event stands."""

_NEWEST: Final = 50


def agreements_page(reading: Reading) -> Page:
    """Return every agreement with where it stands."""
    day = reading.today
    return Page(
        template="desk/agreements.html",
        address="desk/agreements.html",
        title=phrase("Agreements at the desk"),
        section="desk",
        shown={"agreements": list_agreements(reading.snapshot, on=day, as_known=day)},
    )


def agreement_page(reading: Reading, id: str) -> Page:
    """Return one agreement with its versions, signatures and events. Raises ``NotFound``."""
    return Page(
        template="desk/agreement.html",
        address=f"desk/agreements/{id}.html",
        title=phrase("Agreement {id}", id=id),
        section="desk",
        shown={"standing": _standing(reading, id), "verbs": VERBS},
    )


def event_page(reading: Reading, id: str, verb: str, filled: Filled) -> Page:
    """Return the form by which an event is recorded. Raises ``NotFound``."""
    if verb not in VERBS:
        raise NotFound(phrase("a clerk records no `{verb}`", verb=verb))
    standing = _standing(reading, id)
    seen = str(len(reading.snapshot.events.get(AgreementId(id), ())))
    return Page(
        template="desk/event.html",
        address=f"desk/agreements/{id}/{verb}.html",
        title=VERBS[verb],
        section="desk",
        shown={
            "standing": standing,
            "verb": verb,
            "sheet": sheet_of(verb, filled, seen=seen),
            "is_late": filled.is_late,
            "partners": reading.snapshot.partners,
            "today": reading.today,
        },
    )


def _standing(reading: Reading, id: str) -> object:
    day = reading.today
    if AgreementId(id) not in reading.snapshot.agreements:
        raise NotFound(phrase("there is no agreement `{id}`", id=id))
    return show_agreement(reading.snapshot, id, on=day, as_known=day)


def errata_page(reading: Reading, filled: Filled) -> Page:
    """Return the form of an erratum: to the record that is named, or the choice of one."""
    snapshot, named = reading.snapshot, filled.value("decision")
    record = snapshot.decisions.get(DecisionId(named))
    errata = [] if record is None else errata_of(record, snapshot.errata.values())
    newest = sorted(snapshot.decisions.values(), key=lambda one: (one.decided_on, one.id), reverse=True)
    return Page(
        template="desk/errata.html",
        address="desk/errata.html",
        title=phrase("Errata to final records"),
        section="desk",
        shown={
            "sheet": sheet_of("erratum", filled, seen=str(len(errata))),
            "is_late": filled.is_late,
            "record": record,
            "errata": errata,
            "fields": {} if record is None else _fields(record, reading),
            "records": newest[:_NEWEST],
        },
    )


def _fields(record: DecisionRecord, reading: Reading) -> dict[str, dict[str, str]]:
    """Return the words of a record that an erratum can mend, as corrected so far."""
    errata = errata_of(record, reading.snapshot.errata.values())
    return {field: corrected(record, errata, field=field) for field in CORRECTABLE}
