"""The solver: HiGHS by way of scipy, asked the same way by whoever protects and by whoever attacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

NODES: Final = 2_000
"""So many branches a search may take. A limit in time would not give the same answer twice."""

CLOSE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Linear conditions: each row of the matrix times the unknowns lies between two bounds."""

    matrix: Any
    low: Real
    high: Real

    def hold(self, values: Whole) -> bool:
        """Whether whole numbers meet every condition, to the last digit."""
        found = self.matrix.astype(np.int64) @ values
        return bool(np.all(found >= self.low) and np.all(found <= self.high))


def sparse(rows: Sequence[tuple[Sequence[int], Sequence[float]]], *, columns: int) -> Any:
    """Return a matrix of rows, each given by its columns and their coefficients."""
    at = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
    along = np.array([column for row in rows for column in row[0]], dtype=np.int64)
    values = np.array([value for row in rows for value in row[1]], dtype=np.float64)
    return csr_array(coo_array((values, (at, along)), shape=(len(rows), columns)))


def minimised(cost: Real, lines: Lines, low: Real, high: Real, *, whole: bool = False) -> Real | None:
    """Return unknowns within their bounds that meet the conditions at the least cost, or ``None``."""
    options = {"node_limit": NODES, "mip_rel_gap": 0.3} if whole else {}
    found = milp(
        cost,
        integrality=np.full(len(cost), int(whole)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(lines.matrix, lines.low, lines.high) if lines.matrix.shape[0] else (),
        options=options,
    )
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)


def as_whole(values: Real) -> Whole | None:
    """Return values as whole numbers, or ``None`` where one of them is none."""
    near = np.rint(values)
    return near.astype(np.int64) if np.all(np.abs(values - near) < CLOSE * 100) else None


def components(matrix: Any) -> Whole:
    """Return, for each unknown, the number of the group of unknowns that conditions tie it to."""
    rows, columns = matrix.shape
    tied = coo_array(matrix)
    graph = coo_array((np.ones(tied.nnz), (tied.row, rows + tied.col)), shape=(rows + columns,) * 2)
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[rows:], dtype=np.int64)


def widened(matrix: Any, more: Any, *, by: int) -> Any:
    """Return a matrix with ``by`` more unknowns on its right and more conditions, on all of them, below."""
    right = csr_array((matrix.shape[0], by))
    return csr_array(vstack([hstack([matrix, right]), more]))


def two_sided(matrix: Any) -> Any:
    """Return conditions on how far each unknown moves up, and on how far it moves down."""
    return csr_array(hstack([matrix, -matrix]))


def beside(matrix: Any, other: Any) -> Any:
    """Return the conditions of two matrices, row by row, on the unknowns of both."""
    return csr_array(hstack([matrix, other]))
