"""A text gets into a channel exactly as it is and once, or a sentence says whether it may have."""

import json
import socket
import threading
from collections.abc import Iterator

import pytest
from tests.transport.bot_api import BotApi

from kunak.base.errors import BadInput
from kunak.crypto.secret import Secret
from kunak.transport.postings import Enclosure
from kunak.transport.telegram import MaySent, NotSent, PartSent, TelegramChannel, Way

TOKEN = b"123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
TEXT = "Она в безопасности. *Спасибо* <b>всем</b> 🙂\n\nhttps://ferry.example/x_y"


@pytest.fixture
def api() -> Iterator[BotApi]:
    server = BotApi()
    try:
        yield server
    finally:
        server.stop()


def channel(api: BotApi, proxy: str = "", token: bytes = TOKEN) -> TelegramChannel:
    return TelegramChannel(Secret(token), "@ferry_news", Way(api.url, proxy))


def picture(number: int = 1) -> Enclosure:
    return Enclosure(
        name=f"picture-{number}.jpg", data=bytes(range(256)) * 20 + b"%d" % number, kind="jpeg", sides=(9, 9)
    )


def paper(number: int = 1) -> Enclosure:
    return Enclosure(name=f"письмо-{number}.pdf", data=b"%PDF" + bytes([number]) * 3_000, kind="pdf")


def test_the_text_arrives_byte_for_byte_with_no_markup_and_no_preview(api: BotApi) -> None:
    assert channel(api).send(TEXT) == (7,)
    (asked,) = api.asked
    assert asked.path == f"/bot{TOKEN.decode()}/sendMessage"
    assert asked.fields["text"].encode() == TEXT.encode()
    assert asked.fields["chat_id"] == "@ferry_news"
    assert "parse_mode" not in asked.fields
    assert json.loads(asked.fields["link_preview_options"])["is_disabled"] is True


@pytest.mark.parametrize(
    ("file", "method", "field"), [(picture(), "sendPhoto", "photo"), (paper(), "sendDocument", "document")]
)
def test_one_file_arrives_byte_for_byte_with_the_text_below_it(
    api: BotApi, file: Enclosure, method: str, field: str
) -> None:
    assert channel(api).send(TEXT, [file]) == (7,)
    (asked,) = api.asked
    assert asked.method == method
    assert asked.file(asked.fields[field]) == (file.name, file.data)
    assert asked.fields["caption"].encode() == TEXT.encode()
    assert "parse_mode" not in asked.fields
    assert asked.fields.get("disable_content_type_detection", "true") == "true"


def test_several_pictures_are_one_album_with_the_text_below_the_first(api: BotApi) -> None:
    assert channel(api).send(TEXT, [picture(1), picture(2), picture(3)]) == (7, 8, 9)
    (asked,) = api.asked
    assert asked.method == "sendMediaGroup"
    media = json.loads(asked.fields["media"])
    assert [asked.file(item["media"])[0] for item in media] == ["picture-1.jpg", "picture-2.jpg", "picture-3.jpg"]
    assert [asked.file(item["media"])[1] for item in media] == [picture(n).data for n in (1, 2, 3)]
    assert [item.get("caption") for item in media] == [TEXT, None, None]
    assert all("parse_mode" not in item for item in media)


def test_a_text_that_is_too_long_for_a_caption_goes_before_and_documents_last(api: BotApi) -> None:
    long = "ж" * 1_025
    assert channel(api).send(long, [paper(1), picture(), paper(2)]) == (7, 17, 27, 28)
    text, shown, papers = api.asked
    assert (text.method, shown.method, papers.method) == ("sendMessage", "sendPhoto", "sendMediaGroup")
    assert text.fields["text"] == long
    assert "caption" not in shown.fields
    assert [item.get("caption") for item in json.loads(papers.fields["media"])] == [None, None]


@pytest.mark.parametrize("how", ["refuses", "breaks off", "alters"])
def test_where_only_a_part_went_out_a_person_is_told_to_take_it_out(api: BotApi, how: str) -> None:
    """The harm: the text stands without its picture, and is sent a second time as if nothing stood there."""
    api.after = 1
    if how == "refuses":
        api.status, api.refuses = 400, {"ok": False, "error_code": 400, "description": "Bad Request"}
    api.breaks_off, api.alters = how == "breaks off", how == "alters"
    with pytest.raises(PartSent) as raised:
        channel(api).send("ж" * 1_025, [picture()])
    told = raised.value.sentence % raised.value.details
    assert "message 7" in told
    assert "Nothing was sent" not in told
    assert len(api.asked) == 2


@pytest.mark.parametrize("file", [picture(), paper()])
def test_another_text_below_a_file_is_noticed(api: BotApi, file: Enclosure) -> None:
    api.alters = True
    with pytest.raises(MaySent, match="something else"):
        channel(api).send(TEXT, [file])


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
        channel(api).send(TEXT)
    told = raised.value.sentence % raised.value.details
    assert sentence in told
    assert "Nothing was sent" in told
    assert TOKEN.decode() not in repr(raised.value) + str(raised.value.__context__)
    assert len(api.asked) == 1


def test_where_the_answer_is_lost_nothing_is_sent_twice_and_a_person_has_to_look(api: BotApi) -> None:
    """The harm: a retry puts the same text into the channel a second time, or says that it did not go out."""
    api.breaks_off = True
    with pytest.raises(MaySent, match="look there"):
        channel(api).send(TEXT)
    api.breaks_off, api.status, api.refuses = False, 502, {"ok": False, "description": "Bad Gateway"}
    with pytest.raises(MaySent):
        channel(api).send(TEXT)
    assert len(api.asked) == 2


def test_another_text_in_the_channel_is_noticed(api: BotApi) -> None:
    api.alters = True
    with pytest.raises(MaySent, match="something else"):
        channel(api).send(TEXT)


@pytest.mark.parametrize("text", ["x" * 4097, "🙂" * 2049, " x", "x\n"])
def test_what_cannot_be_one_message_is_refused_and_never_cut(api: BotApi, text: str) -> None:
    with pytest.raises(BadInput):
        channel(api).send(text)
    assert api.asked == []
    assert channel(api).send("🙂" * 2048) == (7,)


def test_nobody_there_means_nothing_was_sent() -> None:
    with pytest.raises(NotSent, match="cannot be reached"):
        TelegramChannel(Secret(TOKEN), "@ferry_news", Way("http://127.0.0.1:1")).send(TEXT)
    with pytest.raises(NotSent, match="proxy"):
        TelegramChannel(Secret(TOKEN), "@ferry_news", Way(proxy="socks5://127.0.0.1:1")).send(TEXT)


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
    assert TelegramChannel(Secret(TOKEN), "@ferry_news", way).send(TEXT) == (7,)
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
