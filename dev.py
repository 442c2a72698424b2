#!/usr/bin/env python3
"""Set-up and chores, with the standard library only: `python3 dev.py run` and `python3 dev.py test` are all it takes.

Used on Linux; written for macOS and Windows too, but not tried there.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import platform
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "lstm-viz.json"  # what was installed, so that a second start has nothing to do
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
FIRST_PORT = 8501
START_SECONDS = 120
EXTRAS_MB = {"run": 130, "dev": 115}
CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as check; check(['--no-logo'])"],
}


class Trouble(Exception):
    """What stops us, as one sentence for the person at the keyboard."""


# --- Set-up ---------------------------------------------------------------------------------------------------------


def call(command: Sequence[str | Path], **options: Any) -> int:
    """Run a program in the repository to its end and give its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options).returncode


def tool(*arguments: str, **options: Any) -> int:
    """Run .venv's Python; a .venv that does not run is trouble of its own."""
    try:
        code = call([PYTHON, *arguments], **options)
    except OSError:
        code = 1
    if code != 0 and answers(PYTHON) is None:
        raise Trouble(f"{VENV} no longer runs: delete that folder and start again.")
    return code


def answers(python: Path) -> str | None:
    """The version of a Python that runs and has pip, or None."""
    ask = "import platform, pip; print(platform.python_version())"
    try:
        told = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() if told.returncode == 0 else None


def dev_requirements() -> list[str]:
    """The packages of the extra 'dev', from pyproject.toml."""
    import tomllib  # not at the top: an older Python must live long enough to be told that it is too old

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [str(requirement) for requirement in project["optional-dependencies"]["dev"]]


def wanted(version: str, extra: str) -> str:
    """A digest of everything that decides what has to be installed."""
    requirements = [(ROOT / "requirements.txt").read_text("utf-8"), *(dev_requirements() if extra == "dev" else [])]
    parts = [version, os.environ.get("LSTM_VIZ_TORCH_INDEX", ""), *requirements]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def installed() -> dict[str, str]:
    """The digests of what has been installed, by extra; empty when nothing is known."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in stamp.items() if isinstance(v, str)} if isinstance(stamp, dict) else {}


def make_venv() -> str:
    """Make `.venv`, or make it anew when it no longer runs; give its Python's version."""
    version = answers(PYTHON)
    if version is not None and tuple(map(int, version.split(".")[:2])) >= OLDEST:
        return version
    if VENV.exists() and not (VENV / "pyvenv.cfg").is_file():
        raise Trouble(f"{VENV} is there but is no virtual environment; move it away and start again.")
    print("Making .venv" + (" anew, since it no longer serves" if VENV.exists() else "") + " …", flush=True)
    if call([sys.executable, "-m", "venv", "--clear", VENV]) != 0 or (version := answers(PYTHON)) is None:
        raise Trouble(
            "This Python could not make a virtual environment (its lines above say why); "
            "on Debian and Ubuntu the package python3-venv is needed: apt install python3-venv."
        )
    return version


def announce(extras: list[str], index: str | None) -> None:
    """Say what is about to be downloaded, and how much it is."""
    size = f"Installing into .venv: about {sum(EXTRAS_MB[name] for name in extras)} MB"
    if "run" in extras and call([PYTHON, "-c", "import torch"], stderr=subprocess.DEVNULL) != 0:
        if sys.platform == "linux" and platform.machine() == "x86_64" and not index:
            size += (
                ", and PyTorch, which training needs: its default build for Linux is several GB with its GPU packages."
                "\nFor the CPU build (about 200 MB) stop now with Ctrl-C and set LSTM_VIZ_TORCH_INDEX to an index that"
                " has it (README: 'PyTorch on Linux')"
            )
        else:
            size += ", and about 200 MB for PyTorch, which training needs"
    print(f"{size}. This happens once.", flush=True)


