"""Setup: Keyword rehearsal, below Opt-Out Keywords. Texts come by POST: none stands in an address or a log."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from configuration.admin.setup_page import render_setup_page
from gateway.callbacks import MAX_TEXT
from optout.models import Keyword
from optout.verdict import Verdict, normalise
from sms.inbox import judge_reply
from sms.rehearsal import rehearse

WORDS = {
    Verdict.OPT_OUT: "Opts out",
    Verdict.REVIEW: "Goes to the review desk",
    Verdict.OPT_IN: "Opts in again",
    Verdict.HELP: "Asks for help",
    Verdict.NONE: "Nothing",
}


class TextForm(forms.Form):
    text = forms.CharField(
        label="A reply", max_length=MAX_TEXT, strip=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class KeywordForm(forms.Form):
    add = forms.CharField(label="A keyword more", max_length=40, required=False, widget=UnfoldAdminTextInputWidget)
    remove = forms.ModelChoiceField(
        label="A keyword less",
        queryset=Keyword.objects.filter(is_locked=False),
        required=False,
        empty_label="None",
        widget=UnfoldAdminSelectWidget,
    )

    def clean_add(self) -> str:
        word: str = self.cleaned_data["add"]
        if word and not normalise(word):
            raise forms.ValidationError("A keyword needs at least one letter or digit.")
        return word

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not values["add"] and not values["remove"]:
            raise forms.ValidationError("Name a keyword to add, or choose one to remove.")
        return values


def rehearsal(request: HttpRequest) -> HttpResponse:
    """Two forms on one page; the button that was pressed says which was sent."""
    sent = request.POST.get("form", "")
    text_form = TextForm(request.POST if sent == "text" else None)
    keyword_form = KeywordForm(request.POST if sent == "keyword" else None)
    context: dict[str, Any] = {"text_form": text_form, "keyword_form": keyword_form}
    if text_form.is_valid():
        context["judgement"] = _shown(judge_reply(text_form.cleaned_data["text"]))
    if keyword_form.is_valid():
        values = keyword_form.cleaned_data
        changes = rehearse(add=values["add"], remove=values["remove"].value if values["remove"] else "")
        context |= {
            "changes": [(change, _shown(change.before), _shown(change.after)) for change in changes],
            "replies": sum(change.replies for change in changes),
        }
    return render_setup_page(request, "sms/setup/rehearsal.html", context, title="Keyword rehearsal")


def _shown(judgement: Any) -> dict[str, str]:
    return {"verdict": WORDS[judgement.verdict], "rule": judgement.rule}
