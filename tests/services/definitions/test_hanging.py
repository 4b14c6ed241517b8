"""What hangs on a definition is found: clauses, questions, groups, datasets, lists."""

from datetime import date

from catalog.records.ids import ElementId, PartnerId
from catalog.services.definitions.asking import questions_of
from catalog.services.definitions.carrying import clause_rows
from catalog.services.definitions.dictionary import Dictionary
from catalog.services.definitions.flowing import flows_of
from catalog.services.definitions.grouping import groups_of
from catalog.services.definitions.listing import (
    agreements,
    by_letter,
    by_topic,
    members,
    partner_view,
    pinning,
)
from tests.dictionaries import Small, agreement, code_list, element, group, lineage, permit, use_cases

ASKED = ElementId("k12.absent")


def clauses(dictionary: Dictionary, id: str = ASKED) -> dict[str, str]:
    text = dictionary.element(id)
    assert text is not None
    return {row.clause: row.effect for row in clause_rows(dictionary, text)}


def forbid(id: str, **more: object) -> dict[str, object]:
    return {"id": id, "effect": "forbid", **more}


def test_a_clause_is_found_that_lists_a_definition_or_its_group_or_bans_all_of_a_provider() -> None:
    small = Small()
    small.adopt(element())
    small.adopt(element("k12.other"))
    small.adopt(group("k12.absent"))
    text = agreement(
        permit("k12.absent", id="by-name"),
        permit("k12.other", id="of-another"),
        permit(id="by-group", fields={"groups": ["core@1.0.0"]}),
        permit(id="excepted", fields={"groups": ["core@1.0.0"], "except": ["k12.absent"]}),
        forbid("no-sale", **{"from": ["cde"], "purposes": ["commercial"]}),
        forbid("no-other", **{"from": ["cde"], "fields": {"elements": ["k12.other"]}}),
        forbid("of-edd", **{"from": ["edd"], "purposes": ["commercial"]}),
        forbid("of-all", purposes=["commercial"]),
    )
    small.sign(small.adopt(text))
    assert clauses(small.dictionary()) == {
        "by-group": "permit", "by-name": "permit", "no-sale": "forbid", "of-all": "forbid",
    }  # fmt: skip


def test_a_clause_says_whether_it_is_open_today_and_where_its_agreement_stands() -> None:
    small = Small()
    text = element()
    small.adopt(text)
    carrying = small.adopt(agreement(permit("k12.absent")))
    small.sign(carrying, on="2026-09-01")
    dictionary = small.dictionary()
    element_text = dictionary.element(ASKED)
    assert element_text is not None
    assert clause_rows(dictionary, element_text) == ()
    small.sign(carrying)
    (row,) = clause_rows(small.dictionary(), element_text)
    assert (row.standing, [one.id for one in row.open_for]) == ("in force", ["cde"])
    assert [one.words for one in row.purposes or ()] == ["Evaluate"]
    small.adopt(element(version="2.0.0"), on="2026-01-01")
    later = small.dictionary()
    newest = later.element(ASKED)
    assert newest is not None
    (row,) = clause_rows(later, newest)
    assert row.open_for == ()


def test_a_draft_of_an_agreement_carries_nothing_in_public() -> None:
    small = Small()
    small.adopt(element())
    small.write(agreement(permit("k12.absent")))
    assert clauses(small.dictionary()) == {}
    assert agreements(small.dictionary()) == ()


def test_a_question_is_found_by_its_source_and_through_lineage_and_by_a_former_id() -> None:
    small = Small()
    small.adopt(element(formerly=["k12.away"]))
    small.adopt(element("k12.other"))
    small.adopt(lineage("k12.absent", "k12.other"))
    small.documents["definitions/use-cases.yaml"] = use_cases("cde:k12.away", "c2c.table.made")
    (found,) = questions_of(small.dictionary(), ASKED)
    assert found.items == ("cde:k12.away", "c2c.table.made")
    (through,) = questions_of(small.dictionary(), ElementId("k12.other"))
    assert through.items == ("c2c.table.made",)


def test_a_definition_flows_from_its_source_into_what_is_made_of_it() -> None:
    small = Small()
    small.adopt(element())
    small.adopt(lineage("k12.absent"))
    source, table = flows_of(small.dictionary(), ASKED)
    assert (source.dataset, source.carries, source.fields, source.form) == (
        "cde.file",
        True,
        ("f0",),
        "identified",
    )
    assert (table.dataset, table.carries, table.form) == ("c2c.table", False, "pseudonymous")
    assert (table.holder.words, table.purpose and table.purpose.words) == ("Office", "Evaluate")


def test_groups_code_lists_and_partners_know_what_belongs_to_them() -> None:
    small = Small()
    small.adopt(code_list())
    small.adopt(element(value_domain={"type": "code", "domain": "levels@1.0.0"}, formerly=["k12.away"]))
    small.adopt(group("k12.away"))
    dictionary = small.dictionary()
    assert [one.id for one in groups_of(dictionary, ASKED)] == ["core"]
    assert [(one.id, version) for one, version in pinning(dictionary, "levels")] == [("k12.absent", "1.0.0")]
    text = dictionary.shown("group", "core")
    assert text is not None
    assert [one.id for one in members(dictionary, text)] == ["k12.absent"]
    view = partner_view(dictionary, PartnerId("cde"))
    assert view is not None
    assert [(one.id, supplier.since) for one, supplier in view.supplies] == [("k12.absent", date(2017, 7, 1))]
    assert [zone.id for zone in view.zones] == ["cde.source"]
    assert partner_view(dictionary, PartnerId("nobody")) is None


def test_definitions_are_listed_by_letter_and_topic() -> None:
    small = Small()
    for id, title in (("k12.a", "Ábaco"), ("ccc.b", "birth"), ("ccc.c", "9th grade")):
        small.adopt(element(id, title=title))
    dictionary = small.dictionary()
    assert {letter: [one.name.id for one in found] for letter, found in by_letter(dictionary).items()} == {
        "a": ["k12.a"], "b": ["ccc.b"], "other": ["ccc.c"],
    }  # fmt: skip
    assert list(by_letter(dictionary))[-1] == "other"
    assert {topic: len(found) for topic, found in by_topic(dictionary).items()} == {"ccc": 2, "k12": 1}
