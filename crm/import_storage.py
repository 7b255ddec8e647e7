"""Where an uploaded file waits between preview and import: private, outside the web, and not for long."""

import time
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir
from typing import Any

from import_export.tmp_storages import TempFolderStorage

PREFIX = "mitto-crm-import-"
KEPT_SECONDS = 3600


class PassingStorage(TempFolderStorage):
    def save(self, data: bytes) -> None:
        forget_old_files()
        with NamedTemporaryFile(prefix=PREFIX, delete=False) as file:
            file.write(data)
        self.name = Path(file.name).name

    def read(self) -> Any:
        return Path(self.get_full_path()).read_bytes()


def forget_old_files() -> None:
    """Previews nobody confirmed: they hold people's data."""
    for file in Path(gettempdir()).glob(f"{PREFIX}*"):
        if file.stat().st_mtime < time.time() - KEPT_SECONDS:
            file.unlink(missing_ok=True)
