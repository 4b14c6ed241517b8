"""What the check says of version numbers."""

from tests.canonical import digest
from tests.rules.checks.small import codes, only, sound_world
from tests.worlds import World, adopt, element, put


def followed(version: str, **changed: object) -> World:
    world = sound_world()
    base = digest(world["definitions/elements/k12.ssid/1.0.0.yaml"])
    text = element("k12.ssid", version, **{"regime": ["ferpa"], **changed})
    adopt(world, put(world, text), effect={"from": base})
    return world


def test_a_version_says_at_least_as_much_as_changed() -> None:
    assert codes(followed("2.0.0", definition="At most 9 digits.")) == []
    found = only(followed("1.1.0", identifiability="sensitive"), "version-bump-too-small")
    assert found.at == ("version",)
    assert "at least 2.0.0 is wanted" in found.message


def test_a_definition_reworded_within_a_major_version_is_to_be_confirmed() -> None:
    found = only(followed("1.0.1", definition="The same, said otherwise."), "meaning-to-confirm")
    assert found.at == ("definition",)


def test_more_than_the_least_is_never_too_small() -> None:
    assert "version-bump-too-small" not in codes(followed("2.0.0", synonyms=["number"]))
