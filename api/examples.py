"""What the documentation shows for each resource: a request, and the answer to it."""

from drf_spectacular.utils import OpenApiExample

NUMBER = "+447700900123"
NOW = "2026-11-23T09:30:00Z"
TEXT = "Hello <%=FirstName%>, your table is ready."


def shown(name: str, body: dict[str, object], **answer: object) -> list[OpenApiExample]:
    """One example: `body` is sent, and comes back with what `answer` adds."""
    return [
        OpenApiExample(name, value=body, request_only=True),
        OpenApiExample(name, value={**body, **answer}, response_only=True),
    ]


LEAD = shown(
    "A lead",
    {
        "first_name": "Bertha",
        "last_name": "Boxer",
        "company": "Farmers Coop.",
        "email": "bertha@example.com",
        "mobile_phone": NUMBER,
        "country": "GB",
        "lead_source": "Web",
    },
    id=3,
    salutation="",
    title="",
    phone="",
    fax="",
    status="Open",
    rating="",
    sms_opt_out=False,
)
CONTACT = shown(
    "A contact",
    {
        "first_name": "Sean",
        "last_name": "Forbes",
        "account_name": "Edge Communications",
        "mobile_phone": NUMBER,
        "country": "GB",
    },
    **dict.fromkeys(("salutation", "title", "email", "phone", "fax", "lead_source"), ""),
    **dict.fromkeys(("home_phone", "other_phone", "assistant_phone"), ""),
    id=8,
    status="Active",
    sms_opt_out=False,
)
CAMPAIGN = shown(
    "A campaign",
    {"name": "Opening night", "type": "SMS", "start_date": "2026-12-01"},
    id=2,
    status="Planned",
    end_date=None,
    description="",
)
MEMBER = shown("A lead in a campaign", {"campaign": 2, "lead": 3}, id=51, contact=None, status="Added")
SENDER = shown("A sender that can be answered", {"type": "numeric", "name": "+447700900000"}, id=1)
TEMPLATE = shown(
    "A template for leads",
    {"name": "Table ready", "related_object": "lead", "sender": 1, "text": TEXT},
    id=4,
)
KEYWORD = shown("A keyword", {"value": "NO MORE"}, id=9)
OPT_OUT = shown(
    "Opted out on the phone",
    {"number": NUMBER, "reason": "Asked us on the phone"},
    id=7,
    source="api",
    sms=None,
    created_at=NOW,
    cleared_at=None,
)
SMS_ORDER = [
    OpenApiExample("To a lead", value={"lead": 3, "sender": 1, "text": TEXT}),
    OpenApiExample("To a contact, from a template", value={"contact": 8, "sender": 1, "template": 5}),
    OpenApiExample("To a number", value={"to": NUMBER, "sender": 1, "text": "Your code is 4711."}),
]
SMS = [
    OpenApiExample(
        "Delivered",
        value={
            "id": 1,
            "number": "SMS-000001",
            "direction": "outbound",
            "status": "delivered",
            "delivery_status": "DELIVERED",
            "message_status": "SENT",
            "to": NUMBER,
            "from": "+447700900000",
            "text": "Hello Bertha, your table is ready.",
            "encoding": "gsm7",
            "segments": 1,
            "sent_messages": 1,
            "lead": 3,
            "contact": None,
            "campaign": None,
            "broadcast": None,
            "template": None,
            "gateway_id": "8c1f3a52-5d07-4b1e-8f0a-2b6d3c9e7a10",
            "reference": "5f0c2f6b9d3e4c55a1f7b8e2d4c6a901",
            "error": "",
            "created_at": NOW,
            "sent_at": NOW,
            "delivered_at": NOW,
            "delivery_updates": [
                {"status": "DELIVERED", "error_code": "", "occurred_at": NOW, "received_at": NOW},
            ],
        },
    )
]
BROADCAST_ORDER = [
    OpenApiExample("A text to a campaign", value={"campaign": 2, "sender": 1, "text": "Doors open at 7."}),
    OpenApiExample("Tomorrow, from a template", value={"campaign": 2, "sender": 1, "template": 6, "scheduled_at": NOW}),
    OpenApiExample(
        "The same text again", value={"campaign": 2, "sender": 1, "text": "Doors open at 7.", "confirm_repeat": True}
    ),
]
BROADCAST = [
    OpenApiExample(
        "Running",
        value={
            "id": 6,
            "campaign": 2,
            "sender": 1,
            "text": "Doors open at 7.",
            "template": None,
            "status": "running",
            "pause_reason": "",
            "scheduled_at": None,
            "counts": {"delivered": 480, "sent": 12},
            "exclusions": {"opted_out": 7, "no_number": 1},
        },
    )
]
