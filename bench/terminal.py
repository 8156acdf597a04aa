#!/usr/bin/env python3
"""Drives a terminal program through a pty and measures it from outside. Standard library only, Linux.

    bench/terminal.py [options] -- PROGRAM [ARGUMENTS]

prints one line of JSON: medians over `--runs` starts. Times end with the arrival of the bytes; a key is done when no
byte has come for 10 ms (`key_ms` is the arrival of the last one). The terminal answers no query.

    first_frame_ms  from the start to the output in which --marker stands
    key_ms, key_p99 from a key to the last byte of the frame
    cpu_us          processor time per key, all threads
    bytes, writes   per key: bytes to the terminal, write calls of all kinds
    rss_kb          resident memory after the keys
    idle_wakeups    voluntary context switches in --idle seconds without input (0: not measured)
    quit_ms         from the last key to the end of the process
"""

import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

KEYS = {
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "enter": b"\r", "tab": b"\t",
    "esc": b"\x1b", "bs": b"\x7f", "f10": b"\x1b[21~", "f2": b"\x1bOQ", "pgdn": b"\x1b[6~", "pgup": b"\x1b[5~",
}


def encode(name):
    """A name of the table, else the characters themselves."""
    return KEYS.get(name, name.encode())


class Program:
    def __init__(self, command, size):
        self.home = tempfile.mkdtemp(prefix="tty-")
        columns, rows = size
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": self.home}
        self.started = time.monotonic()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(self.home)
            os.execvpe(command[0], command, env)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, pause):
        """The bytes until none came for `pause` seconds, and when the last of them came."""
        data, last = b"", None
        while select.select([self.master], [], [], pause)[0]:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            if not piece:
                break
            data, last = data + piece, time.monotonic()
        return data, last

    def read_until(self, marker, limit=10.0):
        data, end = b"", time.monotonic() + limit
        while marker not in data and time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                data += os.read(self.master, 65536)
        if marker not in data:
            raise SystemExit(f"the marker did not come; the output ends in {data[-200:]!r}")
        return time.monotonic()

    def send(self, data):
        os.write(self.master, data)
        return time.monotonic()

    def proc(self, name):
        with open(f"/proc/{self.pid}/{name}", encoding="ascii") as file:
            return file.read()

    def field(self, name, key):
        return next(int(line.split()[1]) for line in self.proc(name).splitlines() if line.startswith(key + ":"))

    def cpu_us(self):
        """Nanoseconds on the processor, of each thread."""
        spent = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            spent += int(self.proc(f"task/{task}/schedstat").split()[0])
        return spent / 1000

    def writes(self):
        return self.field("io", "syscw")

    def quit(self, key):
        started = self.send(key)
        end = started + 5
        while time.monotonic() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return time.monotonic() - started
            if select.select([self.master], [], [], 0.0001)[0]:
                try:
                    os.read(self.master, 65536)
                except OSError:
                    pass
        raise SystemExit("it did not end")

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.master)
        shutil.rmtree(self.home, ignore_errors=True)


def run(options, seen):
    program = Program(options.program, options.size)
    try:
        shown = program.read_until(options.marker.encode())
        seen["first_frame_ms"].append((shown - program.started) * 1000)
        program.read(0.2)
        for name in options.start:
            program.send(encode(name))
            program.read(0.1)
        before = program.cpu_us(), program.writes()
        total = 0
        for at in range(options.count):
            name = options.keys[at % len(options.keys)]
            sent = program.send(encode(name))
            data, last = program.read(0.01)
            total += len(data)
            if last is not None:
                seen["key_ms"].append((last - sent) * 1000)
        if options.count:
            seen["cpu_us"].append((program.cpu_us() - before[0]) / options.count)
            seen["writes"].append((program.writes() - before[1]) / options.count)
            seen["bytes"].append(total / options.count)
        seen["rss_kb"].append(program.field("status", "VmRSS"))
        if options.idle:
            # Not across a full minute, when the clock on the screen changes.
            if time.time() % 60 > 59 - options.idle:
                time.sleep(61 - time.time() % 60)
                program.read(0.2)
            switches = program.field("status", "voluntary_ctxt_switches")
            time.sleep(options.idle)
            seen["idle_wakeups"].append(program.field("status", "voluntary_ctxt_switches") - switches)
        seen["quit_ms"].append(program.quit(encode(options.quit)) * 1000)
    finally:
        program.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marker", required=True, help="bytes of the first frame")
    parser.add_argument("--start", default="", help="keys before measuring, by name, parted by blanks")
    parser.add_argument("--keys", default="", help="keys measured, in turn")
    parser.add_argument("--count", type=int, default=200, help="so many keys a run")
    parser.add_argument("--quit", default="f10")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--idle", type=int, default=0, help="seconds without input at the end of each run")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("program", nargs="+")
    options = parser.parse_args()
    options.start, options.keys = options.start.split(), options.keys.split()
    options.size = [int(part) for part in options.size.split("x")]
    if not options.keys:
        options.count = 0
    seen = {name: [] for name in (
        "first_frame_ms", "key_ms", "cpu_us", "bytes", "writes", "rss_kb", "idle_wakeups", "quit_ms")}
    for _ in range(options.runs):
        run(options, seen)
    figures = {name: round(statistics.median(values), 2) for name, values in seen.items() if values}
    if seen["key_ms"]:
        figures["key_p99"] = round(sorted(seen["key_ms"])[int(len(seen["key_ms"]) * 0.99)], 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    sys.exit(main())
