"""What replies are answered with; nothing as long as nothing is written here."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Three parts of a regular text: an answer is not the place for a novel.
LONGEST_ANSWER = 459


def answer(label: Any, *, help_text: Any) -> "models.TextField[str, str]":
    validators = [MaxLengthValidator(LONGEST_ANSWER)]
    return models.TextField(label, blank=True, default="", validators=validators, help_text=help_text)


class ReplyRules(models.Model):
    """The part of Setup that answers replies by itself."""

    opt_out_answer = answer(
        _("confirmation of an opt-out"),
        help_text=_(
            "Sent once, within five minutes, to a number whose reply opted out. Say who you are and that no more SMS "
            "follow; advertising is not allowed. Leave it empty if Mitto or the network confirms already."
        ),
    )
    help_answer = answer(
        _("answer to HELP"),
        help_text=_("Say who you are, how to reach you, and that STOP ends the messages. Empty: no answer."),
    )

    class Meta:
        abstract = True
