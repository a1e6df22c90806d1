"""A real Neo4j Community server without Docker: fetched from Maven Central, started, awaited, stopped.

    python -m tests.neo4j_server.server fetch                       fetch the jars only
    python -m tests.neo4j_server.server run HOME [--port 7687]      a server in the foreground, until Ctrl-C
    python -m tests.neo4j_server.server with HOME -- COMMAND …      a server for as long as COMMAND runs; COMMAND finds
                                                                    it by ZEREN_STORE

Needs Java 17 or 21 and Maven. The jars (GPL, 123 MB) are kept in ``~/.cache/zeren``, never in the checkout. The data
stay in HOME between runs. It listens on 127.0.0.1 only. ``ZEREN_NEO4J_VERSION`` and ``JAVA_HOME`` choose another one.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import neo4j

VERSION = os.environ.get("ZEREN_NEO4J_VERSION", "5.26.30")
POM = Path(__file__).with_name("pom.xml")
#: seconds in which a server must answer; a cold, busy machine takes half of it
PATIENCE = 120

CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled={auth}
dbms.security.auth_lock_time=0s
dbms.usage_report.enabled=false
server.memory.pagecache.size=128m
db.tx_log.preallocate=false
db.tx_log.rotation.size=64m
db.shutdown_transaction_end_timeout=2s
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
{further}
"""


#: what a server says in addition that also speaks TLS, by a certificate of its own
TLS = """\
server.bolt.tls_level=OPTIONAL
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates
dbms.ssl.policy.bolt.private_key=key.pem
dbms.ssl.policy.bolt.public_certificate=certificate.pem
dbms.ssl.policy.bolt.client_auth=NONE
"""


class ServerError(RuntimeError):
    """Java or Maven is missing, or the server did not start; says what to do."""


def cache() -> Path:
    """Where jars are kept: ``$XDG_CACHE_HOME/zeren`` or ``~/.cache/zeren``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zeren"


def program(name: str) -> str:
    """The program's path; ServerError where it is not installed."""
    home = os.environ.get("JAVA_HOME") if name == "java" else None
    found = shutil.which(f"{home}/bin/java") if home else shutil.which(name)
    if not found:
        raise ServerError(f"缺少 {name}：请安装 (missing: apt-get install openjdk-17-jre-headless maven openssl)")
    return found


def jars() -> Path:
    """The folder of the server's jars; fetched on the first call, whole or not at all."""
    folder = cache() / f"neo4j-{VERSION}"
    library = folder / "lib"
    if library.is_dir():
        return library
    maven = program("mvn")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if library.is_dir():
            return library
        with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as fetching:
            _fetch(maven, Path(fetching) / "lib")
            (Path(fetching) / "lib").rename(library)
    return library


