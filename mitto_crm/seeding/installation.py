"""What an admin would set up: logins, Setup, senders, templates. What is already there stays as it is."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from configuration.models import Configuration, Sender
from templates_app.models import SmsTemplate

PASSWORD = "demo"
# username: (first name, last name, permission set)
LOGINS = {
    "admin": ("Alex", "Morgan", "Mitto Admin"),
    "manager": ("Robin", "Clarke", "Mitto Campaign Manager"),
    "agent": ("Sam", "Rivera", "Mitto User Access"),
}

OWN_NUMBER = "+447100200300"
BRAND = "MITTO-SMS"
SENDERS = {
    OWN_NUMBER: Sender.Type.NUMERIC,
    "+12025550143": Sender.Type.NUMERIC,
    BRAND: Sender.Type.BRANDED,
}

OPEN_DAY = "Campaign: open day"
# name: (related object, From, text)
TEMPLATES = {
    "Lead: thanks for your interest": (
        "lead",
        OWN_NUMBER,
        "Hello <%=FirstName|there%>, thank you for your interest. When may we call <%=Company|you%> this week?",
    ),
    "Lead: appointment reminder": (
        "lead",
        OWN_NUMBER,
        "<%=Salutation|Dear%> <%=LastName%>, a reminder of our appointment tomorrow. Reply 1 to confirm, 2 to change.",
    ),
    "Lead: price list": (
        "lead",
        BRAND,
        "Hi <%=FirstName|there%>, our new price list is ready 📄 example.com/prices",
    ),
    "Contact: order ready": (
        "contact",
        OWN_NUMBER,
        "Good news, <%=FirstName|there%>: the order for <%=AccountName|you%> is ready to be collected.",
    ),
    "Contact: delivery on its way": (
        "contact",
        BRAND,
        "Dear <%=Name|customer%>, the delivery for <%=AccountName|you%> arrives today between 14:00 and 18:00.",
    ),
    OPEN_DAY: (
        "campaign",
        OWN_NUMBER,
        "Hi <%=FirstName|there%>, come to our open day on Saturday, 10 to 4: tea, cake and 20% off everything. "
        "Bring a friend from <%=City|town%>! Reply STOP to opt out.",
    ),
    "Campaign: newsletter": (
        "campaign",
        OWN_NUMBER,
        "<%=FirstName|Hello%>, our news is out: a new range, longer hours, free delivery until Sunday. "
        "example.com/news Reply STOP to opt out.",
    ),
}


def make_logins() -> dict[str, User]:
    """One login per permission set; the admin also sees what no permission set shows."""
    hashed = make_password(PASSWORD)
    return {username: _login(username, hashed) for username in LOGINS}


def _login(username: str, hashed: str) -> User:
    first_name, last_name, permission_set = LOGINS[username]
    is_admin = username == "admin"
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={
            "password": hashed,
            "first_name": first_name,
            "last_name": last_name,
            "email": f"{username}@example.com",
            "is_staff": is_admin,
            "is_superuser": is_admin,
        },
    )
    if is_new:
        user.groups.add(Group.objects.get(name=permission_set))
    return user


def complete_setup() -> None:
    """Setup as the demo's people need it; a product key that is there stays."""
    setup = Configuration.current()
    setup.lead_mobile = Configuration.LeadMobile.MOBILE_PHONE
    setup.contact_mobile = Configuration.ContactMobile.MOBILE_PHONE
    if not setup.product_key:
        setup.product_key = "demo-product-key"
        setup.time_zone = "Europe/London"
    setup.save()


def make_senders() -> dict[str, Sender]:
    return {
        name: Sender.objects.get_or_create(name=name, defaults={"type": type_})[0] for name, type_ in SENDERS.items()
    }


def make_templates(senders: dict[str, Sender]) -> dict[str, SmsTemplate]:
    return {
        name: SmsTemplate.objects.get_or_create(
            name=name, defaults={"related_object": related_object, "sender": senders[sender], "text": text}
        )[0]
        for name, (related_object, sender, text) in TEMPLATES.items()
    }
