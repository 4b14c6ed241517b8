"""Start a catalog: its folders, empty vocabularies, and commented examples beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from catalog.store.writing import write_folder

_FILES: Final = {
    "definitions/partners.yaml": """\
# Who supplies, holds or receives data. Ids are lower case and permanent.
#   - {id: cde, name: California Department of Education, sector: k12}
kind: partners
partners: []
""",
    "definitions/purposes.yaml": """\
# What data may be used for: a tree by `parent`. A permit for a purpose covers the narrower ones.
#   - {id: evaluation, title: Evaluation}
#   - {id: evaluation.program, parent: evaluation, title: Program evaluation}
kind: purposes
purposes: []
""",
    "definitions/zones.yaml": """\
# Where data may rest; one partner holds each zone.
#   - {id: hub.linkage, held_by: hub, title: Linkage}
kind: zones
zones: []
""",
    "definitions/legal-bases.yaml": """\
# Privacy regimes with the forms they protect, and the grounds on which data may be shared.
# regimes:
#   - {id: ferpa, protects: [identified, pseudonymous]}
# bases:
#   - id: ferpa.audit-evaluation
#     title: Audit or evaluation
#     covers: [ferpa]
#     purposes: [evaluation]
#     written_elements:
#       - {id: designates-representative, text: ..., citation: 34 CFR 99.35(a)(3)(i), required: true}
kind: legal-bases
regimes:
  - {id: none, protects: []}
bases: []
""",
    "definitions/README.md": """\
# Definitions

A data element is `elements/<id>/<version>.yaml`. Once it is posted on an agenda it never changes: the next
version is a file of its own.

```yaml
kind: element
id: k12.grade
version: 1.0.0
title: Grade level
definition: The grade in which a pupil is enrolled on the first Wednesday in October.
value_domain: {type: code, domain: grade-level@1.0.0}
regime: [ferpa]
identifiability: indirect
subjects: [pupil]
providers:
  - {partner: cde, source: CALPADS, field: GradeLevel, from: 2017-07-01}
steward: cde
```

A code list is `value-domains/<id>/<version>.yaml`, a named set of elements `groups/<id>/<version>.yaml`.
""",
    "agreements/README.md": """\
# Agreements

The text is `<id>/<version>.yaml`, its life `<id>/events.yaml`: signatures, suspensions, terminations,
append-only.

```yaml
kind: agreement
id: cde-participation
version: 1.0.0
title: Participation agreement
parties:
  - {partner: cde, role: provider}
  - {partner: hub, role: recipient}
legal_bases:
  - {basis: ferpa.audit-evaluation, written_elements: {designates-representative: "§2"}}
effective_from: 2026-07-01
effective_through: 2029-06-30
clauses:
  - id: load
    effect: permit
    from: [cde]
    to: [hub]
    fields: {elements: [k12.grade]}
    purposes: [evaluation]
    zones: [hub.linkage]
    forms: [identified]
  - {id: no-sale, effect: forbid, from: [cde], to: any, fields: any, purposes: [commercial], survives: true}
```

```yaml
- event: signed
  version: 1.0.0
  partner: cde
  on: 2026-05-28
  recorded_on: 2026-05-29
  by: authorized signatory
  evidence: scan 12
```
""",
    "lineage/README.md": """\
# Lineage

A graph is `<id>/<version>.yaml`: datasets with their zones and fields, and jobs that make fields from fields.

```yaml
kind: lineage
id: pipeline
version: 1.0.0
datasets:
  - {id: cde.calpads, zone: cde.source, fields: [{name: Grade, element: k12.grade, provider: cde}]}
  - {id: hub.pupils, zone: hub.linkage, purpose: evaluation, fields: [{name: grade}]}
jobs:
  - id: load
    run_by: hub
    outputs:
      - {field: hub.pupils.grade, inputs: [{field: cde.calpads.Grade, type: DIRECT, subtype: IDENTITY}]}
```
""",
    "meetings/README.md": """\
# Meetings and decisions

A body is `bodies/<id>.yaml`, a meeting `<body>/<day>/meeting.yaml`, a decision record
`decisions/<body>/<year>/<serial>.yaml`.
A text counts only once a decision adopts its digest; `p20w digest FILE` prints it.

```yaml
kind: decision
id: board/2026/0001
body: board
title: Adopt definition k12.grade 1.0.0
decided_on: 2026-02-18
recorded_on: 2026-02-19
outcome: adopted
effects:
  - {op: adopt, object: "element:k12.grade@1.0.0", to: "sha256:...", effective: 2026-02-18}
dissent: []
summary: {en: Adopted before this catalog kept records.}
legacy: {source: minutes of the board, note: taken over from older practice}
```
""",
}


def start(folder: Path) -> tuple[str, ...]:
    """Make an empty catalog in a new or empty folder and return the files made.

    Raises ``WriteRefused`` where something is there already. Nothing is overwritten or left half-made.
    """
    write_folder(folder, {name: text.encode() for name, text in _FILES.items()})
    return tuple(_FILES)
