"""On what, and beside what other work, the figures were taken."""
import datetime
import os
import platform
import subprocess


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def version(idport):
    return subprocess.run([idport, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def load():
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def head(idport, source):
    print(f"{version(idport)}, {datetime.date.today()}, {os.cpu_count()} × {processor()}, {platform.system()} {platform.release()}")
    print(f"Input: {source}. Load before: {load()}. What else runs moves every figure; ratios of one table less.", flush=True)
