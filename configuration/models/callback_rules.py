"""Who may call the callback, beyond knowing the token in its address."""

from ipaddress import ip_network

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from configuration.encryption import EncryptedTextField


def check_networks(text: str) -> None:
    for word in text.split():
        try:
            ip_network(word)
        except ValueError:
            raise ValidationError(
                "“%(word)s” is not an address or a network. Write one a line, such as 203.0.113.7 or 203.0.113.0/24.",
                params={"word": word},
            ) from None


class CallbackRules(models.Model):
    """The part of Setup that locks the callback further. What is set must hold: a caller without it is a stranger."""

    callback_networks = models.TextField(
        _("only from these addresses"),
        blank=True,
        default="",
        validators=[check_networks],
        help_text=_("One address or network a line. Empty: from anywhere."),
    )
    callback_secret = EncryptedTextField(
        "only with this header",
        blank=True,
        default="",
        help_text=_("What Mitto, or your proxy, must send in the header X-Callback-Secret. Empty: nothing."),
    )

    class Meta:
        abstract = True
