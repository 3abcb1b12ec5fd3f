"""measure(): wall time, CPU of the whole process tree, CPU of the database server and peak memory of a command."""
import os
import resource
import subprocess
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE_EVERY = 0.01  # seconds


def _stat(pid):
    """Parent and the four CPU times of a process, or nothing when it is gone."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            text = file.read()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2:].split()
    return int(fields[1]), [int(value) for value in fields[11:15]]


def _tree(root):
    parents = {int(name): stat for name in os.listdir("/proc") if name.isdigit() and (stat := _stat(int(name)))}
    found, todo = {}, [root]
    while todo:
        pid = todo.pop()
        if pid in parents:
            found[pid] = parents[pid][1]
            todo += [child for child, (parent, _) in parents.items() if parent == pid]
    return found


def server_seconds(root):
    """CPU that a server has used with all its processes, those that ended included."""
    if not root:
        return 0.0
    tree = _tree(root)
    return sum(times[0] + times[1] + (sum(times[2:]) if pid == root else 0) for pid, times in tree.items()) / TICKS


def _peak_memory(pids):
    """Sum of the highest resident size of each process, in bytes."""
    total = 0
    for pid in pids:
        try:
            with open("/proc/%d/status" % pid) as file:
                total += next((int(line.split()[1]) for line in file if line.startswith("VmHWM")), 0)
        except OSError:
            pass
    return total * 1024


class Watch(threading.Thread):
    """Samples the memory of a process tree until it ends."""

    def __init__(self, pid):
        super().__init__()
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self):
        pids, since = [self.pid], 0.0
        while not self.ended.is_set():
            if time.monotonic() - since > 0.1:
                pids, since = list(_tree(self.pid)) or [self.pid], time.monotonic()
            self.peak = max(self.peak, _peak_memory(pids))
            self.ended.wait(SAMPLE_EVERY)


def measure(command, log, server=None, environment=None):
    """Runs `command` (a list, or text for the shell). `server`: process id of a database server, if one takes part."""
    before_server, before = server_seconds(server), resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(log, "wb") as output, open(log + ".err", "wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, shell=isinstance(command, str), stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=errors, env=environment)
        watch = Watch(process.pid)
        watch.start()
        code = process.wait()
        wall = time.perf_counter() - start
        watch.ended.set()
        watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    time.sleep(0.1)  # until the server has reaped the session's process: its time counts then
    return {"exit": code, "wall": round(wall, 4),
            "cpu": round(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, 3),
            "user": round(after.ru_utime - before.ru_utime, 3),
            "serverCpu": round(server_seconds(server) - before_server, 2), "rss": round(watch.peak / 1048576, 1)}
