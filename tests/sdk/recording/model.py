"""A server of OpenAI's shape that answers what the test lays ready."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Model:
    """A server that answers each POST with what lies ready: a document, or a list of chunks for a stream."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None: ...

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                answer = model.answers.pop(0)
                self.send_response(answer if isinstance(answer, int) else 200)
                is_stream = isinstance(answer, list)
                self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
                self.end_headers()
                if isinstance(answer, list):
                    for one in answer:
                        self.wfile.write(f"event: {one.get('type', '')}\ndata: {json.dumps(one)}\n\n".encode())
                    self.wfile.write(b"data: [DONE]\n\n")
                else:
                    said = {"error": {"message": "no"}} if isinstance(answer, int) else answer
                    self.wfile.write(json.dumps(said).encode())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
