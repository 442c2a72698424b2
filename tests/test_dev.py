"""dev.py: what it starts, what it says, and that trouble is one sentence."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
import trustme

import dev

if TYPE_CHECKING:
    from collections.abc import Iterator

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and modes of POSIX")


@dataclass
class Machine:
    """A machine of our making: an empty .venv, and programs that do nothing but leave their command lines."""

    venv: Path
    calls: list[list[str]] = field(default_factory=list)
    failing: str = "\0"

    def call(self, command: Any, **options: Any) -> int:
        line = [str(part) for part in command]
        self.calls.append(line)
        if "venv" in line:
            self.venv.joinpath("bin").mkdir(parents=True, exist_ok=True)
            self.venv.joinpath("pyvenv.cfg").touch()
            self.venv.joinpath("bin", "python").write_text("")
            self.venv.joinpath("lstm-viz.json").unlink(missing_ok=True)
        return int(any(self.failing in part for part in line))

    def answers(self, python: Path) -> str | None:
        return "3.11.7" if python.is_file() and "broken" not in python.read_text() else None

    @property
    def pip(self) -> list[list[str]]:
        return [line for line in self.calls if "pip" in line]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    venv = tmp_path / ".venv"
    made = Machine(venv)
    for name, value in {"VENV": venv, "STAMP": venv / "lstm-viz.json", "PYTHON": venv / "bin" / "python"}.items():
        monkeypatch.setattr(dev, name, value)
    monkeypatch.setattr(dev, "call", made.call)
    monkeypatch.setattr(dev, "answers", made.answers)
    for name in ("LSTM_VIZ_TORCH_INDEX", "BROWSER_PATH", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    return made


# --- Set-up ---------------------------------------------------------------------------------------------------------


def test_the_first_start_installs_and_the_second_starts_nothing(machine: Machine) -> None:
    dev.set_up()
    assert "requirements.txt" in machine.pip[0]
    assert not any(part.startswith("pytest") for part in machine.pip[0])
    done = len(machine.calls)
    dev.set_up()
    assert len(machine.calls) == done


def test_the_developers_tools_come_only_when_they_are_needed(machine: Machine) -> None:
    dev.set_up()
    dev.set_up("dev")
    assert len(machine.pip) == 2
    assert any(part.startswith("pytest>=") for part in machine.pip[1])
    dev.set_up("dev")
    dev.set_up()
    assert len(machine.pip) == 2


def test_a_changed_requirement_is_installed(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((dev.ROOT / name).read_bytes())
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    dev.set_up()
    with (tmp_path / "requirements.txt").open("a") as file:
        file.write("something-new>=1\n")
    dev.set_up()
    assert len(machine.pip) == 2


def test_a_failed_installation_is_one_sentence_and_is_tried_again(machine: Machine) -> None:
    machine.failing = "pip"
    with pytest.raises(dev.Trouble, match="check the network and start again"):
        dev.set_up()
    machine.failing = "\0"
    dev.set_up()
    assert len(machine.pip) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"python": 3}'])
def test_a_damaged_stamp_means_to_install_again(content: str, machine: Machine) -> None:
    dev.set_up()
    dev.STAMP.write_text(content)
    dev.set_up()
    assert len(machine.pip) == 2


def test_a_broken_venv_is_made_anew(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    dev.set_up()
    dev.PYTHON.write_text("broken")
    dev.STAMP.unlink()
    dev.set_up()
    assert "anew" in capsys.readouterr().out


def test_a_folder_that_is_no_venv_is_left_alone(machine: Machine) -> None:
    (machine.venv / "precious").mkdir(parents=True)
    with pytest.raises(dev.Trouble, match="no virtual environment"):
        dev.set_up()
    assert machine.calls == []


def test_a_python_without_venv_is_told_the_package(machine: Machine) -> None:
    machine.failing = "venv"
    with pytest.raises(dev.Trouble, match="python3-venv"):
        dev.set_up()


def test_an_old_python_is_told_so(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(dev.Trouble, match=r"needs 3\.11 or newer"):
        dev.set_up()


def test_an_old_python_can_read_the_file() -> None:
    import ast

    ast.parse((dev.ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 8))


def test_the_index_for_pytorch_is_passed_on_and_named_when_missing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev.platform, "machine", lambda: "x86_64")
    machine.failing = "import torch"
    dev.set_up()
    assert "--extra-index-url" not in machine.pip[0]
    assert "several GB" in (said := capsys.readouterr().out)
    assert "LSTM_VIZ_TORCH_INDEX" in said
    monkeypatch.setenv("LSTM_VIZ_TORCH_INDEX", "file:///somewhere")
    dev.set_up()
    at = machine.pip[1].index("--extra-index-url")
    assert machine.pip[1][at + 1] == "file:///somewhere"
    assert "about 200 MB" in capsys.readouterr().out


# --- The browser ----------------------------------------------------------------------------------------------------


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """No browser anywhere, and nobody who may install one."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(dev, "is_debian_root", lambda: False)
    return machine


def test_no_browser_is_one_sentence_that_says_what_to_do(bare: Machine) -> None:
    with pytest.raises(dev.Trouble, match=r"playwright install chromium.*BROWSER_PATH"):
        dev.need_chromium()


def test_a_wrong_browser_path_is_said_so(bare: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "no/such/program")
    with pytest.raises(dev.Trouble, match="no/such/program"):
        dev.need_chromium()


