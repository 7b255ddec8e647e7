"""Opt-out keywords: the words that stop everything."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from optout.verdict import normalise


class Keyword(models.Model):
    """A reply that consists of this keyword opts its number out. Not case sensitive."""

    value = models.CharField("keyword value", max_length=40)
    normal_form = models.CharField(max_length=80, unique=True, editable=False)
    is_locked = models.BooleanField(
        default=False,
        editable=False,
        help_text="One of the seven words US law (47 CFR 64.1200(a)(10)) makes an opt-out; it cannot be removed.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "opt-out keyword"
        ordering = ["value", "pk"]

    def __str__(self) -> str:
        return self.value

    def clean(self) -> None:
        self.value = " ".join(self.value.split())
        self.normal_form = normalise(self.value)
        if not self.normal_form:
            raise ValidationError({"value": "A keyword needs at least one letter or digit."})
        if len(self.normal_form) > 80:
            raise ValidationError({"value": "This keyword is too long. Shorten it."})
        twin = Keyword.objects.filter(normal_form=self.normal_form).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError({"value": f"“{twin.value}” already covers this keyword."})
