"""A broker in a folder: kombu's filesystem transport, with bells that are never seen half-written.

The stock transport opens a message under its final name and then writes it. A reader that comes between the two
takes an empty file, and the decoding error kills the worker's consumer.
"""

import os
import uuid
from json import JSONDecodeError
from pathlib import Path
from queue import Empty
from time import time
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Writes each bell aside and renames it into sight, all below one folder."""

    @property
    def bells_folder(self) -> Path:
        folder = Path(self.transport_options["bells_folder"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def data_folder_in(self) -> str:
        return self._made("bells")

    @property
    def data_folder_out(self) -> str:
        return self._made("bells")

    @property
    def processed_folder(self) -> str:
        # Taken bells move here for a moment, on the same file system, so taking one is atomic.
        return self._made(f"taken.{os.getpid()}")

    @property
    def control_folder(self) -> Path:
        return Path(self._made("control"))

    def _made(self, name: str) -> str:
        folder = self.bells_folder / name
        folder.mkdir(exist_ok=True)
        return str(folder)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as kombu itself does
        name = f"{time():.6f}_{uuid.uuid4()}".replace(".", "-") + f".{queue}.msg"
        part = os.path.join(self.data_folder_out, f".{name}.part")
        with open(part, "w") as handle:
            handle.write(dumps(payload))
        os.rename(part, os.path.join(self.data_folder_out, name))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        suffix = f"{queue}.msg"
        names = sorted(os.listdir(self.data_folder_in))
        for name in names:
            if name.partition(".")[2] != suffix:
                continue
            taken = os.path.join(self.processed_folder, name)
            try:
                os.rename(os.path.join(self.data_folder_in, name), taken)
            except FileNotFoundError:
                continue  # another worker took it
            try:
                return loads(Path(taken).read_text())
            except JSONDecodeError:
                continue
            finally:
                os.remove(taken)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
    driver_type = "bells"
    driver_name = "bells"


def register() -> None:
    """Make ``bells://`` known to kombu."""
    TRANSPORT_ALIASES["bells"] = f"{__name__}:Transport"
