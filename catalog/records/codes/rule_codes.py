"""The codes of what the rules find in records that can be read."""

from __future__ import annotations

from typing import Final

from catalog.records.codes.finding_code import FindingCode
from catalog.records.finding import Severity

BOARD: Final = "Educ. Code 10865(a)(5)"
PROVIDER: Final = "Educ. Code 10861"
FEDERAL: Final = "Educ. Code 10862(b)(2)"
DEFINITIONS: Final = "Educ. Code 10871(a)(2)"
ADVISORY: Final = "Educ. Code 10865(b)"
AGENDA: Final = "Gov. Code 11125(b)"
RECORDED_VOTES: Final = "Gov. Code 11123(c)"


def _code(id: str, severity: Severity, title: str, hint: str, citation: str | None = None) -> FindingCode:
    return FindingCode(id=id, stage="rules", severity=severity, title=title, hint=hint, citation=citation)


_DECISIONS: Final = (
    _code(
        "adopted-twice",
        "error",
        "Two decisions adopt the same text; it counts as not adopted.",
        "Exactly one decision adopts a text; take the second back by an erratum.",
        BOARD,
    ),
    _code(
        "digest-mismatch",
        "error",
        "A text differs from what was adopted under its name.",
        "Put the adopted text back, and make the change in a new version.",
        BOARD,
    ),
    _code(
        "not-adopted",
        "note",
        "No decision adopts this version: it has no force.",
        "Propose it to the board, or leave it as a draft.",
        BOARD,
    ),
    _code(
        "adopts-nothing",
        "error",
        "An effect adopts without naming a digest.",
        "Name in `to` the digest of the text that was voted on.",
        BOARD,
    ),
    _code(
        "base-missing",
        "error",
        "A decision does not say which text it replaces (I3).",
        "Name in `from` the digest of the version adopted last before.",
        BOARD,
    ),
    _code(
        "base-stale",
        "error",
        "A decision names another base than the version adopted last before it (I3).",
        "Post the proposal again on the base of today.",
        BOARD,
    ),
    _code(
        "not-what-was-posted",
        "error",
        "The adopted digest was neither posted nor carried as an amendment (I2).",
        "A body acts on what stood on its agenda; vote on the posted text, or carry the amendment first.",
        AGENDA,
    ),
    _code(
        "decision-without-meeting",
        "error",
        "A decision names no meeting and is not `legacy`: it adopts nothing.",
        "Name the meeting, or say under `legacy` where the catalog knows of it from.",
        RECORDED_VOTES,
    ),
    _code(
        "advisory-adopts",
        "error",
        "An advisory body adopts: the effect is void.",
        "Record a recommendation without effects; the governing body adopts.",
        ADVISORY,
    ),
    _code(
        "may-not-adopt",
        "error",
        "The body's rules of that day do not let it adopt this kind: the effect is void.",
        "Bring it to a body that may adopt it.",
        BOARD,
    ),
    _code(
        "no-rules-yet",
        "error",
        "The body had no rules on the day of the decision: its effects are void.",
        "Give the body rules from a day not after the decision.",
    ),
    _code(
        "effects-without-adoption",
        "error",
        "A motion that was not adopted has effects: they are void.",
        "Only an adopted motion has effects; remove them.",
        BOARD,
    ),
    _code(
        "decision-of-another-body",
        "error",
        "A decision's id names another body than the record.",
        "A decision stands in the folder of the body that decided.",
    ),
    _code(
        "recorded-before-decided",
        "error",
        "A decision was recorded before it was made.",
        "Correct the day on which it was recorded.",
    ),
    _code(
        "recorded-later",
        "warning",
        "A record from the future: it does not count yet.",
        "Correct the day, or wait for it.",
    ),
    _code(
        "effective-before-decided",
        "warning",
        "An effect dated before its decision: it starts with the decision.",
        "Nothing is adopted retroactively; write the day of the decision or a later one.",
    ),
    _code(
        "version-bump-too-small",
        "error",
        "The version number says less than the text changed.",
        "Give the text at least the version that the message names.",
    ),
    _code(
        "meaning-to-confirm",
        "note",
        "A definition was reworded under the same major version.",
        "Let the body confirm that the meaning is the same; if it is not, take the next major version.",
    ),
)

