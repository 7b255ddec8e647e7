// The pre-flight: its last part becomes a dialog, and figures follow the options they depend on.

const form = document.querySelector("#preflight");
const dialog = document.querySelector("#confirm");

function open() {
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

if (dialog) {
  dialog.close();
  dialog.classList.remove("is-inline");
  const opener = document.querySelector("[data-open-confirm]");
  opener.hidden = false;
  opener.querySelector("button").addEventListener("click", open);
  const cancel = dialog.querySelector("[data-close]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  if ("reopen" in dialog.dataset) open();
}

for (const option of [form.elements.scheduled_at, form.elements.leave_out_doubtful]) {
  option?.addEventListener("change", () => form.requestSubmit(form.querySelector("[data-recount]")));
}

// Enter counts again or sends from the dialog; it never takes the first button of the page, which goes back.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  const part = event.target.closest(".options");
  part.querySelector("button[type=submit]").click();
});
