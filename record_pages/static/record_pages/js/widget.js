// The Send SMS panel: its editor, Ctrl+Enter, and words for a server that did not answer.

import { startEditors } from "./editor.js";

const PANEL = "[data-send-panel]";

// htmx puts a fresh form into the panel after each answer.
document.addEventListener("htmx:load", (event) => startEditors(event.target.closest(PANEL) ?? event.target));
startEditors(document);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest(`${PANEL} form`);
  const send = form?.querySelector("[data-send]");
  if (send && !send.disabled) form.requestSubmit(send);
});

// A template fills the text; what was typed by hand is asked about first.
document.addEventListener("htmx:confirm", (event) => {
  const select = event.target;
  if (!select.matches?.("[data-fills-text]")) return;
  const box = select.form.elements.text;
  const isTyped = box.value.trim() !== "" && box.value !== box.defaultValue;
  if (isTyped && !window.confirm(select.dataset.question)) event.preventDefault();
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
