"""What one can subscribe to: a body, a definition, an agreement or a proposal of the catalog."""

from __future__ import annotations

from typing import Final

from catalog.errors import NotFound
from catalog.records.ids import AgreementId, BodyId, ElementId, ProposalId
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Topic, TopicKind

FOLDERS: Final = {
    TopicKind.BODY: "bodies",
    TopicKind.DEFINITION: "definitions",
    TopicKind.AGREEMENT: "agreements",
    TopicKind.PROPOSAL: "proposals",
}


def topic_of(snapshot: Snapshot, kind: str, id: str) -> Topic:
    """Return a topic of the catalog. Raises ``NotFound``."""
    if kind in set(TopicKind):
        topic = Topic(kind=TopicKind(kind), id=id)
        if title_of(snapshot, topic) is not None:
            return topic
    raise NotFound("the catalog has nothing of this name that one could subscribe to")


def title_of(snapshot: Snapshot, topic: Topic) -> str | None:
    """Return how a topic is called; ``None`` where the catalog does not have it."""
    if topic.kind is TopicKind.BODY:
        body = snapshot.bodies.get(BodyId(topic.id))
        return None if body is None else body.title
    if topic.kind is TopicKind.DEFINITION:
        elements = snapshot.elements.get(ElementId(topic.id))
        return elements[-1].record.title if elements else None
    if topic.kind is TopicKind.AGREEMENT:
        agreements = snapshot.agreements.get(AgreementId(topic.id))
        return agreements[-1].record.title if agreements else None
    proposal = snapshot.proposals.get(ProposalId(topic.id))
    return None if proposal is None else proposal.title or f"{proposal.change} {proposal.object}"


def page_of(topic: Topic) -> str:
    """Return the path of a topic's page."""
    return f"{FOLDERS[topic.kind]}/{topic.id}"
