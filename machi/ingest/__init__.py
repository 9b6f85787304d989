"""Bytes to typed rows and a list of issues. ``read_chunks`` is the one door; see ``docs/architecture.md``."""

from machi.ingest.reader import Ingested, read, read_chunks, recognise

__all__ = ["Ingested", "read", "read_chunks", "recognise"]
