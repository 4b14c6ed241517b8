"""What one can subscribe to: a body, a definition, an agreement or a proposal of the catalog."""

from __future__ import annotations

from typing import Final

from catalog.errors import NotFound
from catalog.phrases import phrase
from catalog.records.ids import BodyId, ProposalId
from catalog.records.snapshot import Snapshot
from catalog.records.subscription import Topic, TopicKind
from catalog.rules.adopted import last_adopted
from catalog.rules.families import family_of

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
    raise NotFound(phrase("the catalog has nothing of this name that one could subscribe to"))


def title_of(snapshot: Snapshot, topic: Topic) -> str | None:
    """Return how a topic is called; ``None`` where the catalog does not have it."""
    if topic.kind is TopicKind.BODY:
        body = snapshot.bodies.get(BodyId(topic.id))
        return None if body is None else body.title
    if topic.kind is TopicKind.DEFINITION:
        return _title_of_text(snapshot, "element", topic.id)
    if topic.kind is TopicKind.AGREEMENT:
        return _title_of_text(snapshot, "agreement", topic.id)
    proposal = snapshot.proposals.get(ProposalId(topic.id))
    return None if proposal is None else proposal.title or f"{proposal.change} {proposal.object}"


def _title_of_text(snapshot: Snapshot, kind: str, id: str) -> str | None:
    """Return the title of a text that was adopted, else proposed; a draft is nobody's business."""
    proposed = {one.digest for one in snapshot.proposals.values()}
    open_ones = [text for text in family_of(snapshot, kind, id) if text.digest in proposed]
    text = last_adopted(snapshot, kind, id) or (open_ones[-1] if open_ones else None)
    if text is None:
        return None
    title: str = text.record.title
    return title


def page_of(topic: Topic) -> str:
    """Return the path of a topic's page."""
    return f"{FOLDERS[topic.kind]}/{topic.id}"
