"""The one row in which all workers share the state of the gateway."""

from django.db import migrations


def make_row(apps, schema_editor):
    apps.get_model("sms", "GatewayState").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("sms", "0001_initial")]
    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]
