"""Many threads at once, each with a database connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(how_many: int, work: Callable[[], object]) -> None:
    """Do the same in so many threads that start together; fails if one of them does."""
    together, trouble = Barrier(how_many), []

    def run() -> None:
        together.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001  raised below, where a test sees it
            trouble.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]
