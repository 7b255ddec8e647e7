"""Where an uploaded file waits between preview and import: private, outside the web, and not for long."""

import time
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir
from typing import Any

from import_export.tmp_storages import TempFolderStorage

PREFIX = "mitto-crm-import-"
KEPT_SECONDS = 3600


class PassingStorage(TempFolderStorage):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.is_confirmed = bool(self.name)

    def save(self, data: bytes) -> None:
        forget_old_files()
        with NamedTemporaryFile(prefix=PREFIX, delete=False) as file:
            file.write(data)
        self.name = Path(file.name).name

    def read(self) -> bytes:
        """What waits. To import it is to delete it: of two clicks at once only one can, the other finds no file."""
        file = Path(self.get_full_path())
        content = file.read_bytes()
        if self.is_confirmed:
            file.unlink()
        return content

    def remove(self) -> None:
        """It is gone since it was read."""


def forget_old_files() -> None:
    """Previews nobody confirmed: they hold people's data."""
    for file in Path(gettempdir()).glob(f"{PREFIX}*"):
        if file.stat().st_mtime < time.time() - KEPT_SECONDS:
            file.unlink(missing_ok=True)
