"""Templates that are compiled to be fast say what they would say anyway."""

import gettext
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from catalog.interchange.folding import FoldingEnvironment, escaped

PARTS = "{% macro bold(words, mark='b') %}<{{ mark }}>{{ words }}</{{ mark }}>{% endmacro %}"
PAGE = """\
{% from "parts.html" import bold %}
{% macro own(one) %}[{{ bold(one) }}]{% endmacro %}
{{ _("Hello & welcome") }} {{ _("100%% of %(who)s", who=who) }} {{ who }} {{ safe }} {{ none }} {{ 7 }}
{% trans count=2 %}one{% pluralize %}{{ count }} many{% endtrans %}
{% trans who=who %}By {{ who }}{% endtrans %}
{% for one in each %}
{{ loop.index }}{{ own(one) }}{{ bold(one, mark="i") }}{{ plain(one) }}{{ one.upper() }}
{% endfor %}
"""


class Spanish(gettext.NullTranslations):
    """A few words of another language, hostile ones among them."""

    def gettext(self, message: str) -> str:
        """Return the words, or the message itself."""
        return {"Hello & welcome": "Hola <b>", "By %(who)s": "De %(who)s"}.get(message, message)


def plain(words: str) -> str:
    return f"({words})"


def rendered(environment: Environment, words: gettext.NullTranslations) -> str:
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    shown: dict[str, Any] = {
        "who": "<script>'\"&",
        "safe": Markup("<i>"),
        "each": ["a<", "b"],
        "plain": plain,
    }
    return environment.get_template("page.html").render(shown)


def made(kind: type[Environment]) -> Environment:
    loader = DictLoader({"page.html": PAGE, "parts.html": PARTS})
    return kind(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])


@pytest.mark.parametrize("words", [gettext.NullTranslations(), Spanish()])
def test_a_page_says_the_same_as_without_it(words: gettext.NullTranslations) -> None:
    folding = made(FoldingEnvironment)
    assert isinstance(folding, FoldingEnvironment)
    folding.words = words
    found = rendered(folding, words)
    assert found == rendered(made(Environment), words)
    assert "<script>" not in found


def test_a_name_that_a_template_misspells_is_still_an_error() -> None:
    environment = FoldingEnvironment(undefined=StrictUndefined, autoescape=True)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody }}").render()


@pytest.mark.parametrize("value", ["&", "<", ">", "'", '"', "é", "", None, 3, Markup("<b>")])
def test_what_is_escaped_reads_as_it_does_elsewhere(value: object) -> None:
    assert escaped(value) == Environment(autoescape=True).from_string("{{ it }}").render(it=value)
