"""What the check says of policy questions, and which can be answered."""

from datetime import date

from catalog.rules.checks.use_cases import answerable
from catalog.store.reading import load_documents
from tests.rules.checks.small import only, sound_world
from tests.worlds import World

ON = date(2026, 3, 1)


def asking(*needs: str, zone: str = "c2c.linkage") -> World:
    world = sound_world()
    case = {"id": "q", "title": "Q", "question": "Who?", "needs": list(needs)}
    case |= {"recipient": "c2c", "purpose": "evaluation", "zone": zone}
    world["definitions/use-cases.yaml"] = {"kind": "use-cases", "use_cases": [case]}
    return world


def can_answer(world: World) -> bool:
    snapshot = load_documents(world).sound()
    return answerable(snapshot, snapshot.use_cases["q"], on=ON, as_known=ON)


def test_a_need_that_names_nothing_is_an_error_at_the_need() -> None:
    found = only(asking("cde:k12.ssid", "cde:k12.nothing"), "use-case-unknown-item")
    assert found.at == ("use_cases", "q", "needs", "cde:k12.nothing")


def test_a_question_that_needs_nothing_is_no_question_that_can_be_answered() -> None:
    world = asking()
    assert only(world, "use-case-without-needs").severity == "error"
    assert not can_answer(world)


def test_a_question_is_answerable_where_all_it_needs_may_flow() -> None:
    assert can_answer(asking("cde:k12.ssid"))
    assert not can_answer(asking("cde:k12.ssid", zone="uni.enclave"))
