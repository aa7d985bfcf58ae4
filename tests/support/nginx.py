"""A real proxy: nginx, with the blocks that docs/proxy.md tells operators to use."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.support.site import free_port
from tests.support.waiting import until

HOST = "femsteg.test"
_NGINX = Path("/usr/sbin/nginx")
NEEDS_NGINX = pytest.mark.skipif(not _NGINX.exists(), reason=f"{_NGINX} is not installed")
_BLOCK = re.compile(r"^```nginx\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {limits}
    server {{
        listen 127.0.0.1:{plain};
        listen 127.0.0.1:{encrypted} ssl;
        ssl_certificate {folder}/certificate.pem;
        ssl_certificate_key {folder}/key.pem;
        {block}
    }}
}}
"""


@dataclass(frozen=True)
class Nginx:
    """Where it listens."""

    plain: int
    encrypted: int

    def address(self, scheme: str) -> str:
        """Return the address of its site, by a name that is not localhost."""
        return f"{scheme}://{HOST}:{self.encrypted if scheme == 'https' else self.plain}"


def documented() -> list[str]:
    """Return the blocks of the document: a host of one's own, a path, limits."""
    return _BLOCK.findall((ROOT / "docs/proxy.md").read_text())


@contextmanager
def proxied(folder: Path, block: str) -> Iterator[Nginx]:
    """Run nginx with a block for its server."""
    certificate = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=femsteg.test"
    made = [*certificate.split(), "-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(made, check=True, capture_output=True)
    found = Nginx(free_port(), free_port())
    limits = documented()[2]
    told = _CONFIGURATION.format(
        folder=folder, plain=found.plain, encrypted=found.encrypted, block=block, limits=limits
    )
    (folder / "nginx.conf").write_text(told)
    error_log = str(folder / "error.log")
    process = subprocess.Popen([_NGINX, "-e", error_log, "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        until(lambda: (folder / "nginx.pid").exists() or process.poll() is not None)
        assert process.poll() is None, (folder / "error.log").read_text()
        yield found
    finally:
        process.terminate()
        process.wait()
