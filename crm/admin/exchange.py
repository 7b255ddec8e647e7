"""Import and Export buttons: CSV only, limited, previewed, signed for one person, and on record."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from import_export.admin import ImportExportModelAdmin
from import_export.results import RowResult
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm

from configuration import audit
from crm.csv_format import MAX_BYTES, SafeCsv
from crm.import_storage import KEPT_SECONDS, PassingStorage


class LimitedImportForm(ImportForm):
    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise ValidationError(f"The file is larger than {MAX_BYTES // 1024**2} MB. Split it.")
        return file


class ExchangeAdmin(ModelAdmin, ImportExportModelAdmin):
    formats = (SafeCsv,)
    tmp_storage_class = PassingStorage
    import_form_class = LimitedImportForm
    export_form_class = SelectableFieldsExportForm
    import_template_name = "crm/import.html"
    # The audit trail has one line for the whole file.
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        """The uploaded file's name travels through the browser, so it is signed for whoever uploaded it."""
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial["import_file_name"] = _signer(request).sign(initial["import_file_name"])
        return initial

    def create_confirm_form(self, request: HttpRequest, import_form: Any = None) -> Any:
        form = super().create_confirm_form(request, import_form)
        if form.is_bound and form.is_valid():
            form.cleaned_data["import_file_name"] = _unsigned(request, form.data["import_file_name"])
        return form

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(e))

    def process_import(self, request: HttpRequest, **options: Any) -> HttpResponse:
        try:
            done: HttpResponse = super().process_import(request, **options)
        except FileNotFoundError:
            messages.error(request, "This file was imported already, or the preview is too old. Upload it again.")
            return redirect("..")
        return done

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """The file was judged again; only now is it in, or nothing of it is."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, "Meanwhile the records changed and the file no longer fits. Nothing was imported.")
            return redirect("..")
        totals = result.totals
        added, changed = totals[RowResult.IMPORT_TYPE_NEW], totals[RowResult.IMPORT_TYPE_UPDATE]
        detail = f"{self.opts.verbose_name_plural}: {added:,} added, {changed:,} changed"
        audit.record(audit.What.IMPORTED, by=request.user, detail=detail)
        messages.success(request, f"Imported {detail}.")
        return redirect("..")

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **options: Any) -> Any:
        if not self.has_export_permission(request):
            raise PermissionDenied
        detail = f"{self.opts.verbose_name_plural}: {queryset.count()}"
        audit.record(audit.What.EXPORTED, by=request.user, detail=detail)
        return super().get_export_data(file_format, request, queryset, **options)


def _signer(request: HttpRequest) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"crm.import.{request.user.pk}")


def _unsigned(request: HttpRequest, name: str) -> str:
    try:
        return _signer(request).unsign(name, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        raise SuspiciousOperation("This preview is too old or not yours. Upload the file again.") from None
