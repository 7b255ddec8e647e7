"""The yardstick: the callback as a plain Django view, in a project with the settings that Django starts one with.

It keeps what came with `create()` and what it means with `save()`, and takes nothing of ours but its model's rows.
"""

import json
import os

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    # Connections are kept, or every request would pay for a new one and the comparison would be too easy.
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 600}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402  models need the settings


class Message(models.Model):
    number = models.CharField(max_length=20)
    text = models.TextField()
    status = models.CharField(max_length=20, default="sent")
    gateway_id = models.CharField(max_length=64, unique=True)
    error_code = models.CharField(max_length=20, default="")
    sent_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "plain"

    def __str__(self) -> str:
        return self.gateway_id


class Report(models.Model):
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"

    def __str__(self) -> str:
        return str(self.pk)


@csrf_exempt
def report(request: HttpRequest) -> HttpResponse:
    Report.objects.create(body=request.body.decode())
    fields = json.loads(request.body)
    message = Message.objects.get(gateway_id=fields["msgid"])
    message.status = fields["status"].lower()
    message.error_code = fields["errorcode"]
    message.save()
    return HttpResponse("OK")


urlpatterns = [path("report/", report)]
application = get_wsgi_application()


def main() -> None:
    """Make the tables, with a row for every SMS of ours in the same database."""
    with connection.schema_editor() as editor:
        editor.create_model(Message)
        editor.create_model(Report)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain_message (number, text, status, gateway_id, error_code, sent_at, updated_at) "
            "SELECT recipient, text, 'sent', gateway_id, '', now(), now() FROM sms_sms WHERE direction = 'outbound'"
        )


if __name__ == "__main__":
    main()
