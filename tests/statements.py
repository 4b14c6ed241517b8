"""Random statements over the small world of ``tests/queries.py``, most of which may be read of it."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from tests.queries import DATASETS, MAY_READ

Column = tuple[str, str]
"""A name of a source, or none, and of a column."""

T = TypeVar("T")

AGGREGATES = ("min({})", "max({})", "count({})", "count(DISTINCT {})")
TEXTS = ("'K'", "'1'", "'Nchool'", "'ela'", "'Ann'")


class Maker:
    """What makes one statement; ``bold`` is how often it reaches for what may not be read."""

    def __init__(self, rng: Random, *, bold: float = 0.03) -> None:
        self.rng, self.bold, self.count = rng, bold, 0

    def statement(self) -> str:
        """Return a SELECT, a set operation, or either of them after a WITH."""
        if self.chance(0.15):
            name, (text, columns) = self.name("w"), self.select(1)
            inner, _ = self.select(1, withs={name: columns})
            return f"WITH {name} AS ({text}) {inner}"
        if self.chance(0.12):
            one, other = (self.select(1, width=1)[0] for _ in range(2))
            return f"({one}) {self.pick(['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'])} ({other}) ORDER BY 1"
        return self.select(2)[0]

    def select(
        self,
        depth: int,
        *,
        outer: list[Column] | None = None,
        withs: dict[str, list[str]] | None = None,
        width: int | None = None,
    ) -> tuple[str, list[str]]:
        """Return a SELECT, and the names of its columns."""
        source, seen, bare = self.sources(depth, withs or {})
        scope = [*seen, *(outer or [])]
        shape = self.pick(["plain", "plain", "plain", "group", "window", "star"])
        if shape == "star" and width is None and bare and self.safe(seen):
            where = self.where(scope, depth)
            return f"SELECT * FROM {source}{where}", [name for _, name in bare]  # noqa: S608  # made, never given
        items = [self.item(scope, depth, shape) for _ in range(width or self.rng.randint(1, 3))]
        names = [self.name("o") for _ in items]
        where = self.where(scope, depth)
        told = ", ".join(f"{item} AS {name}" for item, name in zip(items, names, strict=True))
        if shape == "group":
            key = self.write(self.column(seen))
            text = f"SELECT {told} FROM {source}{where} GROUP BY {key}"  # noqa: S608  # made, never given
            having = f" HAVING count(*) > {self.rng.randint(0, 3)}" if self.chance(0.3) else ""
            text = text.replace(told, ", ".join(f"{self.summed(seen)} AS {name}" for name in names)) + having
        else:
            distinct = "DISTINCT " if self.chance(0.15) and shape == "plain" else ""
            text = f"SELECT {distinct}{told} FROM {source}{where}"  # noqa: S608  # made, never given
        if self.chance(0.4):
            text += f" ORDER BY {', '.join(names)}"
            text += f" LIMIT {self.rng.randint(1, 9)}" if self.chance(0.3) else ""
        return text, names

    def sources(self, depth: int, withs: dict[str, list[str]]) -> tuple[str, list[Column], list[Column]]:
        """Return a FROM, the columns that may be named with their sources, and those a star shows."""
        first, seen = self.source(depth, withs)
        if not self.chance(0.4):
            return first, seen, seen
        other, more = self.source(depth, withs)
        shared = sorted({name for _, name in seen} & {name for _, name in more})
        side = self.pick(["", "LEFT ", "RIGHT ", "FULL "])
        if shared and self.chance(0.4):
            named = self.pick(shared)
            both = [*seen, *(column for column in more if column[1] != named)]
            if self.safe([*seen, *more]) and self.chance(0.7):
                both = [("", named) if column[1] == named else column for column in both]
            return f"{first} {side}JOIN {other} USING ({named})", both, []
        if self.chance(0.15):
            return f"{first}, {other}", [*seen, *more], []
        one, two = self.write(self.column(seen)), self.write(self.column(more))
        on = f"CAST({one} AS VARCHAR) = CAST({two} AS VARCHAR)"
        return f"{first} {side}JOIN {other} ON {on}", [*seen, *more], []

    def source(self, depth: int, withs: dict[str, list[str]]) -> tuple[str, list[Column]]:
        """Return a source with an alias, and its columns."""
        alias = self.name("s")
        if withs and self.chance(0.7):
            name = self.pick(list(withs))
            return f"{name} AS {alias}", [(alias, column) for column in withs[name]]
        if depth and self.chance(0.2):
            text, names = self.select(depth - 1, withs=withs)
            if len(set(names)) == len(names):
                return f"({text}) AS {alias}", [(alias, name) for name in names]
        whole = [name for name in DATASETS if name != "cde.staff" or self.chance(self.bold)]
        name = self.pick(whole)
        schema, dot, table = name.rpartition(".")
        said = f'{schema}{dot}"{table}"'
        fields = [
            field for field in DATASETS[name] if f"{name}.{field}" in MAY_READ or self.chance(self.bold)
        ]
        return f"{said} AS {alias}", [(alias, field) for field in fields or ["School"]]

    def item(self, scope: list[Column], depth: int, shape: str) -> str:
        """Return an expression of SELECT."""
        column = self.column(scope)
        said = self.write(column)
        if shape == "window" and self.chance(0.6):
            by, order = self.write(self.column(scope)), self.write(self.column(scope))
            return f"count(*) OVER (PARTITION BY {by} ORDER BY {order})"
        if depth and self.chance(0.12):
            if self.chance(0.5):
                return f"EXISTS ({self.select(0, outer=scope, width=1)[0]})"
            return f"(SELECT count(*) FROM ({self.select(0, width=1)[0]}) AS {self.name('s')})"  # noqa: S608  # made, never given
        forms = [
            said,
            said,
            f"coalesce({said}, NULL)",
            f"CASE WHEN {self.condition(scope, 0)} THEN {said} END",
        ]
        forms += [f"CAST({said} AS VARCHAR)", f"upper(CAST({said} AS VARCHAR))", f"({said} IS NULL)"]
        return self.pick(forms)

    def summed(self, scope: list[Column]) -> str:
        """Return a figure over many rows."""
        if self.chance(0.3):
            return "count(*)"
        return self.pick(AGGREGATES).format(self.write(self.column(scope)))

    def where(self, scope: list[Column], depth: int) -> str:
        """Return a WHERE, or none."""
        return f" WHERE {self.condition(scope, depth)}" if self.chance(0.5) else ""

    def condition(self, scope: list[Column], depth: int) -> str:
        """Return a condition on the columns that are seen."""
        said = self.write(self.column(scope))
        if depth and self.chance(0.2):
            inner, _ = self.select(0, outer=scope, width=1)
            return f"{'NOT ' if self.chance(0.3) else ''}EXISTS ({inner})"
        if depth and self.chance(0.2):
            inner, names = self.select(0, width=1)
            cast = f"SELECT CAST({names[0]} AS VARCHAR) FROM ({inner}) AS {self.name('s')}"  # noqa: S608  # made, never given
            return f"CAST({said} AS VARCHAR) IN ({cast})"
        text = f"CAST({said} AS VARCHAR)"
        made = [
            f"{text} = {self.pick(TEXTS)}",
            f"{said} IS NOT NULL",
            f"{text} LIKE '%{self.rng.randint(0, 9)}%'",
        ]
        made += [f"{text} BETWEEN '1' AND '5'", f"length({text}) > {self.rng.randint(1, 5)}"]
        if self.chance(0.2):
            return f"({self.condition(scope, 0)} {self.pick(['AND', 'OR'])} {self.condition(scope, 0)})"
        return self.pick(made)

    def column(self, scope: list[Column]) -> Column:
        """Return a column that is seen."""
        return self.pick(scope)

    def write(self, column: Column) -> str:
        """Return a column as a statement names it."""
        source, name = column
        return f"{source}.{name}" if source else name

    def safe(self, columns: list[Column]) -> bool:
        """Say whether a star would show nothing that may not be read; now and then it does not matter."""
        return len({name for _, name in columns}) == len(columns) or self.chance(self.bold)

    def name(self, letter: str) -> str:
        """Return a name that is new."""
        self.count += 1
        return f"{letter}_{self.count}"

    def chance(self, probability: float) -> bool:
        """Say whether something rare happens."""
        return self.rng.random() < probability

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return self.rng.choice(items)
