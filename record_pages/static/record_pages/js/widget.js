// The Send SMS panel: its editor, Ctrl+Enter, and words for a server that did not answer.

import { startEditors } from "./editor.js";

const PANEL = "[data-send-panel]";

startEditors(document);

// htmx puts a fresh form into the panel after each answer. The focus goes to what is wrong, and is never lost.
document.addEventListener("htmx:load", ({ target: form }) => {
  if (!form.matches(`${PANEL} form`)) return;
  startEditors(form.parentElement);
  const box = form.elements.text;
  const wrong = form.querySelector("[aria-invalid=true]") ?? (document.activeElement === document.body ? box : null);
  wrong?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest(`${PANEL} form`);
  const send = form?.querySelector("[data-send]");
  if (send && !send.disabled) form.requestSubmit(send);
});

// A template fills the text; what was typed by hand is asked about first.
document.addEventListener("htmx:confirm", (event) => {
  const question = event.target.dataset.fillsText;
  if (!question) return;
  const { text: box, template: select } = event.target.closest("form").elements;
  const isTyped = box.value.trim() !== "" && box.value !== box.defaultValue;
  if (!isTyped || window.confirm(question)) return;
  event.preventDefault();
  const before = [...select.options].find((option) => option.defaultSelected);
  select.value = before ? before.value : "";
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const panel = event.target.closest(PANEL);
    if (panel && event.target.matches("form")) panel.querySelector("[data-no-answer]").hidden = false;
  });
}
document.addEventListener("htmx:beforeRequest", (event) => {
  const notice = event.target.closest(PANEL)?.querySelector("[data-no-answer]");
  if (notice && event.target.matches("form")) notice.hidden = true;
});
