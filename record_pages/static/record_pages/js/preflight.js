// The pre-flight: its last part becomes a dialog, and figures follow whatever they depend on.

const form = document.querySelector("#preflight");
const dialog = document.querySelector("#confirm");
const { scheduled_at: scheduledAt, leave_out_doubtful: spares } = form.elements;

function countAgain() {
  form.requestSubmit(form.querySelector("[data-recount]"));
}

function open() {
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

if (dialog) {
  dialog.close();
  dialog.classList.remove("is-inline");
  const opener = document.querySelector("[data-open-confirm]");
  opener.hidden = false;
  // A date that was begun and not finished would count as none, and send at once.
  opener.querySelector("button").addEventListener("click", () => scheduledAt.reportValidity() && open());
  const cancel = dialog.querySelector("[data-close]");
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close());
  if ("reopen" in dialog.dataset) open();
}

// A date changes with every digit; it is meant once the field is left.
scheduledAt.addEventListener("blur", () => {
  if (scheduledAt.value !== scheduledAt.defaultValue && scheduledAt.checkValidity()) countAgain();
});
spares?.addEventListener("change", countAgain);

// Records are mended in tabs of their own: back here, the figures are true again.
let isMending = false;
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-mends]")) isMending = true;
});
window.addEventListener("focus", () => {
  if (isMending) countAgain();
});
window.addEventListener("pageshow", (event) => {
  const [visit] = performance.getEntriesByType("navigation");
  if (event.persisted || visit?.type === "back_forward") countAgain();
});

// Enter counts again or sends from the dialog; it never takes the first button of the page, which goes back.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
  event.preventDefault();
  const part = event.target.closest(".options");
  part.querySelector("button[type=submit]").click();
});