def _fetch(maven: str, into: Path) -> None:
    command = [maven, "-B", "-ntp", "-q", "-f", str(POM), f"-Dneo4j.version={VERSION}", "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={into}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not any(into.glob("neo4j-server-*.jar")):
        raise ServerError(
            f"Neo4j {VERSION} 下载失败 (Maven could not fetch it):\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def certify(home: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that signs itself, for a server with ``TLS``; the certificate's path."""
    folder = home / "certificates"
    folder.mkdir(parents=True, exist_ok=True)
    command = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=zeren"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return folder / "certificate.pem"


def _entry_point(library: Path) -> str:
    """The class to start; its name has changed between versions, and the server's own jar says it."""
    with zipfile.ZipFile(library / f"neo4j-{VERSION}.jar") as jar:
        return jar.read("META-INF/services/org.neo4j.server.startup.EntryPoint").decode().strip()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """One server process over one home folder. ``start`` again after ``stop`` or ``kill`` finds the same data."""

    def __init__(
        self, home: Path, port: int = 0, password: str | None = None, heap: str = "512m", further: str = ""
    ) -> None:
        self.home, self.port, self.heap, self.further = home, port or free_port(), heap, further
        self.user, self.password = "neo4j", password
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, without user and password."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """User and password; None where it asks for none."""
        return (self.user, self.password) if self.password else None

    def start(self) -> None:
        """Start it and wait until it answers a query. An open port alone is not readiness."""
        java, library = program("java"), jars()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                raise ServerError(f"端口 {self.port} 已被占用，请换一个 (port taken: choose another)") from None
        for name in ("conf", "data", "logs", "import", "plugins", "run", "licenses"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        auth = "true" if self.password else "false"
        words = CONFIGURATION.format(port=self.port, auth=auth, further=self.further)
        (self.home / "conf" / "neo4j.conf").write_text(words, encoding="utf-8")
        log = (self.home / "logs" / "process.log").open("ab")
        with log:
            command = [java, *_archive(java, self.home), *self._options(library)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self._await()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """SIGTERM, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL: as if the power failed."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        made = self.home / "classes.jsa"
        if how is signal.SIGTERM and made.is_file():
            shutil.move(made, made.with_suffix(".whole"))
            _keep(made.with_suffix(".whole"), _archive_place(program("java")))

    def _options(self, library: Path) -> list[str]:
        opened = ("java.nio", "java.io", "sun.nio.ch")
        return [
            "-cp", f"{library}/*", f"-Xms{self.heap}", f"-Xmx{self.heap}",
            "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Dlog4j2.disable.jmx=true",
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in opened),
            _entry_point(library), f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}",
        ]  # fmt: skip

    def _await(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                self._answers()
            except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError, OSError):
                time.sleep(0.2)
            else:
                return
        last = (self.home / "logs" / "process.log").read_text(encoding="utf-8", errors="replace")[-2000:]
        raise ServerError(f"Neo4j 未能启动 (the server did not start):\n{last}")

    def _answers(self) -> None:
        quiet: dict[str, object] = {
            "connection_timeout": 1.0,
            "max_transaction_retry_time": 0.0,
            "telemetry_disabled": True,
        }
        try:
            with neo4j.GraphDatabase.driver(self.url, auth=self.auth, **quiet) as driver, driver.session() as session:
                session.run("RETURN 1").consume()
        except neo4j.exceptions.AuthError:
            first = ("neo4j", "neo4j")  # a new server's own, to be changed at once
            with (
                neo4j.GraphDatabase.driver(self.url, auth=first, **quiet) as driver,
                driver.session(database="system") as session,
            ):
                session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=self.password).consume()
            raise


def _archive(java: str, home: Path) -> list[str]:
    """Options that load classes from an archive (AppCDS), or make one as the first server ends: a quarter the start."""
    archive = _archive_place(java)
    if archive.is_file():
        return [f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]
    return [f"-XX:ArchiveClassesAtExit={home / 'classes.jsa'}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"]


def _archive_place(java: str) -> Path:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    version = re.search(r'version "([^"]+)"', told)
    return cache() / f"neo4j-{VERSION}" / f"java-{version[1] if version else 'unknown'}.jsa"


def _keep(made: Path, place: Path) -> None:
    """Whole or not at all, also where two servers end at once."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".archive-", delete=False) as beside:
        shutil.copyfile(made, beside.name)
    Path(beside.name).replace(place)
    made.unlink()


@contextlib.contextmanager
def running(home: Path, port: int = 0, password: str | None = None) -> Iterator[Server]:
    """A server for as long as the block runs."""
    server = Server(home, port, password)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def main(words: list[str]) -> int:
    """The command line; the exit code is COMMAND's."""
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fetch", "run", "with"])
    parser.add_argument("home", nargs="?", type=Path, default=Path("data/neo4j"))
    parser.add_argument("--port", type=int, default=7687)
    given = parser.parse_args(words[:split])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given.what == "fetch":
        print(jars())
        return 0
    print(f"正在启动 Neo4j {VERSION}（首次需下载约 120 MB）starting …", file=sys.stderr)
    with running(given.home.resolve(), given.port) as server:
        print(f"Neo4j: {server.url}", file=sys.stderr)
        if given.what == "with":
            return subprocess.run(
                words[split + 1 :], env=os.environ | {"ZEREN_STORE": server.url}, check=False
            ).returncode
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ServerError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
