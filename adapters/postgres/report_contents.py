"""Contents of pinned reports, each known by the hash of its bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES

MediaType = Literal["text/html", "text/css"]


class PostgresContents:
    """Bytes beside the log, which are added to and never changed."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def keep(self, content: bytes, media_type: MediaType) -> str:
        """Keep the bytes, and return their SHA-256 in hexadecimal digits."""
        digest = sha256(content)
        with self._pool.connection() as connection:
            connection.execute(QUERIES["keep_report_content"], [digest.digest(), content, media_type])
        return digest.hexdigest()

    def content(self, digest: str, media_type: MediaType) -> bytes | None:
        """Return the bytes that have this SHA-256, None where none are kept."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["report_content"], [bytes.fromhex(digest), media_type]).fetchone()
        return bytes(found[0]) if found else None
