"""Templates compiled for pages by the ten thousand: words looked up beforehand, calls made direct.

An environment speaks one language. So what ``_("…")`` and ``{% trans %}`` say is looked up once, when a
template is compiled, and not again for each page. What a page says is the same as without this; how fast
it is said is not (``benchmarks/dictionary.py``).
"""

from __future__ import annotations

import gettext
import re
from types import FunctionType
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_LOOK_UPS: Final = frozenset({"_", "gettext"})
_SPECIAL: Final = re.compile("[&<>'\"]")
_QUICKLY: Final = f"; from {__name__} import escaped as escape\n"


def escaped(value: object) -> str:
    """Return a value as it stands in HTML. Most words have nothing in them to escape.

    >>> str(escaped("a < b")), escaped("plain"), str(escaped(Markup("<b>"))), str(escaped(None))
    ('a &lt; b', 'plain', '<b>', 'None')
    """
    if isinstance(value, Markup) or (type(value) is str and _SPECIAL.search(value) is None):
        return value
    return escape(value)


class DirectContext(Context):
    """What a template is rendered in: macros and plain functions are called without further ado."""

    def call(self, /, called: Any, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls, as the one it inherits from would."""
        kind = type(called)
        if kind is Macro:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(self.eval_ctx, *args, **kwargs)
        if kind is FunctionType and not hasattr(called, "jinja_pass_arg"):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class FoldingEnvironment(Environment):
    """An environment whose templates are compiled with their words in one language."""

    context_class = DirectContext
    words: gettext.NullTranslations = gettext.NullTranslations()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _Folding(self.words).visit(super()._parse(source, name, filename))
        return parsed

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002  # as Jinja has it
    ) -> str:
        return super()._generate(source, name, filename, defer_init).replace("\n", _QUICKLY, 1)


class _Folding(NodeTransformer):
    """Put the words in place of each look-up of words that the template gives as they are."""

    def __init__(self, words: gettext.NullTranslations) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802  # named as Jinja asks
        self.generic_visit(node, *args, **kwargs)
        given = node.args[0] if len(node.args) == 1 else None
        plain = node.dyn_args is None and node.dyn_kwargs is None
        if not isinstance(node.node, nodes.Name) or node.node.name not in _LOOK_UPS or not plain:
            return node
        if not isinstance(given, nodes.Const) or not isinstance(given.value, str):
            return node
        words = self._words.gettext(given.value)
        if not node.kwargs:
            return nodes.MarkSafe(nodes.Const(words % {}), lineno=node.lineno)
        named = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
        said = nodes.MarkSafe(nodes.Const(words), lineno=node.lineno)
        return nodes.Mod(said, nodes.Dict(named), lineno=node.lineno)