def set_up(extra: str = "run") -> None:
    """Install what is missing; a second call has nothing to do and returns at once."""
    if sys.version_info < OLDEST:
        found, oldest = platform.python_version(), ".".join(map(str, OLDEST))
        raise Trouble(
            f"This is Python {found}, and lstm-viz needs {oldest} or newer: start dev.py with a newer Python."
        )
    extras = ["run"] if extra == "run" else ["run", extra]
    stamp = installed() if PYTHON.is_file() else {}
    if all(stamp.get(name) == wanted(stamp.get("python", ""), name) for name in extras):
        return
    version = make_venv()
    stamp = installed()  # empty when .venv was made anew
    index = os.environ.get("LSTM_VIZ_TORCH_INDEX")
    announce([name for name in extras if stamp.get(name) != wanted(version, name)], index)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"]
    command += [] if sys.stdout.isatty() else ["--quiet"]
    command += ["--extra-index-url", index] if index else []
    command += dev_requirements() if "dev" in extras else []
    if call(command) != 0:
        raise Trouble("Installing failed (pip's last lines say at what): check the network and start again.")
    stamp |= {"python": version} | {name: wanted(version, name) for name in extras}
    STAMP.write_text(json.dumps(stamp), "utf-8")


# --- The browser ----------------------------------------------------------------------------------------------------


def is_debian_root() -> bool:
    """Whether packages can be installed here without asking anyone."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages; the caller checks that what it needs has arrived."""
    print(f"Installing with apt: {', '.join(packages)} …", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    call(["apt-get", "update", "-q"], **quiet)
    call(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], **quiet)


def chromium_candidates() -> list[str]:
    """Where a Chromium may be, best first."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
    home, env = Path.home(), os.environ.get
    places = [str(found) for name in names if (found := shutil.which(name))]
    for app in ("Chromium", "Google Chrome", "Microsoft Edge"):
        places += [
            str(base / f"{app}.app/Contents/MacOS/{app}") for base in (Path("/Applications"), home / "Applications")
        ]
    for base in filter(None, map(env, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))):
        places += [
            str(Path(base, p)) for p in (r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe")
        ]
        places += [str(Path(base, r"Microsoft\Edge\Application\msedge.exe"))]
    caches = [env("PLAYWRIGHT_BROWSERS_PATH"), home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]
    caches += [Path(local, "ms-playwright")] if (local := env("LOCALAPPDATA")) else []
    for cache in filter(None, caches):
        for program in ("chrome-linux*/chrome", "chrome-win*/chrome.exe", "chrome-mac*/*.app/Contents/MacOS/*"):
            places += sorted(glob.glob(f"{cache}/chromium-*/{program}"), reverse=True)
    return places


def find_chromium() -> str | None:
    """A Chromium that is already here: `BROWSER_PATH`, then the PATH, the usual places and Playwright's own."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        if not shutil.which(named):
            raise Trouble(f"BROWSER_PATH names {named}, which is no program; set it to Chromium's program file.")
        return named
    return next((place for place in chromium_candidates() if shutil.which(place)), None)


def need_chromium() -> str:
    """A Chromium, installed if that can be done without asking."""
    found = find_chromium()
    if found is None and is_debian_root():
        apt_install("chromium", "fonts-noto-cjk")
        found = find_chromium()
    if found is None:
        raise Trouble(
            "The browser tests need Chromium or Chrome, and none was found: install one, "
            f"or run '{PYTHON} -m playwright install chromium', or set BROWSER_PATH to its program file."
        )
    return found


def prepare_browser(chinese: bool = False) -> dict[str, str]:
    """The environment in which browser tests run; with `chinese`, a font for it where that costs no question."""
    path = need_chromium()
    if chinese and is_debian_root() and shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
        if not fonts.strip():
            apt_install("fonts-noto-cjk")
    return os.environ | {"BROWSER_PATH": path}


