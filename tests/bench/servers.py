"""A PostgreSQL server in a temporary folder and the page server, both on the loopback interface, both stopped here."""
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _as_postgres(command):
    """The server refuses to run as root."""
    return (["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []) + command


class PostgreSql:
    """fsync on, everything else as installed but for shared_buffers; databases src and tgt, a role bench."""

    def __enter__(self):
        bin_folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
        if not bin_folders:
            raise SystemExit("PostgreSQL is not installed")
        self.bin = bin_folders[-1]
        self.folder = tempfile.mkdtemp(prefix="weir-bench-pg-")
        self.data, self.port = self.folder + "/data", _free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(self.bin + "/initdb", "-D", self.data, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", "bench")
        with open(self.data + "/postgresql.conf", "a") as file:
            file.write("listen_addresses='127.0.0.1'\nport=%d\nunix_socket_directories='%s'\nshared_buffers=512MB\n" %
                       (self.port, self.folder))
        self._run(self.bin + "/pg_ctl", "-w", "-D", self.data, "-l", self.folder + "/log", "start")
        with open(self.data + "/postmaster.pid") as file:
            self.pid = int(file.readline())
        for name in ("src", "tgt"):
            self.sql("postgres", "create database %s" % name)
        return self

    def __exit__(self, *_):
        self._run(self.bin + "/pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command):
        subprocess.run(_as_postgres(list(command)), check=True, cwd="/", stdout=subprocess.DEVNULL)

    @property
    def environment(self):
        return dict(os.environ, PGHOST="127.0.0.1", PGPORT=str(self.port), PGUSER="bench")

    def url(self, database, table):
        return "postgresql://bench@127.0.0.1:%d/%s?sslmode=disable#public.%s" % (self.port, database, table)

    def sql(self, database, *statements):
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", "-d", database]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit("psql: " + done.stderr)
        return done.stdout


class PageServer:
    def __init__(self, pages, per_page):
        self.arguments = [str(pages), str(per_page)]

    def __enter__(self):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pageserver.py")
        self.process = subprocess.Popen([sys.executable, script] + self.arguments, stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:%d/orders" % int(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
