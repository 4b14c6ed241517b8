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

A code list is `value-domains/<id>/<version>.yaml`.

```yaml
kind: value-domain
id: grade-level
version: 1.0.0
title: Grade level
values:
  - {code: "KN", label: Kindergarten}
  - {code: "05", label: Grade 5}
```

A named set of elements is `groups/<id>/<version>.yaml`. A permit pins its version; a forbid means all.

```yaml
kind: group
id: k12-core
version: 1.0.0
title: K-12 core
elements: [k12.grade]
```

Policy questions, and the flows that answering them needs, are `use-cases.yaml`.

```yaml
kind: use-cases
use_cases:
  - id: grades
    title: Grades
    question: In which grades are pupils enrolled?
    needs: [cde:k12.grade]
    recipient: hub
    purpose: evaluation
    zone: hub.linkage
```

Flows that must never be possible are `promises.yaml`; every check tests them.

```yaml
kind: promises
promises:
  - id: no-names-in-public
    title: Nothing identified in public
    never: {recipients: [public], forms: [identified]}
```
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

A body is `bodies/<id>.yaml`: its seats, and its rules from a day on.

```yaml
kind: body
id: board
title: Governing board
classification: governing
law: []
seats:
  - {id: seat.01, label: Superintendent, law: by statute, designee: true, voting: true}
rules:
  - from: 2021-07-01
    seats: 1
    quorum: {fraction: 1/2, of: membership, more_than: true}
    notice_days: 10
    may_adopt: [element, value-domain, group, agreement, lineage]
    thresholds:
      adopt: {fraction: 2/3, of: membership}
      procedural: {fraction: 1/2, of: present, more_than: true}
    membership_base: authorized
    comment_days: {wording: 30, compatible: 60, breaking: 90}
terms: []
```

What is proposed is `proposals/<id>.yaml`; `p20w propose` writes it. It names the digest of the text.

```yaml
kind: proposal
id: prop-2026-001
change: new
object: "element:k12.grade@1.0.0"
version: 1.0.0
digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
rationale: The grade is asked for by every question.
options: [Leave it out]
author: staff of the hub
```

A meeting is `<body>/<day>/meeting.yaml`, with its papers in `materials/` beside it. `p20w meeting` writes it,
and refuses what the law on open meetings refuses.

```yaml
kind: meeting
id: board/2026-02-18
body: board
meeting_kind: regular
start: 2026-02-18T10:00:00-08:00
place: {name: Town hall, address: 1 Main Street, remote: []}
status: adjourned
notice:
  posted_at: 2026-02-07T17:00:00-08:00
  url: the board's own page
  contact: {name: clerk, address: 1 Main Street, phone: "555-0100"}
  agenda_digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  sent_to: 12
  revisions: []
agenda:
  - number: "3"
    title: Adopt definition k12.grade 1.0.0
    class: action
    proposal: prop-2026-001
    comment: {opened_at: 2026-02-18T10:05:00-08:00}
attendance:
  - {seat: seat.01, at: 2026-02-18T10:00:00-08:00, presence: room}
recusals: []
comments: []
motions:
  - id: m1
    item: "3"
    class: adopt
    text: Adopt as posted
    mover: seat.01
    adopts: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
votes:
  - id: v1
    motion: m1
    at: 2026-02-18T10:20:00-08:00
    method: roll-call
    roll: {seat.01: {vote: aye}}
```

A decision record is `decisions/<body>/<year>/<serial>.yaml`. A text counts only once a decision adopts its
digest: by a vote of a meeting, or, for what is older than this catalog, with `legacy` and its source.

```yaml
kind: decision
id: board/2026/0001
body: board
title: Adopt definition k12.grade 1.0.0
decided_on: 2026-02-18
recorded_on: 2026-02-19
outcome: adopted
effects:
  - op: adopt
    object: "element:k12.grade@1.0.0"
    to: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
    effective: 2026-02-18
dissent: []
summary: {en: Adopted before this catalog kept records.}
legacy: {source: minutes of the board, note: taken over from older practice}
```

A final record is never edited. A slip of the pen is put right beside it, in `<serial>-erratum-<n>.yaml`;
`p20w decision erratum` writes it.

```yaml
kind: erratum
id: board/2026/0001-erratum-1
corrects: board/2026/0001
recorded_on: 2026-03-02
by: clerk of the board
field: summary
reads: Adopted before
should_read: Adopted long before
reason: a slip of the pen
```
""",
}


def start(folder: Path) -> tuple[str, ...]:
    """Make an empty catalog in a new or empty folder and return the files made.

    Raises ``WriteRefused`` where something is there already. Nothing is overwritten or left half-made.
    """
    write_folder(folder, {name: text.encode() for name, text in _FILES.items()})
    return tuple(_FILES)
