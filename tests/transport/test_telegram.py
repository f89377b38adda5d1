"""A text gets into a channel exactly as it is and once, or a sentence says whether it may have."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from kunak.base.errors import BadInput
from kunak.crypto.secret import Secret
from kunak.transport.telegram import MaySent, NotSent, TelegramChannel, Way

TOKEN = b"123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
TEXT = "Она в безопасности. *Спасибо* <b>всем</b> 🙂\n\nhttps://ferry.example/x_y"


class BotApi:
    """A server on loopback that speaks as much of the Bot API as a channel needs."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        self.refuses: dict[str, object] = {}
        self.alters = False
        self.breaks_off = False
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                fields = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
                api.asked.append((self.path, fields, body))
                if api.breaks_off:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                message = {
                    "message_id": 7,
                    "date": 0,
                    "chat": {"id": -1001, "type": "channel"},
                    "text": fields.get("text", "") + ("!" if api.alters else ""),
                }
                answer = json.dumps(api.refuses or {"ok": True, "result": message}).encode()
                self.send_response(api.status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def api() -> Iterator[BotApi]:
    server = BotApi()
    try:
        yield server
    finally:
        server.stop()


def channel(api: BotApi, proxy: str = "", token: bytes = TOKEN) -> TelegramChannel:
    return TelegramChannel(Secret(token), "@ferry_news", Way(api.url, proxy))


def test_the_text_arrives_byte_for_byte_with_no_markup_and_no_preview(api: BotApi) -> None:
    assert channel(api).say(TEXT) == 7
    ((path, fields, _),) = api.asked
    assert path == f"/bot{TOKEN.decode()}/sendMessage"
    assert fields["text"].encode() == TEXT.encode()
    assert fields["chat_id"] == "@ferry_news"
    assert "parse_mode" not in fields
    assert json.loads(fields["link_preview_options"])["is_disabled"] is True


def test_a_picture_arrives_byte_for_byte_under_a_name_that_says_nothing(api: BotApi) -> None:
    picture = bytes(range(256)) * 20
    assert channel(api).show(picture, "picture.jpg") == 7
    ((path, _, body),) = api.asked
    assert path.endswith("/sendPhoto")
    assert picture in body
    assert b'filename="picture.jpg"' in body


@pytest.mark.parametrize(
    ("status", "says", "sentence"),
    [
        (401, "Unauthorized", "token is wrong"),
        (403, "Forbidden: bot is not a member", "administrator"),
        (400, "Bad Request: chat not found", "name of the channel"),
        (429, "Too Many Requests", "wait for 9 seconds"),
    ],
)
def test_a_refusal_says_what_to_do_and_that_nothing_was_sent(
    api: BotApi, status: int, says: str, sentence: str
) -> None:
    api.status = status
    api.refuses = {"ok": False, "error_code": status, "description": says}
    if status == 429:
        api.refuses["parameters"] = {"retry_after": 9}
    with pytest.raises(NotSent) as raised:
        channel(api).say(TEXT)
    told = raised.value.sentence % raised.value.details
    assert sentence in told
    assert "Nothing was sent" in told
    assert TOKEN.decode() not in repr(raised.value) + str(raised.value.__context__)
    assert len(api.asked) == 1


def test_where_the_answer_is_lost_nothing_is_sent_twice_and_a_person_has_to_look(api: BotApi) -> None:
    """The harm: a retry puts the same text into the channel a second time, or says that it did not go out."""
    api.breaks_off = True
    with pytest.raises(MaySent, match="look there"):
        channel(api).say(TEXT)
    api.breaks_off, api.status, api.refuses = False, 502, {"ok": False, "description": "Bad Gateway"}
    with pytest.raises(MaySent):
        channel(api).say(TEXT)
    assert len(api.asked) == 2


def test_another_text_in_the_channel_is_noticed(api: BotApi) -> None:
    api.alters = True
    with pytest.raises(MaySent, match="another text"):
        channel(api).say(TEXT)


@pytest.mark.parametrize("text", ["x" * 4097, "🙂" * 2049, " x", "x\n"])
def test_what_cannot_be_one_message_is_refused_and_never_cut(api: BotApi, text: str) -> None:
    with pytest.raises(BadInput):
        channel(api).say(text)
    assert api.asked == []
    assert channel(api).say("🙂" * 2048) == 7


def test_nobody_there_means_nothing_was_sent() -> None:
    with pytest.raises(NotSent, match="cannot be reached"):
        TelegramChannel(Secret(TOKEN), "@ferry_news", Way("http://127.0.0.1:1")).say(TEXT)
    with pytest.raises(NotSent, match="proxy"):
        TelegramChannel(Secret(TOKEN), "@ferry_news", Way(proxy="socks5://127.0.0.1:1")).say(TEXT)


def test_through_a_socks_proxy_everything_goes_there_and_names_are_resolved_there(api: BotApi) -> None:
    """The harm: the provider of whoever publishes sees the name of Telegram."""
    listening = socket.create_server(("127.0.0.1", 0))
    asked: list[bytes] = []

    def proxy() -> None:
        connection, _ = listening.accept()
        with connection, socket.create_connection(("127.0.0.1", api.port)) as onward:
            connection.recv(100)
            connection.sendall(b"\x05\x00")
            asked.append(connection.recv(300))
            connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
            back = threading.Thread(target=_pump, args=(onward, connection))
            back.start()
            _pump(connection, onward)
            back.join()

    thread = threading.Thread(target=proxy)
    thread.start()
    way = Way(f"http://localhost:{api.port}", f"socks5h://127.0.0.1:{listening.getsockname()[1]}")
    assert TelegramChannel(Secret(TOKEN), "@ferry_news", way).say(TEXT) == 7
    thread.join(10)
    listening.close()
    assert b"localhost" in asked[0]
    assert len(api.asked) == 1


def _pump(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65_536):
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize(
    ("token", "name", "way"),
    [
        (b"none", "@ferry_news", Way()),
        (TOKEN, "ferry news", Way()),
        (TOKEN, "@ferry_news", Way("http://api.ferry.example")),
        (TOKEN, "@ferry_news", Way("https://user@ferry.example")),
        (TOKEN, "@ferry_news", Way(proxy="http://127.0.0.1:3128")),
        (TOKEN, "@ferry_news", Way(proxy="socks5://nowhere")),
    ],
)
def test_what_would_show_the_token_or_is_no_address_is_refused(token: bytes, name: str, way: Way) -> None:
    with pytest.raises(BadInput):
        TelegramChannel(Secret(token), name, way)
