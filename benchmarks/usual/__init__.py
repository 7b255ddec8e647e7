"""The baseline: sending many messages the usual way with Django and Celery, a task for each message."""