_AGREEMENTS: Final = (
    _code(
        "written-element-missing",
        "error",
        "The law asks for something in writing that the agreement lacks.",
        "Say where in the signed text it stands; if it stands nowhere, amend the agreement.",
        FEDERAL,
    ),
    _code(
        "written-element-unlisted",
        "warning",
        "A written element that the legal basis does not list.",
        "Spell it as the basis does, or remove it.",
    ),
    _code(
        "term-reversed",
        "error",
        "The term ends before it begins: the version is never in force.",
        "Correct the first or the last day.",
    ),
    _code(
        "lapses-soon",
        "warning",
        "The term ends within 90 days and no later version follows.",
        "Have the next version adopted and signed before the last day; a later extension leaves a gap.",
    ),
    _code(
        "lapsed",
        "note",
        "The term has ended and no later version follows.",
        "Adopt and sign a new version if the data should flow again.",
    ),
    _code(
        "from-no-provider",
        "warning",
        "A clause opens data of a partner that provides none here: it opens nothing.",
        "Make the partner a party with the role provider, or take it out of `from`.",
        PROVIDER,
    ),
    _code(
        "not-executed",
        "note",
        "The board adopted it, but not every party has signed: it is not in force (I4).",
        "Record the missing signatures as events.",
        PROVIDER,
    ),
    _code(
        "event-of-stranger",
        "warning",
        "An event names a partner that is no party.",
        "Name a party of that version, or remove nothing and add the right event.",
        PROVIDER,
    ),
    _code(
        "event-recorded-early",
        "error",
        "An event was recorded before it happened.",
        "Correct the day on which it was recorded.",
    ),
    _code(
        "events-without-agreement",
        "error",
        "Events of an agreement that has no text.",
        "Add the agreement's text, or move the file out.",
    ),
    _code(
        "group-not-adopted",
        "warning",
        "A clause pins a group version that is not adopted and effective: it opens nothing.",
        "Have the group version adopted, or pin an adopted one.",
        DEFINITIONS,
    ),
    _code(
        "element-not-adopted",
        "warning",
        "A clause lists elements that are not adopted and effective.",
        "Have the definitions adopted; until then nothing of them flows.",
        DEFINITIONS,
    ),
    _code(
        "element-changed",
        "warning",
        "A clause lists elements in another major version than it accepted.",
        "Accept the new meaning in a new version of the agreement.",
        DEFINITIONS,
    ),
    _code(
        "element-not-supplied",
        "warning",
        "A clause lists elements that none of its providers supplies.",
        "List the partner among the element's providers, or take the element out.",
        PROVIDER,
    ),
)

_LINEAGE: Final = (
    _code(
        "flow-refused",
        "error",
        "Lineage describes a flow that may not happen.",
        "Have it permitted, lower its form with an attestation, or take it out of lineage.",
        PROVIDER,
    ),
    _code(
        "flow-needs-evidence",
        "note",
        "A flow in lineage is permitted only with evidence that is asked when it runs.",
        "Show the evidence at run time.",
    ),
    _code(
        "dataset-without-purpose",
        "warning",
        "A dataset that receives data names no purpose.",
        "Name the purpose for which the dataset is kept.",
    ),
    _code(
        "no-purpose-permits",
        "error",
        "A dataset names no purpose, and none would let its data flow there.",
        "Name a purpose, and have the flows permitted for it.",
        PROVIDER,
    ),
    _code(
        "lineage-not-current",
        "note",
        "No version of the graph is adopted and effective: its flows are not decided.",
        "Have the graph adopted.",
        BOARD,
    ),
    _code(
        "lineage-end",
        "error",
        "Lineage ends at a field that names no origin: what leads there is refused.",
        "Give the field its `element` and `provider`, or its inputs.",
    ),
    _code(
        "lineage-loop",
        "warning",
        "A field is made from itself.",
        "Check that the loop is meant; it keeps the most identifiable form within it.",
    ),
    _code(
        "field-not-current",
        "error",
        "A job makes a field that no current graph describes.",
        "Describe the field in a graph that is adopted.",
    ),
    _code(
        "dataset-differs",
        "error",
        "Two current graphs describe one dataset with another zone or purpose.",
        "Let both say the same.",
    ),
    _code(
        "origin-differs",
        "error",
        "Two current graphs give one field different origins.",
        "Let both say the same, or split the field.",
    ),
    _code(
        "lowering-without-attestation",
        "warning",
        "A form is lowered without attestation: it stays as it was.",
        "Add `attested_by`, `attested_on` and `method`, or take `yields` out.",
    ),
    _code(
        "element-without-regime",
        "warning",
        "A data element names no privacy law.",
        "Name the regimes that govern it, or `none`.",
        FEDERAL,
    ),
)

_PROPOSALS: Final = (
    _code(
        "grade-differs",
        "error",
        "A proposal has another grade than its texts give, and the comment period hangs on the grade.",
        "Propose it anew: `p20w propose` works the grade out.",
    ),
    _code(
        "text-differs",
        "error",
        "The catalog holds another text under the id and version of the proposed one.",
        "A text never changes: give the changed one the next version number.",
    ),
    _code(
        "nothing-to-retire",
        "error",
        "What would be retired does not stand: no version of it is adopted, or it is retired already.",
        "Name a text that is adopted and not retired.",
        BOARD,
    ),
)

_OTHERS: Final = (
    _code(
        "use-case-unknown-item",
        "error",
        "A policy question needs an item that the catalog does not know.",
        "Name `provider:element`, or a field of current lineage.",
    ),
    _code(
        "use-case-without-needs",
        "error",
        "A policy question says not what it needs.",
        "List the items that answering it needs.",
    ),
    _code(
        "promise-broken",
        "error",
        "A flow that was promised never to be possible is permitted.",
        "Change the clause that permits it, or the promise in public.",
    ),
)

RULE_CODES: Final = (*_DECISIONS, *_AGREEMENTS, *_LINEAGE, *_PROPOSALS, *_OTHERS)
