"""How do many requests write at once? One after the other, by one thread, and many of them in one transaction.

A transaction costs one ``fsync``, whoever is in it. So the thread takes all who wait, does what they ask in one
transaction, and answers them when it is on disk. If it fails, each is tried alone: one that does not fit harms
no other.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from kunak.relay.database import Database, refusal_of
from kunak.relay.refusals import RelayRefused, cannot_write

GROUP: Final = 64
"""Requests in one transaction at most: the last of them waits for the first."""
WAITING_BYTES: Final = 128 * 2**20
"""Bodies that may wait: beyond that the relay says so instead of growing."""
TRIES: Final = 3
"""Of one request alone: two relays may have met at one row."""

Answer = TypeVar("Answer")


class Job:
    """One request to write, and where its answer goes."""

    __slots__ = ("answer", "feed", "size", "work")

    def __init__(self, feed: bytes, size: int, work: Callable[[Connection], Any]) -> None:
        self.feed = feed
        self.size = size
        self.work = work
        self.answer: Future[Any] = Future()
        self.answer.set_running_or_notify_cancel()  # whoever goes away does not take the write along


class Writer:
    """The thread that writes. ``close`` lets it finish what was asked."""

    def __init__(self, database: Database, *, observe: Callable[[int], None]) -> None:
        self._database = database
        self._observe = observe
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="relay-writer", daemon=True)
        self._thread.start()

    def submit(self, feed: bytes, size: int, work: Callable[[Connection], Answer]) -> "Future[Answer]":
        """Have something written; the future is done when it is on disk.

        Args:
            feed: Whose it is; a group is done in the order of its feeds, so that two relays never wait for each other.
            size: Bytes that wait with it.
            work: Refuses before it writes, or writes.

        Raises:
            RelayRefused: Too much is waiting, or the relay is ending.
        """
        job = Job(feed, size, work)
        with self._lock:
            if self._closed or self._waiting + size > WAITING_BYTES:
                raise cannot_write()
            self._waiting += size
            self._queue.put(job)
        return job.answer

    def close(self) -> None:
        """Write what is waiting, and end."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            jobs, going = self._gather()
            if jobs:
                self._do(sorted(jobs, key=lambda job: job.feed))
                with self._lock:
                    self._waiting -= sum(job.size for job in jobs)

    def _gather(self) -> tuple[list[Job], bool]:
        job, jobs = self._queue.get(), []
        while job is not None:
            jobs.append(job)
            if len(jobs) == GROUP:
                return jobs, True
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs, True
        return jobs, False

    def _do(self, jobs: list[Job]) -> None:
        try:
            answers = self._transact(jobs)
        except Exception:  # noqa: BLE001 - whatever it was, it is told to the one whose it is, below
            for job in jobs:
                self._alone(job)
        else:
            _answer(jobs, answers)

    def _alone(self, job: Job) -> None:
        refusal: Exception = cannot_write()
        for _ in range(TRIES):
            try:
                answers = self._transact([job])
            except IntegrityError:
                continue
            except (SQLAlchemyError, OSError) as error:
                refusal = refusal_of(error)
                break
            except Exception as error:  # noqa: BLE001 - a mistake of ours: whoever waits is told, and the thread goes on
                refusal = error
                break
            _answer([job], answers)
            return
        job.answer.set_exception(refusal)

    def _transact(self, jobs: list[Job]) -> list[Any]:
        answers: list[Any] = []
        with self._database.writing() as connection:
            for job in jobs:
                try:
                    answers.append(job.work(connection))
                except RelayRefused as refusal:
                    answers.append(refusal)
        self._observe(len(jobs))
        return answers


def _answer(jobs: list[Job], answers: list[Any]) -> None:
    for job, answer in zip(jobs, answers, strict=True):
        if isinstance(answer, RelayRefused):
            job.answer.set_exception(answer)
        else:
            job.answer.set_result(answer)
