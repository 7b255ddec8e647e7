"""What admins see of the machinery: which workers live, and what the gateway was slowed down to."""

from django.contrib.auth.models import User
from django.test import Client

from sms.models import GatewayState, Worker
from tests.factories import ago


def test_a_dead_worker_is_told_from_one_that_lives(client: Client, admin_user: User) -> None:
    Worker.objects.create(name="celery@lives", seen_at=ago(5))
    Worker.objects.create(name="celery@died", seen_at=ago(60))
    client.force_login(admin_user)

    page = client.get("/admin/sms/worker/")

    listed = {worker.name: worker.is_seen for worker in page.context["cl"].result_list}
    assert listed == {"celery@lives": True, "celery@died": False}


def test_the_slower_pace_after_a_429_is_shown(client: Client, admin_user: User) -> None:
    GatewayState.objects.update(slowed_to=37.5, slowed_at=ago(1))
    client.force_login(admin_user)

    assert "37.5" in client.get("/admin/sms/gatewaystate/").content.decode()