@POSIX
def test_a_browser_is_found_where_it_is(bare: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = program(tmp_path / "home/.cache/ms-playwright/chromium-1000/chrome-linux/chrome")
    assert dev.need_chromium() == old
    new = program(tmp_path / "home/.cache/ms-playwright/chromium-1200/chrome-linux64/chrome")
    assert dev.need_chromium() == new
    on_path = program(tmp_path / "bin/google-chrome")
    assert dev.need_chromium() == on_path
    named = program(tmp_path / "elsewhere/my-chromium")
    monkeypatch.setenv("BROWSER_PATH", named)
    assert dev.prepare_browser()["BROWSER_PATH"] == named


@POSIX
def test_root_on_debian_installs_a_browser_without_asking(
    bare: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arrive(*packages: str) -> None:
        assert packages == ("chromium", "fonts-noto-cjk")
        program(tmp_path / "bin/chromium")

    monkeypatch.setattr(dev, "is_debian_root", lambda: True)
    monkeypatch.setattr(dev, "apt_install", arrive)
    assert dev.need_chromium() == str(tmp_path / "bin/chromium")


# --- Commands -------------------------------------------------------------------------------------------------------


def start(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(dev.ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_without_a_command_it_lists_them(arguments: list[str], code: int) -> None:
    told = start(*arguments)
    assert told.returncode == code
    assert set(dev.COMMANDS) <= set(told.stdout.split())
    assert told.stderr == ""


def test_trouble_leaves_as_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(args: list[str]) -> int:
        raise dev.Trouble("One sentence.")

    monkeypatch.setitem(dev.COMMANDS, "run", fail)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err == "One sentence.\n"


def test_a_venv_that_does_not_run_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "gone")
    with pytest.raises(dev.Trouble, match="delete that folder and start again"):
        dev.tool("-c", "pass")


@pytest.mark.parametrize(("checked", "tested", "code"), [(0, 0, 0), (1, 0, 1), (0, 2, 2), (1, 2, 2)])
def test_test_fails_when_the_checks_or_the_tests_do(
    checked: int, tested: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "set_up", lambda extra: None)
    monkeypatch.setattr(dev, "prepare_browser", dict)
    monkeypatch.setattr(dev, "check", lambda args: checked)
    monkeypatch.setattr(dev, "tool", lambda *arguments, **options: tested)
    assert dev.test([]) == code


def test_check_runs_every_tool_and_names_those_that_fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = []

    def tool(*arguments: str) -> int:
        ran.append(arguments)
        return int("mypy" in arguments)

    monkeypatch.setattr(dev, "set_up", lambda extra: None)
    monkeypatch.setattr(dev, "tool", tool)
    assert dev.check([]) == 1
    assert len(ran) == len(dev.CHECKS) == 4
    assert capsys.readouterr().out == "check: mypy failed\n"


def test_options_of_streamlit_are_read_in_both_spellings() -> None:
    assert dev.option(["--server.port", "80"], "--server.port") == "80"
    assert dev.option(["-x", "--server.port=80"], "--server.port") == "80"
    assert dev.option(["--server.portal=80", "--server.port"], "--server.port") is None


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < dev.free_port(port) < port + 100


@contextmanager
def answering(certificate: tuple[Path, Path] | None = None) -> Iterator[int]:
    """A server on the loopback address that answers 404 to everything; gives its port."""
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_a_proxy_is_not_asked_whether_we_are_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as closed:  # nobody listens there
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with answering() as port:
            assert dev.is_up(f"http://127.0.0.1:{port}")


def test_a_certificate_that_nobody_signed_is_up_too(tmp_path: Path) -> None:
    pair = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate = trustme.CA().issue_cert("elsewhere.example")
    certificate.cert_chain_pems[0].write_to_path(pair[0])
    certificate.private_key_pem.write_to_path(pair[1])
    with answering(pair) as port:
        assert dev.is_up(f"https://localhost:{port}")


@pytest.mark.parametrize(
    ("arguments", "environment", "url"),
    [
        ([], {}, "http://localhost:8600/"),
        (["--server.sslCertFile", "c.pem", "--server.baseUrlPath=/lstm/"], {}, "https://localhost:8600/lstm"),
        ([], {"STREAMLIT_SERVER_SSL_CERT_FILE": "c.pem"}, "https://localhost:8600/"),
    ],
)
def test_run_looks_for_the_app_where_it_will_be(
    arguments: list[str], environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.delenv("STREAMLIT_SERVER_SSL_CERT_FILE", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "tool", lambda *arguments, **options: 0)
    monkeypatch.setattr(
        dev.subprocess, "Popen", lambda *arguments, **options: Mock(poll=lambda: None, wait=lambda *s: 0)
    )
    monkeypatch.setattr(dev.signal, "signal", lambda *arguments: None)
    monkeypatch.setattr(dev, "is_up", lambda url: not asked.append(url))
    monkeypatch.setattr(dev, "can_show_a_browser", lambda args: False)
    assert dev.run(["--server.port=8600", *arguments]) == 0
    assert asked == [url]


@POSIX
def test_run_starts_from_any_folder_and_ends_what_it_started(tmp_path: Path) -> None:
    assert json.loads(dev.STAMP.read_text())["run"], "`python3 dev.py test` sets this up"
    port = dev.free_port(8600)
    command = [sys.executable, str(dev.ROOT / "dev.py"), "run", "--server.port", str(port)]
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"CI": "1"}
        )
    try:
        deadline = time.monotonic() + 60
        while not dev.is_up(f"http://localhost:{port}") and time.monotonic() < deadline:
            time.sleep(0.1)
        assert f"lstm-viz is ready: http://localhost:{port}/" in log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert not dev.is_up(f"http://localhost:{port}")
    assert "Traceback" not in log.read_text()
