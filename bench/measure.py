"""Runs whole programs and measures them: wall time and peak memory by wait4(2), in alternating rounds."""
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclass
class Job:
    name: str
    command: list
    good_exits: tuple = (0,)
    seconds: list = field(default_factory=list)
    peak_kib: list = field(default_factory=list)
    exit: int = 0
    error: str = ""

    def run(self, keep=True):
        """Runs once with standard output to /dev/null. Peak memory is that of the largest process of the command."""
        with tempfile.TemporaryFile() as err, open(os.devnull, "r+b") as null:
            begin = time.perf_counter()
            try:
                process = subprocess.Popen(self.command, stdin=null, stdout=null, stderr=err)
            except OSError as why:
                self.error = f"cannot run: {why}"
                return
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - begin
            process.returncode = self.exit = os.waitstatus_to_exitcode(status)
            if self.exit not in self.good_exits:
                err.seek(0)
                self.error = f"exit {self.exit}: " + err.read().decode(errors="replace").strip()[-300:]
        if keep and not self.error:
            self.seconds.append(seconds)
            self.peak_kib.append(usage.ru_maxrss)

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def peak_mib(self):
        return max(self.peak_kib) / 1024 if self.peak_kib else None


def alternate(jobs, runs, warm_up=True, log=print):
    """Every job once as warm-up (page cache, CPU clock), then `runs` rounds of all jobs in turn, so that a machine that slows
    down or speeds up does so for all. A job that fails is left out from then on."""
    for number in range(0 if warm_up else 1, runs + 1):
        for job in jobs:
            if not job.error:
                job.run(keep=number > 0)
                log(f"{'warm-up' if number == 0 else f'run {number}'}: {job.name}: "
                    + (job.error or (f"{job.seconds[-1]:.3f} s" if number else "done")))


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        return (done.stdout or done.stderr).strip().split("\n")[0]
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"


def machine():
    cpu = "unknown CPU"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "") if hasattr(platform, "freedesktop_os_release") else ""
    return f"{cpu}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {release}, Linux {platform.release()}"


def program_path(argument):
    """The leaksieve to measure: the one named, else the release build, else that of PATH."""
    if argument:
        return str(pathlib.Path(argument).resolve())
    built = ROOT / "build/release/leaksieve"
    return str(built) if built.exists() else "leaksieve"


def source_commit():
    return first_line(["git", "-c", "safe.directory=*", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"])
