"""What the admin pages of leads and contacts share; `optout.admin` registers them, with their opt-out."""

from unfold.admin import ModelAdmin

ADDRESS = ("street", "city", "state", "postal_code", "country")
ABOUT = ("lead_source", "owner", "description")


class PersonAdmin(ModelAdmin):
    list_filter: tuple[str, ...] = ("lead_source", "country")
    list_select_related = ("owner",)
    search_fields = ("first_name", "last_name", "email", "mobile_phone_e164__exact", "phone_e164__exact")
    search_help_text = "A name, an email address or a number as +44…"
    autocomplete_fields = ("owner",)
    show_full_result_count = False
