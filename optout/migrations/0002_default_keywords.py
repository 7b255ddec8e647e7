"""The keywords every installation starts with; the seven words of 47 CFR 64.1200(a)(10) are locked."""

from django.db import migrations

from optout.verdict import normalise
from optout.wording import DEFAULT_OPT_OUT_KEYWORDS, FCC_WORDS, LOCALE_PACK


def add_keywords(apps, schema_editor):
    Keyword = apps.get_model("optout", "Keyword")
    for value in (*DEFAULT_OPT_OUT_KEYWORDS, *LOCALE_PACK):
        Keyword.objects.get_or_create(
            normal_form=normalise(value), defaults={"value": value, "is_locked": value in FCC_WORDS}
        )


class Migration(migrations.Migration):
    dependencies = [("optout", "0001_initial")]
    operations = [migrations.RunPython(add_keywords, migrations.RunPython.noop)]
