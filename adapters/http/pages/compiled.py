"""Templates as they were compiled, kept where Python keeps the bytecode of its modules, and by its rules."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

# Beside this module, or beneath PYTHONPYCACHEPREFIX.
_FOLDER = Path(cache_from_source(__file__)).parent
_JINJA = version("jinja2")


class Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder: to compile all of them takes longer than to import all modules.

    What has changed is compiled anew. Where nothing may be written, nothing is kept.
    """

    def __init__(self, folder: Path = _FOLDER) -> None:
        super().__init__(str(folder))

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return what is kept of a template of this source, compiled by this Jinja and in this way."""
        way = (_JINJA, environment.autoescape, environment.trim_blocks, environment.lstrip_blocks)
        return super().get_bucket(environment, name, filename, f"{way} {source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template; a file that was cut short, by a power failure, is as good as none."""
        try:
            super().load_bytecode(bucket)
        except (EOFError, OSError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template, unless Python was told to write nothing."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
