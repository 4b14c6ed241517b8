"""Propagation and reach, held against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.lineage.propagation import BITS, EdgeGraph, Labels

NODES = 9
edges = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=24)
masks = st.lists(st.integers(0, 2**BITS - 1), min_size=NODES, max_size=NODES)


def graph_of(pairs: list[tuple[int, int]], size: int = NODES) -> EdgeGraph:
    flat = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return EdgeGraph(tuple(str(n) for n in range(size)), tails=flat[:, 0], heads=flat[:, 1])


def reference(pairs: list[tuple[int, int]], size: int = NODES) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph(pairs)
    graph.add_nodes_from(range(size))
    return graph


def labels_of(masks: list[int]) -> Labels:
    return np.array(masks, dtype=np.uint64)


@given(pairs=edges, masks=masks)
def test_a_field_has_its_own_bits_and_those_of_all_it_is_made_from(
    pairs: list[tuple[int, int]], masks: list[int]
) -> None:
    known = reference(pairs)
    expected = []
    for node in range(NODES):
        bits = masks[node]
        for above in nx.ancestors(known, node):
            bits |= masks[above]
        expected.append(bits)
    assert graph_of(pairs).propagate(labels_of(masks)).tolist() == expected


@given(pairs=edges, node=st.integers(0, NODES - 1))
def test_the_reach_of_a_field_is_that_of_networkx(pairs: list[tuple[int, int]], node: int) -> None:
    graph, known = graph_of(pairs), reference(pairs)
    assert set(graph.downstream(node).tolist()) == nx.descendants(known, node)
    assert set(graph.upstream(node).tolist()) == nx.ancestors(known, node)


@pytest.mark.parametrize("shape", ["layered", "loops", "chain", "hub"])
def test_wide_and_deep_graphs_agree_with_networkx_too(shape: str) -> None:
    rng = np.random.default_rng(7)
    size = 600
    tails = rng.integers(0, size, 1500)
    heads = rng.integers(0, size, 1500)
    if shape == "layered":
        tails, heads = np.minimum(tails, heads), np.maximum(tails, heads)
    elif shape == "chain":
        tails, heads = np.arange(size - 1), np.arange(1, size)
    elif shape == "hub":
        tails, heads = np.where(tails < heads, tails, 300), np.where(tails < heads, 300, heads)
    pairs = [(int(a), int(b)) for a, b in zip(tails, heads, strict=True) if a != b]
    masks = [1 << (n % BITS) if n % 5 == 0 else 0 for n in range(size)]
    graph, known = graph_of(pairs, size), reference(pairs, size)
    got = graph.propagate(labels_of(masks)).tolist()
    for node in range(0, size, 7):
        bits = masks[node]
        for above in nx.ancestors(known, node):
            bits |= masks[above]
        assert got[node] == bits
        assert set(graph.downstream(node).tolist()) == nx.descendants(known, node)


def test_an_empty_graph_and_a_field_without_edges_are_in_order() -> None:
    assert EdgeGraph.of([]).propagate(labels_of([])).tolist() == []
    graph = EdgeGraph.of([("a", "b")], alone=["c"])
    assert graph.names == ("a", "b", "c")
    assert graph.downstream(graph.number("c")).tolist() == []
    with pytest.raises(KeyError):
        graph.number("d")


def test_restrictions_spread_by_name_also_where_there_are_more_than_one_word_holds() -> None:
    graph = EdgeGraph.of([("a", "b"), ("b", "c"), ("c", "b"), ("x", "y")])
    many = {f"law-{n}" for n in range(100)}
    reached = graph.spread({"a": many, "x": {"ferpa"}})
    assert reached["c"] == reached["b"] == many
    assert reached["y"] == {"ferpa"}
