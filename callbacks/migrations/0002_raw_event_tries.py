from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="rawevent",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
