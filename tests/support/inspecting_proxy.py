"""A proxy as most municipalities have one: it opens every TLS connection and closes it again with its own certificate.

Behind it lies no network: it answers as a package index with a few small packages does, whoever was asked.
"""

from __future__ import annotations

import base64
import io
import ssl
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass(frozen=True)
class Package:
    """A wheel of these files."""

    name: str
    files: Mapping[str, str]

    @property
    def file(self) -> str:
        """What the wheel is called."""
        return f"{self.name}-1.0-py3-none-any.whl"

    @property
    def pinned(self) -> str:
        """The line that requires it."""
        return f"{self.name}==1.0 --hash=sha256:{sha256(self.wheel).hexdigest()}\n"

    @property
    def wheel(self) -> bytes:
        """What is in the wheel."""
        about = {
            f"{self.name}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 1.0\n",
            f"{self.name}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nTag: py3-none-any\n",
        }
        files = {**self.files, **about}
        record = f"{self.name}-1.0.dist-info/RECORD"
        digests = {each: base64.urlsafe_b64encode(sha256(text.encode()).digest()) for each, text in files.items()}
        lines = [f"{each},sha256={digests[each].decode().rstrip('=')},{len(files[each])}\n" for each in files]
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as wheel:
            for each, text in {**files, record: "".join(lines) + f"{record},,\n"}.items():
                entry = zipfile.ZipInfo(each)
                entry.external_attr = 0o100755 << 16
                wheel.writestr(entry, text)
        return written.getvalue()


@dataclass(frozen=True)
class Inspecting:
    """A proxy at work: where it is, and the authority that it signs with."""

    url: str
    authority: Path


@contextmanager
def inspecting_proxy(folder: Path, *packages: Package) -> Iterator[Inspecting]:
    """Give a proxy that keeps its keys in the folder."""
    authority = Authority(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(authority, packages)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Inspecting(f"http://127.0.0.1:{server.server_port}", authority.certificate)
        finally:
            server.shutdown()


class Authority:
    """Signs a certificate for any host."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = folder / "authority.key"
        self.certificate = folder / "authority.pem"
        openssl("req", "-x509", *_NEW_KEY, self._key, "-out", self.certificate, "-subj", "/CN=Kommunens proxy")

    def context(self, host: str) -> ssl.SSLContext:
        """Return what a server needs to be taken for that host."""
        key, certificate = self._folder / f"{host}.key", self._folder / f"{host}.pem"
        signed: list[str | Path] = [
            "-CA",
            self.certificate,
            "-CAkey",
            self._key,
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ]
        name = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
        openssl("req", "-x509", *_NEW_KEY, key, "-out", certificate, *name, *signed)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


_NEW_KEY: list[str | Path] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout"]


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def handler(authority: Authority, packages: tuple[Package, ...]) -> type[BaseHTTPRequestHandler]:
    """Return what answers a connection to the proxy."""
    index = {
        f"/simple/{each.name}/": f'<a href="../../{each.file}#sha256={sha256(each.wheel).hexdigest()}">{each.file}</a>'
        for each in packages
    }
    wheels = {f"/{each.file}": each.wheel for each in packages}

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            host = self.path.partition(":")[0]
            try:
                self.connection = authority.context(host).wrap_socket(self.connection, server_side=True)
            except (ssl.SSLError, ConnectionError):  # the client does not trust it
                self.close_connection = True
                return
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
            self.close_connection = False

        def do_GET(self) -> None:
            found = index[self.path].encode() if self.path in index else wheels.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html" if self.path in index else "application/zip")
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")
            self.wfile.flush()

        def finish(self) -> None:
            super().finish()
            self.connection.close()

        do_HEAD = do_GET  # noqa: N815 - same

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            pass

    return Answering
