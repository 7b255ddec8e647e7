"""Settings of the REST framework and of the OpenAPI schema; `mitto_crm.settings` takes them in."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",  # first, so that strangers get 401 and not 403
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.MayAct"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["api.filtering.Filters"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.errors.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}

DESCRIPTION = """
Everything a program needs to text leads, contacts and campaigns.

**Log in** with the header `Authorization: Token …`; `manage.py drf_create_token NAME` prints a user's token. A program
may do what the permission sets of its user allow.

**Lists** come as `{"next", "previous", "results"}`, newest first, 100 to a page (`page_size`, 200 at most); follow
`next` until it is null. A filter that a list does not know is refused. Relations are ids, numbers are E.164, times are
ISO 8601.

**Errors** are `{"code", "detail", "fields"}`: a word for programs, a sentence for people, and the sentences for each
field that is wrong.

**Never twice.** Send an `Idempotency-Key` of your own (a UUID, say) with each SMS and each broadcast you create. Repeat
the request with the same key as often as you like, for 24 hours at least: the answer is always the one SMS or
broadcast it made. The same key with another body is refused with 409. A refused request does not use its key up.
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Mitto CRM",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "api.schema.add_errors"],
    "ENUM_NAME_OVERRIDES": {
        "LeadStatus": "crm.models.Lead.Status",
        "CampaignStatus": "crm.models.Campaign.Status",
        "CampaignType": "crm.models.Campaign.Type",
        "MemberStatus": "crm.models.CampaignMember.Status",
        "SenderType": "configuration.models.Sender.Type",
        "SmsStatus": "sms.status.Status",
        "BroadcastStatus": "sms.models.Broadcast.Status",
        "OptOutSource": "optout.models.Suppression.Source",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Nothing is fetched from, or sent to, anybody else's server.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}
