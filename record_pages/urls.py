"""Addresses of the pages people work on."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from record_pages.subjects import AUDIENCES
from record_pages.views import (
    account,
    broadcast_controls,
    broadcasts,
    campaigns,
    contacts,
    home,
    inbox,
    leads,
    list_views,
    members,
    opt_outs,
    preflight,
    results,
    reviews,
    search,
    settling,
    sms,
    styleguide,
    templates,
    to_campaign,
    widget,
)

frame: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("search/", search.SearchPage.as_view(), name="search"),
    path("setup/", RedirectView.as_view(url="/admin/setup/"), name="setup"),
    path("styleguide/", styleguide.Styleguide.as_view(), name="styleguide"),
    path("login/", account.Login.as_view(), name="login"),
    path("language/", set_language, name="set_language"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", account.ChangePassword.as_view(), name="password-change"),
]

views_of_lists: list[URLPattern] = [
    path("views/<slug:object_name>/new/", list_views.NewListView.as_view(), name="list-view-new"),
    path("views/<slug:object_name>/pin/", list_views.PinListView.as_view(), name="list-view-pin"),
    path("views/<int:pk>/edit/", list_views.EditListView.as_view(), name="list-view-edit"),
    path("views/<int:pk>/delete/", list_views.DeleteListView.as_view(), name="list-view-delete"),
]

lead_pages: list[URLPattern] = [
    path("leads/", leads.LeadList.as_view(), name="leads"),
    path("leads/add-to-campaign/", to_campaign.LeadsToCampaign.as_view(), name="leads-to-campaign"),
    path("leads/new/", leads.LeadNew.as_view(), name="lead-new"),
    path("leads/<int:pk>/", leads.LeadPage.as_view(), name="lead"),
    path("leads/<int:pk>/edit/", leads.LeadEdit.as_view(), name="lead-edit"),
    path("leads/<int:pk>/edit/<int:section>/", leads.LeadSection.as_view(), name="lead-section"),
    path("leads/<int:pk>/status/", leads.LeadStatus.as_view(), name="lead-status"),
    path("leads/<int:pk>/delete/", leads.LeadDelete.as_view(), name="lead-delete"),
    path("leads/<int:pk>/opt-out/", opt_outs.LeadOptOut.as_view(), name="lead-opt-out"),
    path(
        "leads/<int:pk>/campaigns/add/",
        members.CampaignPick.as_view(),
        {"object_name": "lead"},
        name="lead-campaigns",
    ),
]

contact_pages: list[URLPattern] = [
    path("contacts/", contacts.ContactList.as_view(), name="contacts"),
    path("contacts/add-to-campaign/", to_campaign.ContactsToCampaign.as_view(), name="contacts-to-campaign"),
    path("contacts/new/", contacts.ContactNew.as_view(), name="contact-new"),
    path("contacts/<int:pk>/", contacts.ContactPage.as_view(), name="contact"),
    path("contacts/<int:pk>/edit/", contacts.ContactEdit.as_view(), name="contact-edit"),
    path("contacts/<int:pk>/edit/<int:section>/", contacts.ContactSection.as_view(), name="contact-section"),
    path("contacts/<int:pk>/delete/", contacts.ContactDelete.as_view(), name="contact-delete"),
    path("contacts/<int:pk>/opt-out/", opt_outs.ContactOptOut.as_view(), name="contact-opt-out"),
    path(
        "contacts/<int:pk>/campaigns/add/",
        members.CampaignPick.as_view(),
        {"object_name": "contact"},
        name="contact-campaigns",
    ),
]

campaign_pages: list[URLPattern] = [
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaigns"),
    path("campaigns/new/", campaigns.CampaignNew.as_view(), name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.CampaignPage.as_view(), name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.CampaignEdit.as_view(), name="campaign-edit"),
    path("campaigns/<int:pk>/edit/<int:section>/", campaigns.CampaignSection.as_view(), name="campaign-section"),
    path("campaigns/<int:pk>/status/", campaigns.CampaignStatus.as_view(), name="campaign-status"),
    path("campaigns/<int:pk>/delete/", campaigns.CampaignDelete.as_view(), name="campaign-delete"),
    path("campaigns/<int:pk>/members/", members.MemberList.as_view(), name="campaign-members"),
    path("campaigns/<int:pk>/members/add/", members.MemberAdd.as_view(), name="member-add"),
    path("campaigns/<int:pk>/members/search/", members.MemberSearch.as_view(), name="member-search"),
    path(
        "campaigns/<int:pk>/members/<int:member>/remove/",
        members.MemberRemove.as_view(),
        name="member-remove",
    ),
]

preflight_pages: list[URLPattern] = [
    page
    for kind in AUDIENCES
    for page in (
        path(f"{kind}s/<int:pk>/preflight/", preflight.Preflight.as_view(), {"kind": kind}, name="preflight"),
        path(
            f"{kind}s/<int:pk>/preflight/test/",
            preflight.TestBroadcast.as_view(),
            {"kind": kind},
            name="preflight-test",
        ),
        path(
            f"{kind}s/<int:pk>/preflight/left-out/<slug:reason>/",
            preflight.WouldBeLeftOut.as_view(),
            {"kind": kind},
            name="preflight-left-out",
        ),
        path(f"send/{kind}/<int:pk>/", preflight.SendBroadcast.as_view(), {"kind": kind}, name="send-broadcast"),
    )
]

send_panel: list[URLPattern] = [
    path("send/<slug:kind>/<int:pk>/", widget.SendSms.as_view(), name="send-sms"),
    path("send/<slug:kind>/<int:pk>/template/", widget.TakeTemplate.as_view(), name="widget-template"),
    path("send/<slug:kind>/<int:pk>/check/", widget.CheckNumber.as_view(), name="widget-check"),
]

sms_pages: list[URLPattern] = [
    path("sms/", sms.SmsList.as_view(), name="sms-list"),
    path("sms/settle/", settling.SettleSms.as_view(), name="sms-settle"),
    path("sms/<int:pk>/queue-again/", settling.QueueAgain.as_view(), name="sms-queue-again"),
    path("sms/<int:pk>/", sms.SmsPage.as_view(), name="sms"),
    path("sms/<int:pk>/status/", sms.SmsStatus.as_view(), name="sms-status"),
    path("sms/of/<slug:kind>/<int:pk>/", sms.RelatedList.as_view(), name="related-sms"),
]

reply_pages: list[URLPattern] = [
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/<int:pk>/", inbox.ThreadPage.as_view(), name="thread"),
    path("inbox/<int:pk>/lead/", inbox.LeadFromReply.as_view(), name="lead-from-reply"),
    path("reviews/", reviews.ReviewDesk.as_view(), name="reviews"),
    path("reviews/<int:pk>/decide/", reviews.DecideReview.as_view(), name="review-decide"),
]

template_pages: list[URLPattern] = [
    path("templates/", templates.TemplateList.as_view(), name="templates"),
    path("templates/new/", templates.NewTemplate.as_view(), name="template-new"),
    path("templates/preview/", templates.PreviewTemplate.as_view(), name="template-preview"),
    path("templates/<int:pk>/", templates.EditTemplate.as_view(), name="template"),
    path("templates/<int:pk>/clone/", templates.CloneTemplate.as_view(), name="template-clone"),
    path("templates/<int:pk>/delete/", templates.DeleteTemplate.as_view(), name="template-delete"),
]

broadcast_pages: list[URLPattern] = [
    path("broadcasts/", broadcasts.BroadcastList.as_view(), name="broadcasts"),
    path("broadcasts/<int:pk>/", broadcasts.BroadcastPage.as_view(), name="broadcast"),
    path("broadcasts/find/", results.FindNumber.as_view(), name="broadcasts-find"),
    path("broadcasts/<int:pk>/results/", results.BroadcastResults.as_view(), name="broadcast-results"),
    path("broadcasts/<int:pk>/export/", results.ExportBroadcast.as_view(), name="broadcast-export"),
    path("broadcasts/<int:pk>/send-again/", results.SendAgain.as_view(), name="broadcast-send-again"),
    path("broadcasts/<int:pk>/left-out/<slug:reason>/", broadcasts.LeftOut.as_view(), name="broadcast-left-out"),
    path("broadcasts/<int:pk>/pause/", broadcast_controls.PauseBroadcast.as_view(), name="broadcast-pause"),
    path("broadcasts/<int:pk>/resume/", broadcast_controls.ResumeBroadcast.as_view(), name="broadcast-resume"),
    path("broadcasts/<int:pk>/cancel/", broadcast_controls.CancelBroadcast.as_view(), name="broadcast-cancel"),
]

urlpatterns: list[URLPattern] = [
    *frame,
    *views_of_lists,
    *lead_pages,
    *contact_pages,
    *campaign_pages,
    *preflight_pages,
    *send_panel,
    *sms_pages,
    *reply_pages,
    *template_pages,
    *broadcast_pages,
]
