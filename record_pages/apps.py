from django.apps import AppConfig


class RecordPagesConfig(AppConfig):
    name = "record_pages"
    verbose_name = "Pages"
