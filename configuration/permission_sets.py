"""Permission sets: who may do what, as the groups of the original package."""

CRUD = ("view", "add", "change", "delete")

USER_ACCESS = (
    *(f"crm.{verb}_{model}" for model in ("lead", "contact", "campaign", "campaignmember") for verb in CRUD),
    *(f"templates_app.{verb}_smstemplate" for verb in CRUD),
    "sms.view_sms",
    "optout.view_suppression",
    "configuration.send_sms",
)
CAMPAIGN_MANAGER = (
    *USER_ACCESS,
    "sms.view_broadcast",
    "configuration.send_broadcast",
    "configuration.clear_opt_out",
    "configuration.settle_unknown",
)
ADMIN = (
    *CAMPAIGN_MANAGER,
    "configuration.view_configuration",
    "configuration.change_configuration",
    "configuration.reveal_product_key",
    *(f"configuration.{verb}_sender" for verb in CRUD),
    *(f"optout.{verb}_keyword" for verb in CRUD),
    *(f"auth.{verb}_{model}" for model in ("user", "group") for verb in CRUD),
    "optout.view_consentevent",
    "optout.view_review",
    "sms.view_attempt",
    "sms.view_deliveryupdate",
    "sms.view_exclusion",
    "sms.view_gatewaystate",
    "callbacks.view_rawevent",
    "callbacks.view_heldreport",
)

PERMISSION_SETS: dict[str, tuple[str, ...]] = {
    "Mitto User Access": USER_ACCESS,
    "Mitto Campaign Manager": CAMPAIGN_MANAGER,
    "Mitto Admin": ADMIN,
}
