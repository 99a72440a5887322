"""Sources: files under content/ read into documents whose every scalar knows its place."""

from planfolio.sources.documents import Document, DocumentHead, read, text_of, told_once
from planfolio.sources.files import (
    BASELINE,
    NOTHING_FOUND,
    SETTINGS,
    Attachment,
    Discovery,
    SourceFile,
    discover,
    discover_settings,
)
from planfolio.sources.nodes import Entry, Mapping, Node, Scalar, Sequence
from planfolio.sources.rules import RULES

__all__ = [
    "BASELINE",
    "NOTHING_FOUND",
    "RULES",
    "SETTINGS",
    "Attachment",
    "Discovery",
    "Document",
    "DocumentHead",
    "Entry",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "SourceFile",
    "discover",
    "discover_settings",
    "read",
    "text_of",
    "told_once",
]
