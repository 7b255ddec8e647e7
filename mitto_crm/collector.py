"""The garbage collector of a process that lives long."""

import gc


def spare_what_is_loaded() -> None:
    """What was imported never becomes garbage: to look through it over and over cost a quarter of a worker's time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
