"""Strangers: who tried the callback with a wrong token, and how often lately."""

from django.db import models


class Stranger(models.Model):
    """An address that came with a wrong token. Counting here holds for all processes and machines."""

    address = models.CharField(max_length=45, unique=True)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Stranger {self.pk}"
