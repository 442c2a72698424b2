"""Run the app in this process, open a session, lose it and come back; print what the process looks like then.

`tests/ui/test_server.py` runs this in a process of its own: a Streamlit runtime cannot be made twice, and what counts
here (loaded modules, the collector, limits) belongs to a process.
"""

import gc
import json
import os
import sys
import tempfile
import threading
import time

import uvicorn
from streamlit import net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.server_util import is_url_from_allowed_origins
from websockets.sync.client import connect

from app import app


def run_script(port: int, session: str = "") -> tuple[str, int]:
    """Open a line (for the session `session`, if given), run the script once; give the session and what came of it."""
    back = BackMsg()
    back.rerun_script.query_string = "lang=zh"
    protocols = ["streamlit", "token", *([session] if session else [])]
    url = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(url, origin=f"http://127.0.0.1:{port}", subprotocols=protocols, proxy=None) as line:
        line.send(back.SerializeToString())
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=30))
            if message.WhichOneof("type") == "new_session":
                session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished":
                live = [info.session for info in app._runtime._session_mgr.list_active_sessions()]
                assert [one.id for one in live] == [session]
                return session, sum(one._local_sources_watcher is not None for one in live)


def main() -> None:
    os.chdir(tempfile.gettempdir())
    asked: list[str] = []
    net_util._make_blocking_http_get = lambda url, timeout: asked.append(url)
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        first, _ = run_script(port)
        second, watchers = run_script(port, first)
        is_url_from_allowed_origins("http://elsewhere.example")
        limit = None
        if os.name == "posix":
            limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        told = {
            "same_session": first == second,
            "watchers": watchers,
            "asked": asked,
            "stored_sessions": app._runtime._session_mgr._session_storage._cache.maxsize,
            "session_seconds": app._runtime._session_mgr._session_storage._cache.ttl,
            "switch_interval": sys.getswitchinterval(),
            "frozen": gc.get_freeze_count(),
            "limit": limit,
            "unwanted": sorted(
                {name.partition(".")[0] for name in sys.modules} & {"torch", "keras", "tensorflow", "pytest"}
            ),
        }
    finally:
        server.should_exit = True
        thread.join()
    told["frozen_after"] = gc.get_freeze_count()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
