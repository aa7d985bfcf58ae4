"""The folder of a server of our own: made ours, or refused in words."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from adapters.postgres.server.programs import EmbeddedServerError, account_of, programs

MARK = "femsteg-postgres"
# PostgreSQL has 1,024 bytes for the path of a file.
_LONGEST_FOLDER = 900
_CHOOSE = "Say in FEMSTEG_DATA where data may be kept"


def own(data_dir: Path) -> Path:
    """Return the folder, made ours; refuse one that holds other things."""
    folder = data_dir.resolve()
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        raise EmbeddedServerError(f"the data folder's path is longer than {_LONGEST_FOLDER} bytes: choose another")
    _make(folder)
    if os.geteuid() not in {0, folder.stat().st_uid}:
        raise EmbeddedServerError(f"{folder} is another user's: start as that user, or choose a folder of your own")
    if not is_marked(folder) and any(folder.iterdir()):
        raise EmbeddedServerError(f"{folder} is neither empty nor a database of Femsteg's: choose a folder of its own")
    (folder / MARK).touch()
    if account := account_of(folder):
        os.chown(folder, account.uid, account.gid)
        for path in (folder, programs()):
            _open_way(path)
    folder.chmod(0o700)
    return folder


def _make(folder: Path) -> None:
    """Make the folder, and those above it so that nobody else may exchange it, whatever the umask."""
    try:
        for missing in reversed([each for each in folder.parents if not each.exists()]):
            missing.mkdir(mode=0o755, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(f"{error.filename}: {error.strerror}. {_CHOOSE}") from error


def is_marked(folder: Path) -> bool:
    """Whether the folder is a server's; OSError where that cannot be seen."""
    try:
        return stat.S_ISREG((folder / MARK).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _open_way(path: Path) -> None:
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
