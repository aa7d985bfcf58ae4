"""Fetch the front-end files that vendor.toml lists, each with its licence, and hold them to their checksums.

Needs npm; whoever installs or runs Femsteg does not, since the files are kept in the repository.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

LIST = Path(__file__).with_name("vendor.toml")
FOLDER = Path(__file__).parents[1] / "adapters/http/static/vendor"


def fetched(name: str, version: str) -> tarfile.TarFile:
    """Return a release as the registry has it."""
    with TemporaryDirectory() as folder:
        # Fixed names; found on the path.
        command = ["npm", "pack", f"{name}@{version}", "--ignore-scripts", "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        (archive,) = Path(folder).iterdir()
        return tarfile.open(fileobj=io.BytesIO(archive.read_bytes()))


def written() -> Iterator[str]:
    """Write each file into its package's folder; yield what differs from its checksum."""
    for package in tomllib.loads(LIST.read_text(encoding="utf-8"))["package"]:
        release = fetched(package["name"], package["version"])
        folder = FOLDER / package["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        for path, expected in package["files"].items():
            member = release.extractfile(f"package/{path}")
            content = member.read() if member else b""
            (folder / Path(path).name).write_bytes(content)
            if (found := sha256(content).hexdigest()) != expected:
                yield f"{package['name']} {package['version']} {path}: {found}"


if __name__ == "__main__":
    sys.exit("\n".join(written()) or None)
