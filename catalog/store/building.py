"""Documents of the right shape become records: definitions, vocabularies, agreements, lineage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from catalog.records.agreement import (
    Agreement,
    AgreementEvent,
    ClaimedBasis,
    Conditions,
    Fields,
    Forbid,
    Onward,
    Party,
    Permit,
    RowCondition,
)
from catalog.records.element import (
    NO_LIMITS,
    AssetFraming,
    Element,
    Group,
    PermissibleValue,
    Provenance,
    Provider,
    Reference,
    Translation,
    ValueDomain,
    ValueLimits,
)
from catalog.records.ids import GroupId, Pin, Version
from catalog.records.lineage import Dataset, DatasetField, Input, Job, Lineage, Output
from catalog.records.vocabulary import (
    LegalBasis,
    Partner,
    Promise,
    Purpose,
    Regime,
    UseCase,
    WrittenElement,
    Zone,
)

Document = dict[str, Any]
_LIMITS: Final = frozenset({"required", "minimum", "maximum", "pattern", "years"})


def provenance(document: Document) -> Provenance | None:
    """Return where a record says it comes from."""
    given = document.get("provenance")
    return Provenance(status=given["status"], source=given["source"]) if given else None


def optional_day(given: str | None) -> date | None:
    """Return a day that may be left out."""
    return None if given is None else date.fromisoformat(given)


def partners(document: Document) -> list[Partner]:
    """Build the partners."""
    return [Partner(id=p["id"], name=p["name"], sector=p["sector"]) for p in document["partners"]]


def purposes(document: Document) -> list[Purpose]:
    """Build the purposes."""
    return [Purpose(id=p["id"], parent=p.get("parent"), title=p["title"]) for p in document["purposes"]]


def zones(document: Document) -> list[Zone]:
    """Build the zones."""
    return [Zone(id=z["id"], held_by=z["held_by"], title=z["title"]) for z in document["zones"]]


def regimes(document: Document) -> list[Regime]:
    """Build the privacy regimes."""
    return [Regime(id=r["id"], protects=frozenset(r["protects"])) for r in document["regimes"]]


def bases(document: Document) -> list[LegalBasis]:
    """Build the legal bases with their checklists."""
    return [
        LegalBasis(
            id=b["id"],
            title=b["title"],
            covers=frozenset(b["covers"]),
            purposes=tuple(b["purposes"]),
            written_elements=tuple(
                WrittenElement(id=w["id"], text=w["text"], citation=w["citation"], required=w["required"])
                for w in b["written_elements"]
            ),
        )
        for b in document["bases"]
    ]


def use_cases(document: Document) -> list[UseCase]:
    """Build the policy questions."""
    return [
        UseCase(
            id=u["id"],
            title=u["title"],
            question=u["question"],
            citation=u.get("citation"),
            needs=tuple(u["needs"]),
            sender=u.get("sender"),
            recipient=u["recipient"],
            purpose=u["purpose"],
            zone=u["zone"],
            form=u.get("form"),
            min_cell=(u.get("evidence") or {}).get("min_cell"),
            irb=(u.get("evidence") or {}).get("irb"),
        )
        for u in document["use_cases"]
    ]


def promises(document: Document) -> list[Promise]:
    """Build the promises. A key that is not given is no condition."""
    keys = (
        "identifiability",
        "regimes",
        "elements",
        "providers",
        "recipients",
        "purposes",
        "zones",
        "not_zones",
        "forms",
    )
    return [
        Promise(
            id=p["id"],
            title=p["title"],
            **{key: None if p["never"].get(key) is None else frozenset(p["never"][key]) for key in keys},
        )
        for p in document["promises"]
    ]


def group(document: Document) -> Group:
    """Build one version of a group."""
    return Group(
        id=document["id"],
        version=Version.parse(document["version"]),
        title=document["title"],
        elements=tuple(document["elements"]),
        provenance=provenance(document),
    )


def value_domain(document: Document) -> ValueDomain:
    """Build one version of a code list."""
    return ValueDomain(
        id=document["id"],
        version=Version.parse(document["version"]),
        title=document["title"],
        values=tuple(
            PermissibleValue(
                code=v["code"],
                label=v["label"],
                definition=v.get("definition"),
                until=optional_day(v.get("until")),
            )
            for v in document["values"]
        ),
        provenance=provenance(document),
    )


def element(document: Document) -> Element:
    """Build one version of a data element."""
    domain = document["value_domain"].get("domain")
    framing = document.get("asset_framing")
    return Element(
        id=document["id"],
        version=Version.parse(document["version"]),
        title=document["title"],
        definition=document["definition"],
        plain_language=document.get("plain_language"),
        usage_notes=document.get("usage_notes"),
        value_type=document["value_domain"]["type"],
        value_domain=Pin.parse(domain) if domain else None,
        unit=document.get("unit"),
        regime=tuple(document["regime"]),
        identifiability=document["identifiability"],
        subjects=tuple(document["subjects"]),
        providers=tuple(_provider(p) for p in document["providers"]),
        steward=document["steward"],
        mappings={system: tuple(ids or ()) for system, ids in (document.get("mappings") or {}).items()},
        synonyms=tuple(document.get("synonyms") or ()),
        formerly=tuple(document.get("formerly") or ()),
        translations={code: _translation(t) for code, t in (document.get("translations") or {}).items()},
        asset_framing=framing
        and AssetFraming(reviewed_on=date.fromisoformat(framing["reviewed_on"]), note=framing["note"]),
        references=tuple(
            Reference(label=r["label"], url=r.get("url")) for r in document.get("references") or ()
        ),
        provenance=provenance(document),
        limits=_limits(document["value_domain"]),
    )


def _limits(given: Document) -> ValueLimits:
    if not _LIMITS & given.keys():
        return NO_LIMITS
    bounds = {key: None if given.get(key) is None else str(given[key]) for key in ("minimum", "maximum")}
    return ValueLimits(
        required=bool(given.get("required")),
        pattern=given.get("pattern"),
        years=given.get("years"),
        **bounds,
    )


def _provider(given: Document) -> Provider:
    return Provider(
        partner=given["partner"],
        since=date.fromisoformat(given["from"]),
        source=given.get("source"),
        field=given.get("field"),
        comparability=given.get("comparability"),
    )


def _translation(given: Document) -> Translation:
    return Translation(
        title=given.get("title"),
        definition=given.get("definition"),
        plain_language=given.get("plain_language"),
        of=given["of"],
        by=given["by"],
    )


def agreement(document: Document) -> Agreement:
    """Build one version of an agreement."""
    clauses = document["clauses"]
    return Agreement(
        id=document["id"],
        version=Version.parse(document["version"]),
        title=document["title"],
        parties=tuple(
            Party(partner=p["partner"], role=p["role"], designated_as=p.get("designated_as"))
            for p in document["parties"]
        ),
        legal_bases=tuple(
            ClaimedBasis(basis=b["basis"], written_elements=dict(b["written_elements"]))
            for b in document["legal_bases"]
        ),
        effective_from=date.fromisoformat(document["effective_from"]),
        effective_through=date.fromisoformat(document["effective_through"]),
        permits=tuple(_permit(c) for c in clauses if c["effect"] == "permit"),
        forbids=tuple(_forbid(c) for c in clauses if c["effect"] == "forbid"),
        provenance=provenance(document),
    )


def _permit(clause: Document) -> Permit:
    return Permit(
        id=clause["id"],
        text=clause.get("text"),
        origins=tuple(clause["from"]),
        to=frozenset(clause["to"]),
        fields=_fields(clause["fields"]),
        purposes=tuple(clause["purposes"]),
        zones=frozenset(clause["zones"]),
        forms=frozenset(clause["forms"]),
        conditions=_conditions(clause.get("conditions")),
        onward=tuple(
            Onward(
                to=frozenset(row["to"]),
                purposes=None if row.get("purposes") is None else tuple(row["purposes"]),
                zones=frozenset(row["zones"]),
                forms=frozenset(row["forms"]),
                conditions=_conditions(row.get("conditions")),
            )
            for row in clause.get("onward") or ()
        ),
    )


def _forbid(clause: Document) -> Forbid:
    def listed(key: str, made: Callable[[Any], Any]) -> Any:
        given = clause.get(key)
        return None if not given or given == "any" else made(given)

    return Forbid(
        id=clause["id"],
        text=clause.get("text"),
        origins=listed("from", frozenset),
        to=listed("to", frozenset),
        fields=listed("fields", _fields),
        purposes=listed("purposes", tuple),
        zones=listed("zones", frozenset),
        forms=listed("forms", frozenset),
        survives=clause.get("survives") or False,
    )


def _fields(given: Document) -> Fields:
    groups = given.get("groups") or ()
    return Fields(
        elements=tuple(given.get("elements") or ()),
        groups=tuple(Pin.parse(g) for g in groups if "@" in g),
        floating_groups=tuple(GroupId(g) for g in groups if "@" not in g),
        exceptions=tuple(given.get("except") or ()),
    )


def _conditions(given: Document | None) -> Conditions:
    given = given or {}
    return Conditions(
        min_cell=given.get("min_cell"),
        irb=given.get("irb"),
        retain_through=optional_day(given.get("retain_through")),
        destroy_within_days=given.get("destroy_within_days"),
        no_reidentification=given.get("no_reidentification") or False,
        publish_notice=given.get("publish_notice") or False,
        rows=tuple(_row(row) for row in given.get("rows") or ()),
    )


def _row(given: Document) -> RowCondition:
    values = given.get("in")
    return RowCondition(
        element=given["element"],
        values=None if values is None else tuple(values),
        first=given.get("from"),
        last=given.get("through"),
    )


def events(document: list[Document]) -> list[AgreementEvent]:
    """Build the events of an agreement, in the order in which they stand."""
    return [
        AgreementEvent(
            event=e["event"],
            version=Version.parse(e["version"]) if e.get("version") else None,
            partner=e.get("partner"),
            since=optional_day(e.get("from")),
            through=optional_day(e.get("through")),
            effective_from=optional_day(e.get("effective_from")),
            on=date.fromisoformat(e["on"]),
            recorded_on=date.fromisoformat(e["recorded_on"]),
            by=e["by"],
            evidence=e["evidence"],
        )
        for e in document
    ]


def lineage(document: Document) -> Lineage:
    """Build one version of a lineage graph."""
    return Lineage(
        id=document["id"],
        version=Version.parse(document["version"]),
        datasets=tuple(
            Dataset(
                id=d["id"],
                zone=d["zone"],
                purpose=d.get("purpose"),
                key=tuple(d.get("key") or ()),
                fields=tuple(
                    DatasetField(name=f["name"], element=f.get("element"), provider=f.get("provider"))
                    for f in d["fields"]
                ),
            )
            for d in document["datasets"]
        ),
        jobs=tuple(
            Job(
                id=j["id"],
                run_by=j["run_by"],
                outputs=tuple(
                    Output(field=o["field"], inputs=tuple(_input(i) for i in o["inputs"]))
                    for o in j["outputs"]
                ),
            )
            for j in document["jobs"]
        ),
        provenance=provenance(document),
    )


def _input(given: Document) -> Input:
    return Input(
        field=given["field"],
        type=given["type"],
        subtype=given["subtype"],
        masking=given.get("masking") or False,
        yields=given.get("yields"),
        min_cell=given.get("min_cell"),
        attested_by=given.get("attested_by"),
        attested_on=optional_day(given.get("attested_on")),
        method=given.get("method"),
    )
