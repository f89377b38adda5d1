"""How does an approved text get into a channel of Telegram? Messages of a bot, exactly as planned, or why not.

aiogram speaks the Bot API; the bytes travel by httpx, because that is the client whose
proxy (SOCKS5, names resolved there) is tested here. Which messages there are,
``postings`` says. Nothing is sent twice: where the answer is lost, or a part went out
and the rest did not, a person has to look at the channel. The token is part of the address
that the Bot API wants, so no exception of a library goes further than this module.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from ipaddress import ip_address
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    Document,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MediaUnion,
    Message,
)
from socksio import SOCKSError

from kunak.base.errors import BadInput, Fault
from kunak.crypto.secret import Secret
from kunak.transport.postings import As, Enclosure, Posting, postings

API: Final = "https://api.telegram.org"
CONNECT_S: Final = 30.0
ANSWER_S: Final = 60.0
PROXIES: Final = ("socks5", "socks5h")
TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
CHANNEL: Final = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-100[0-9]{5,15}")

Answer = TypeVar("Answer")


class Way(msgspec.Struct, frozen=True):
    """How to get to the Bot API.

    Attributes:
        server: ``https://HOST``; plain ``http`` only to this machine.
        proxy: ``socks5://HOST:PORT``; empty: none.
    """

    server: str = API
    proxy: str = ""


class NotSent(Fault):
    """It certainly did not go out."""


class MaySent(Fault):
    """It may have gone out: nobody may send it again before somebody has looked."""


class PartSent(MaySent):
    """A part of it went out: nobody may send it again before somebody has taken that out."""


class TelegramChannel:
    """One channel, as one bot may write to it."""

    def __init__(self, token: Secret, channel: str, way: Way) -> None:
        """Prepare; nothing is sent.

        Raises:
            BadInput: Token, channel, server or proxy is none.
        """
        read = token.reveal().decode("ascii", "replace")
        if not TOKEN.fullmatch(read):
            raise BadInput("This is no token of a bot: it is a number, a colon and letters.", field="token")
        if not CHANNEL.fullmatch(channel):
            raise BadInput("Name the channel like @name, or by its number -100….", field="channel")
        _check_way(way)
        self._token, self._channel, self._way = read, channel, way

    def check(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[Posting, ...]:
        """Return the messages that a text with files will be. Nothing is sent.

        Raises:
            BadInput: It cannot be sent as it is.
        """
        return postings(text, files)

    def send(self, text: str, files: Sequence[Enclosure] = ()) -> tuple[int, ...]:
        """Send exactly this text with exactly these files, and return the numbers of the messages.

        Raises:
            BadInput: It cannot be sent as it is.
            NotSent: Nothing of it went out.
            MaySent: It may have, or something else stands there than was sent.
            PartSent: A part of it went out, and the rest did not or may not have.
        """
        numbers: list[int] = []
        for posting in self.check(text, files):
            try:
                said = self._asked(lambda bot, posting=posting: self._ask(bot, posting))  # type: ignore[misc]
                _check_said(said, posting)
            except (NotSent, MaySent):
                if numbers:
                    raise PartSent(
                        "Only a part stands in the channel (message %(number)d and what follows it): look at it at "
                        "once, take it out there, and only then send it again.",
                        number=numbers[0],
                    ) from None
                raise
            numbers += [message.message_id for message in said]
        return tuple(numbers)

    async def _ask(self, bot: Bot, posting: Posting) -> list[Message]:
        """Ask for one message or one album. Captions bear no markup, like texts."""
        match posting.what, posting.files:
            case As.TEXT, _:
                # A preview would have Telegram's machines fetch the link, and show a picture that nobody approved.
                unseen = LinkPreviewOptions(is_disabled=True)
                return [
                    await bot.send_message(self._channel, posting.text, parse_mode=None, link_preview_options=unseen)
                ]
            case As.PICTURES, (file,):
                caption = posting.text or None
                return [await bot.send_photo(self._channel, _upload(file), caption=caption, parse_mode=None)]
            case As.DOCUMENTS, (file,):
                return [
                    await bot.send_document(
                        self._channel,
                        _upload(file),
                        caption=posting.text or None,
                        parse_mode=None,
                        disable_content_type_detection=True,
                    )
                ]
            case _:
                return await bot.send_media_group(self._channel, _album(posting))

    def _asked(self, asks: Callable[[Bot], Coroutine[Any, Any, list[Message]]]) -> list[Message]:
        async def ask() -> list[Message]:
            session = _Session(self._way)
            try:
                return await asks(Bot(self._token, session=session))
            finally:
                await session.close()

        try:
            return asyncio.run(ask())
        except _Unreached:
            raise NotSent("Telegram cannot be reached, or the proxy does not answer. Nothing was sent.") from None
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise NotSent(
                "Telegram does not know this bot: the token is wrong or was revoked. Nothing was sent."
            ) from None
        except TelegramForbiddenError:
            raise NotSent(
                "The bot may not write to this channel: make it an administrator. Nothing was sent."
            ) from None
        except TelegramRetryAfter as error:
            raise NotSent(
                "Telegram asks to wait for %(seconds)d seconds. Nothing was sent.", seconds=error.retry_after
            ) from None
        except (_Lost, ClientDecodeError, TelegramServerError):
            raise MaySent(
                "Telegram broke off before it answered. The text may stand in the channel: look there before anybody "
                "sends it again."
            ) from None
        except AiogramError:
            raise NotSent("Telegram refused this: check the name of the channel. Nothing was sent.") from None


def _upload(file: Enclosure) -> BufferedInputFile:
    return BufferedInputFile(file.data, file.name)


def _album(posting: Posting) -> list[MediaUnion]:
    """Return the files of an album. The text stands below the first picture, or the last document."""
    at = 0 if posting.what is As.PICTURES else len(posting.files) - 1
    captions = [posting.text or None if number == at else None for number in range(len(posting.files))]
    if posting.what is As.PICTURES:
        return [
            InputMediaPhoto(media=_upload(file), caption=caption, parse_mode=None)
            for file, caption in zip(posting.files, captions, strict=True)
        ]
    return [
        InputMediaDocument(media=_upload(file), caption=caption, parse_mode=None, disable_content_type_detection=True)
        for file, caption in zip(posting.files, captions, strict=True)
    ]


def _check_said(said: Sequence[Message], posting: Posting) -> None:
    """Look whether Telegram holds what was sent; pictures it packs anew, so that only their number can be compared.

    Raises:
        MaySent: It does not.
    """
    texts = [text for message in said for text in (message.text, message.caption) if text]
    whole = len(said) == max(len(posting.files), 1) and "".join(texts) == posting.text
    if posting.what is As.DOCUMENTS:
        held = zip([message.document for message in said], posting.files, strict=False)
        whole = whole and all(document is not None and _is(document, file) for document, file in held)
    if posting.what is As.PICTURES:
        whole = whole and all(message.photo for message in said)
    if not whole:
        raise MaySent("Telegram shows something else than was sent: look at the channel at once.")


def _is(document: Document, file: Enclosure) -> bool:
    """Return whether a document is this file, as far as Telegram says."""
    return document.file_name in (None, file.name) and document.file_size in (None, len(file.data))


class _Unreached(Exception):
    """No byte of a request went out."""


class _Lost(Exception):
    """A request went out and no answer came."""


class _Session(BaseSession):
    """aiogram's methods over httpx."""

    def __init__(self, way: Way) -> None:
        super().__init__(api=TelegramAPIServer.from_base(way.server))
        proxy = way.proxy.replace("socks5h://", "socks5://", 1) or None
        # No proxy and no certificate of the environment: a variable that was forgotten shows who is asking.
        self._client = httpx.AsyncClient(
            proxy=proxy,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            trust_env=False,
            follow_redirects=False,
            headers={"user-agent": "bot"},
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Answer],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - aiogram's
    ) -> Answer:
        files: dict[str, Any] = {}
        fields = {
            key: prepared
            for key, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot=bot, files=files))
        }
        parts = [
            (key, (file.filename or key, b"".join([part async for part in file.read(bot)])))
            for key, file in files.items()
        ]
        try:
            answer = await self._client.post(
                self.api.api_url(token=bot.token, method=method.__api_method__), data=fields, files=parts or None
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, SOCKSError):
            raise _Unreached from None
        except httpx.HTTPError:
            raise _Lost from None
        response = self.check_response(bot=bot, method=method, status_code=answer.status_code, content=answer.text)
        return response.result  # type: ignore[return-value]  # there is one where it is ok

    async def stream_content(
        self,
        url: str,  # noqa: ARG002 - nothing is fetched here
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002, ASYNC109
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002, FBT001, FBT002
    ) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""


def _check_way(way: Way) -> None:
    parts = urlsplit(way.server)
    if not parts.hostname or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment:
        raise BadInput("This is no address of a Bot API server: https://HOST.", field="server")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        raise BadInput(
            "Only a Bot API server on this machine may be asked without TLS: the token would be seen.", field="server"
        )
    if way.proxy:
        proxy = urlsplit(way.proxy)
        if proxy.scheme not in PROXIES or not proxy.hostname or not proxy.port:
            raise BadInput("A proxy for Telegram is written like socks5://127.0.0.1:9050.", field="proxy")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
