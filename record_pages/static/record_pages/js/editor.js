// A text box for SMS: counter, the character to blame, merge fields put in at the caret. Works on each [data-editor].

import { fillIn, makeCounter, replaceSafely } from "./counter.js";

const SPOKEN_AFTER = 1000; // milliseconds without typing

/** Make the editors in `root` work; an editor is made once however often this runs. */
export function startEditors(root) {
  for (const editor of root.querySelectorAll("[data-editor]")) {
    if (!editor.dataset.started) start(editor);
    editor.dataset.started = "yes";
  }
}

function start(editor) {
  const part = (name) => editor.querySelector(`[data-${name}]`);
  const box = editor.querySelector("textarea");
  const table = JSON.parse(document.getElementById(editor.dataset.editor).textContent);
  const count = makeCounter(table.alphabet);
  let speaking;

  function show() {
    const text = fillIn(box.value, table.values);
    const counted = count(text);
    const line = counterLine(counted, table, text !== box.value);
    part("counter").textContent = line;
    blame(counted);
    limit(text.length);
    preview(text);
    clearTimeout(speaking);
    speaking = setTimeout(() => (part("spoken").textContent = line), SPOKEN_AFTER);
  }

  function blame({ offending }) {
    part("blame").hidden = offending === null;
    if (offending === null) return;
    const code = offending.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    part("offender").textContent = `${offending} (U+${code})`;
    part("replace").hidden = replaceSafely(box.value, table.alphabet.replacements) === box.value;
  }

  function limit(length) {
    const over = length - table.maxLength;
    part("too-long").hidden = over <= 0;
    part("over").textContent = over.toLocaleString();
  }

  function preview(text) {
    part("preview").hidden = !table.isExact || text === box.value;
    part("rendered").textContent = text;
  }

  part("replace").addEventListener("click", () => {
    box.value = replaceSafely(box.value, table.alphabet.replacements);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  part("insert").addEventListener("click", () => {
    box.setRangeText(part("fields").value, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  box.addEventListener("input", show);
  part("picker").hidden = false;
  show();
}

function counterLine({ label, units, single, segments }, { recipients, isExact, approximate }, isPersonal) {
  const words = [`(${label}) ${units} / ${single} [${segments}]`];
  if (recipients !== null) words.push(segments * recipients);
  if (isPersonal && !isExact) words.push(approximate);
  return words.join(" ");
}