# --- The commands ---------------------------------------------------------------------------------------------------


def option(args: Sequence[str], name: str) -> str | None:
    """The value of one of Streamlit's options among `args`, written `--name value` or `--name=value`."""
    for at, arg in enumerate(args):
        if arg == name and at + 1 < len(args):
            return args[at + 1]
        if arg.startswith(f"{name}="):
            return arg.partition("=")[2]
    return None


def free_port(first: int = FIRST_PORT) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if os.name == "posix":  # elsewhere this option would let two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
    raise Trouble(f"All ports from {first} to {first + 99} are taken: name a free one with --server.port.")


def is_up(url: str) -> bool:
    """Whether a server of this machine answers at `url`, whatever it answers and whoever signed its certificate."""
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    no_proxy = urllib.request.ProxyHandler({})
    asker = urllib.request.build_opener(no_proxy, urllib.request.HTTPSHandler(context=anyone))
    try:
        asker.open(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that we started, kindly first."""
    try:
        process.wait(5)  # Ctrl-C has reached it too
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def can_show_a_browser(args: Sequence[str]) -> bool:
    """Whether to open a browser window: not for a server, and not where there is no screen."""
    if (option(args, "--server.headless") or "false").lower() == "true" or os.environ.get("CI"):
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(args: list[str]) -> int:
    """Start the app and open it in the browser; other arguments go to Streamlit."""
    set_up()
    port = option(args, "--server.port") or str(free_port())
    base = (option(args, "--server.baseUrlPath") or "").strip("/")
    secure = option(args, "--server.sslCertFile") or os.environ.get("STREAMLIT_SERVER_SSL_CERT_FILE")
    url = f"{'https' if secure else 'http'}://localhost:{port}/{base}"
    command = [str(PYTHON), "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", port, *args]
    tool("--version", stdout=subprocess.DEVNULL)  # a .venv that does not run is told apart from an app that does not
    process = subprocess.Popen(command, cwd=ROOT)

    def leave(signum: int, frame: FrameType | None) -> NoReturn:
        process.terminate()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    try:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and not is_up(url) and time.monotonic() < deadline:
            time.sleep(0.1)
        if process.poll() is None and can_show_a_browser(args):
            webbrowser.open(url)
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(process)


def check(args: list[str]) -> int:
    """Lint, format, types and import layers; every tool runs, and the failures are named at the end."""
    set_up("dev")
    failed = [name for name, command in CHECKS.items() if tool(*command) != 0]
    print(f"check: {', '.join(failed)} failed" if failed else "check: all well", flush=True)
    return 1 if failed else 0


def test(args: list[str]) -> int:
    """`check`, then pytest with the browser tests; other arguments go to pytest."""
    set_up("dev")
    env = prepare_browser()
    checked = check([])
    workers = ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]  # browser tests mostly wait
    tested = tool("-m", "pytest", *workers, *args, env=env)
    if checked and not tested:
        print("The tests passed, but `dev.py check` failed (above).", file=sys.stderr)
    return tested or checked


def bench(args: list[str]) -> int:
    """The benchmarks: ours and the pinned peers, side by side."""
    set_up("dev")
    return tool("-m", "benchmarks", *args)


def shots(args: list[str]) -> int:
    """Picture every page in both languages and themes at four widths (--page NAME, --out DIR)."""
    set_up("dev")
    return tool("-m", "tests.e2e.shots", *args, env=prepare_browser(chinese=True))


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
}


def main(argv: list[str]) -> int:
    """Run one command; trouble is one sentence, never a traceback."""
    if not argv or argv[0] not in COMMANDS:
        print("Use: python3 dev.py COMMAND [arguments]\n")
        print("\n".join(f"  {name:6} {command.__doc__}" for name, command in COMMANDS.items()))
        return 0 if argv and argv[0] in {"-h", "--help", "help"} else 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    except OSError as error:
        print(f"That did not work: {error}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
