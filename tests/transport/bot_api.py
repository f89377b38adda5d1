"""A server on loopback that speaks as much of the Bot API as a channel needs: texts, pictures, documents, albums."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from multipart import MultipartParser, parse_options_header


class Asked:
    """One request: its method, its fields, and its files by the name under which fields speak of them."""

    def __init__(self, path: str, kind: str, body: bytes) -> None:
        self.path, self.method, self.body = path, path.rsplit("/", 1)[-1], body
        self.fields: dict[str, str] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        form, options = parse_options_header(kind)
        if form == "multipart/form-data":
            for part in MultipartParser(BytesIO(body), options["boundary"], memory_limit=10**8, spool_limit=10**8):
                if part.filename is None:
                    self.fields[part.name] = part.value
                else:
                    self.files[part.name] = (part.filename, part.raw)
        else:
            self.fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}

    def file(self, attached: str) -> tuple[str, bytes]:
        """Return name and bytes of a file that a field speaks of."""
        return self.files[attached.removeprefix("attach://")]


class BotApi:
    """The server. What it is told to do wrong, it does from the request ``after`` on."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.status = 200
        self.refuses: dict[str, object] = {}
        self.alters = self.breaks_off = False
        self.after = 0
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                asked = Asked(self.path, self.headers["content-type"], body)
                api.asked.append(asked)
                wrong = len(api.asked) > api.after
                if api.breaks_off and wrong:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                refused = api.refuses if wrong else {}
                answer = json.dumps(refused or {"ok": True, "result": api.taken(asked, alters=api.alters and wrong)})
                self.send_response(api.status if wrong else 200)
                self.send_header("content-length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def taken(self, asked: Asked, *, alters: bool) -> Any:
        """Return the message, or the messages of an album, that stand in the channel now."""
        more = "!" if alters else ""
        match asked.method:
            case "sendMessage":
                return self._message(0, text=asked.fields.get("text", "") + more)
            case "sendPhoto":
                return self._shown("photo", asked, asked.fields["photo"], asked.fields.get("caption", "") + more, 0)
            case "sendDocument":
                return self._shown(
                    "document", asked, asked.fields["document"], asked.fields.get("caption", "") + more, 0
                )
            case "sendMediaGroup":
                items = json.loads(asked.fields["media"])
                return [
                    self._shown(item["type"], asked, item["media"], item.get("caption", "") + more, number)
                    for number, item in enumerate(items)
                ]
        raise ValueError(asked.method)

    def _shown(self, what: str, asked: Asked, attached: str, caption: str, number: int) -> Any:
        name, data = asked.file(attached)
        told = {"caption": caption} if caption else {}
        ids = {"file_id": "f", "file_unique_id": "u"}
        if what == "photo":
            return self._message(number, photo=[{**ids, "width": 9, "height": 9}], **told)
        return self._message(number, document={**ids, "file_name": name, "file_size": len(data)}, **told)

    def _message(self, number: int, **what: Any) -> Any:
        seven = 7 + number + 10 * (len(self.asked) - 1)
        return {"message_id": seven, "date": 0, "chat": {"id": -1001, "type": "channel"}, **what}

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
