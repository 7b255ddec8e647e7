"""The WSGI entry point for granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitto_crm.settings")

django = get_wsgi_application()

from callbacks.receiver import drain  # noqa: E402  it needs the apps
from callbacks.wsgi import answer_callbacks_first  # noqa: E402
from mitto_crm.collector import spare_what_is_loaded  # noqa: E402

application = answer_callbacks_first(django)
spare_what_is_loaded()
drain.open()
