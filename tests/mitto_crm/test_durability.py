"""An armed SMS must survive a power cut, or it could be posted twice: commits are kept before they are confirmed."""

from django.db import connections

# PostgreSQL says also who chose it: neither server nor database nor role may make it lazy.
ASKED_HOW = {
    "sqlite": ("PRAGMA synchronous", (2,)),
    "postgresql": ("SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'", ("on", "client")),
}


def test_every_connection_commits_durably_after_a_reconnect_too(db: None) -> None:
    connection = connections.create_connection("default")
    question, expected = ASKED_HOW[connection.vendor]
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(question)
            assert cursor.fetchone() == expected
        connection.close()
