"""Words of the interface that never change become part of the compiled template.

An environment speaks one language. So what ``_("…")`` and ``{% trans %}`` say is looked up once, when a
template is compiled, and not again for each of many thousand pages.
"""

from __future__ import annotations

import gettext
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

_LOOK_UPS: Final = frozenset({"_", "gettext"})


class FoldingEnvironment(Environment):
    """An environment whose templates are compiled with their words in one language."""

    words: gettext.NullTranslations = gettext.NullTranslations()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed: nodes.Template = _Folding(self.words).visit(super()._parse(source, name, filename))
        return parsed


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
