"""The three permission sets as groups."""

from django.db import migrations

from configuration.permission_sets import PERMISSION_SETS


def make_groups(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    special = {
        codename: name
        for codename, name in apps.get_model("configuration", "Configuration")._meta.permissions
    }
    for group_name, wanted in PERMISSION_SETS.items():
        group, _ = Group.objects.get_or_create(name=group_name)
        for dotted in wanted:
            app_label, codename = dotted.split(".")
            verb, _, model = codename.partition("_")
            if codename in special:
                model, name = "configuration", special[codename]
            else:
                name = f"Can {verb} {apps.get_model(app_label, model)._meta.verbose_name}"
            content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("configuration", "0001_initial"),
        ("crm", "0001_initial"),
        ("templates_app", "0001_initial"),
        ("optout", "0001_initial"),
        ("sms", "0001_initial"),
        ("callbacks", "0001_initial"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
