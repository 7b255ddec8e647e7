"""The spool: where a request waits on disk while the database refuses it. A STOP must not be lost to a restart."""

import base64
import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic, time

import structlog
from django.conf import settings
from django.utils import timezone

log = structlog.get_logger(__name__)

MOST_FILES = 200_000
# While the database is away nobody can be told from Mitto for sure: its token may be newer than what we last read. So
# whoever we do not know may wait too, but the disk is not theirs to fill.
MOST_UNKNOWN = 20_000
UNKNOWN = "-unknown"
# To look through a long folder for every request would make each slower than the one before.
COUNT_EVERY = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the callback as it came, its token included: it is checked when the database is back."""

    token: str
    method: str
    query: str
    content_type: str
    body: bytes
    address: str = ""
    secret: str = ""
    # Only of one that waited here: the name of its file, and when it came.
    name: str = ""
    came_at: datetime | None = None

    def __repr__(self) -> str:
        return "Request()"


def folder() -> Path:
    path = Path(settings.MITTO_SPOOL)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def put(request: Request, *, is_known: bool) -> bool:
    """Write a request so that it survives a power cut; False when the spool has no room for its kind."""
    here = folder()
    if not _room.takes_one_more(here, is_known=is_known):
        return False
    name = f"{time():017.6f}-{uuid.uuid4().hex}{'' if is_known else UNKNOWN}"
    part = here / f".{name}.part"
    with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as handle:
        fields = asdict(request) | {"body": base64.b64encode(request.body).decode(), "came_at": timezone.now()}
        json.dump(fields, handle, default=str)
        handle.flush()
        os.fsync(handle.fileno())
    part.rename(here / f"{name}.json")
    _sync_folder(here)
    return True


def size() -> int:
    """How many requests wait; none where no folder was made for them yet."""
    try:
        return sum(name.endswith(".json") for name in os.listdir(settings.MITTO_SPOOL))
    except FileNotFoundError:
        return 0


def waiting() -> Iterator[tuple[Path, Request]]:
    """What waits, oldest first. The caller deletes each file once the database has its request."""
    for path in sorted(folder().glob("*.json")):
        try:
            fields = json.loads(path.read_text())
            came_at = datetime.fromisoformat(fields["came_at"])
            fields |= {"body": base64.b64decode(fields["body"]), "came_at": came_at, "name": path.stem}
            yield path, Request(**fields)
        except (ValueError, TypeError, KeyError):
            # Kept for a person to look at: it must not stop those behind it.
            log.error("spool_file_unreadable", file=path.name)
            path.rename(path.with_suffix(".unreadable"))


@contextmanager
def emptying() -> Iterator[bool]:
    """Whether we are the one process that empties the spool now; two would store a reply twice."""
    with (folder() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class _Room:
    """How many more files the spool takes: counted once in a while, and what this process wrote since then."""

    def __init__(self) -> None:
        self.lock, self.folder, self.counted_at, self.files, self.unknown = Lock(), Path(), 0.0, 0, 0

    def takes_one_more(self, here: Path, *, is_known: bool) -> bool:
        with self.lock:
            if here != self.folder or monotonic() - self.counted_at >= COUNT_EVERY:
                self._count(here)
            if self.files >= MOST_FILES or (not is_known and self.unknown >= MOST_UNKNOWN):
                return False
            self.files += 1
            self.unknown += not is_known
            return True

    def _count(self, here: Path) -> None:
        names = os.listdir(here)
        self.folder, self.counted_at = here, monotonic()
        self.files, self.unknown = len(names), sum(UNKNOWN in name for name in names)


_room = _Room()


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
