"""Plan a release: choose its form, decide each column, and say what is done to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from catalog.records.ids import FORMS, RANK, Form
from catalog.records.release import Carried, LeftOut, ReleasePlan, Treatment
from catalog.rules.flows.conditions import join
from catalog.rules.lineage.hops import ANY_CELL
from catalog.rules.release.fields import Field
from catalog.rules.release.ruling import Ruler

ROW_FORMS: Final[tuple[Form, ...]] = ("identified", "pseudonymous", "deidentified")
"""The forms in which rows about persons can be let through, each as a row of its own."""


def plan_release(
    ruler: Ruler, bound: Sequence[str], unbound: Sequence[str] = (), *, form: Form | None = None
) -> ReleasePlan:
    """Plan the release of the columns that are bound to fields, in the form asked for or the best one.

    The best form is the one in which most columns may flow; of several, the most identifiable. No form is
    more identifiable than what lineage gives the data. Where the release itself makes the data de-identified,
    its smallest class of rows is evidence, and is held to what the clauses ask once it is measured.
    """
    plans = [_in_form(ruler, bound, unbound, form=one) for one in _candidates(ruler, bound, form)]
    return max(plans, key=lambda plan: (len(plan.carried), -RANK[plan.form]))


def _candidates(ruler: Ruler, bound: Sequence[str], form: Form | None) -> tuple[Form, ...]:
    if form is not None:
        return (form,)
    present = [ruler.dataset.fields[name].form for name in bound]
    most = min((RANK[one] for one in present), default=0)
    return tuple(one for one in ROW_FORMS if RANK[one] >= most) or (FORMS[most],)


def _in_form(ruler: Ruler, bound: Sequence[str], unbound: Sequence[str], *, form: Form) -> ReleasePlan:
    carried, left_out = [], [LeftOut(name=name, why="unbound") for name in unbound]
    attested = all(RANK[ruler.dataset.fields[name].form] >= RANK[form] for name in bound)
    if form == "deidentified" and not attested:
        ruler = replace(ruler, use=replace(ruler.use, min_cell=ANY_CELL))
    for name in bound:
        field = ruler.dataset.fields[name]
        decision = ruler.rule(name, form=form)
        treatment = treatment_of(field, form=form)
        if not decision.permitted:
            left_out.append(LeftOut(name=name, why="refused", decision=decision))
        elif treatment is None:
            left_out.append(LeftOut(name=name, why="identifier", decision=decision))
        else:
            carried.append(
                Carried(
                    name=name,
                    address=field.address,
                    decision=decision,
                    treatment=treatment,
                    value_type=field.value_type,
                    quasi=field.quasi,
                )
            )
    return ReleasePlan(
        dataset=ruler.dataset.dataset,
        use=ruler.use,
        form=form,
        carried=tuple(carried),
        left_out=tuple(left_out),
        conditions=join(one.decision.verdict.conditions for one in carried),
        attested=attested,
    )


def treatment_of(field: Field, *, form: Form) -> Treatment | None:
    """Return what a field's values undergo to have a form; ``None`` where no treatment gives it.

    In pseudonymous data a direct identifier becomes a keyed hash, and so does a pseudonym that others may
    hold already. De-identified data has neither; its days become years and its rare codes are grouped. Data
    that lineage attests to be as little identifiable stays as it is.
    """
    made = RANK[field.form] < RANK[form]
    if form == "identified" or (not made and not field.identifier):
        return "as-is"
    if form == "pseudonymous":
        return "keyed-hash" if field.identifier and RANK[field.form] <= RANK[form] else "as-is"
    if field.identifier and RANK[field.form] < RANK["deidentified"]:
        return None
    if form == "aggregate":
        return "as-is" if not made else None
    return _coarsened(field) if made else "as-is"


def _coarsened(field: Field) -> Treatment:
    if field.value_type == "date":
        return "year-only"
    return "as-is" if field.value_type in {"boolean", "integer", "decimal"} else "rare-grouped"
