"""Vocabularies of releases, each known by the hash of its bytes."""

from __future__ import annotations

from hashlib import sha256

from adapters.i18n.vocabulary import Release
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES


class PostgresVocabularies:
    """Words beside the log, which are added to and never changed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def releases(self) -> list[Release]:
        """Return all releases, the first one first."""
        with self._pool.single() as connection:
            return [Release(*row) for row in connection.execute(QUERIES["vocabularies"])]

    def used_at(self, position: int) -> str | None:
        """Return the SHA-256 of the vocabulary in use when the event of a position was recorded."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["vocabulary_at"], [position]).fetchone()
        return str(found[0]) if found else None

    def document(self, sha256: str) -> bytes:
        """Return the vocabulary that has this SHA-256. Raises LookupError."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["vocabulary"], [bytes.fromhex(sha256)]).fetchone()
        if found is None:
            raise LookupError(sha256)
        return bytes(found[0])

    def begin(self, document: bytes, version: str) -> None:
        """Note that a vocabulary is in use from now on, unless the latest one is the same."""
        with self._pool.connection() as connection:
            digest = sha256(document).digest()
            connection.execute(QUERIES["begin_vocabulary"], {"version": version, "sha256": digest, "content": document})
