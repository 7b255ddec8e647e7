"""Addresses of the REST API, of its schema and of its documentation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.routers import APIRootView, DefaultRouter
from rest_framework.views import APIView

from api import broadcasts, campaigns, opt_outs, people, schema, setup, sms, sms_templates

app_name = "api"


class Resources(APIRootView):
    """The resources there are."""

    permission_classes = [IsAuthenticated]


class Nowhere(APIView):
    """An address with nothing behind it, answered like everything else."""

    permission_classes = [IsAuthenticated]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound


class Router(DefaultRouter):
    APIRootView = Resources
    include_format_suffixes = False


router = Router(use_regex_path=False)
router.register("leads", people.LeadViewSet)
router.register("contacts", people.ContactViewSet)
router.register("campaigns", campaigns.CampaignViewSet)
router.register("campaign-members", campaigns.MemberViewSet)
router.register("senders", setup.SenderViewSet)
router.register("templates", sms_templates.SmsTemplateViewSet)
router.register("opt-out-keywords", setup.KeywordViewSet)
router.register("opt-outs", opt_outs.OptOutViewSet)
router.register("sms", sms.SmsViewSet)
router.register("broadcasts", broadcasts.BroadcastViewSet)

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", schema.Schema.as_view(), name="schema"),
    path("docs/", login_required(schema.Docs.as_view()), name="docs"),
    re_path("", Nowhere.as_view()),
]
