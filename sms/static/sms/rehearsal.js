// Judges the reply while it is typed: the form is posted as its button would, and the verdict taken from the answer.

const WAIT = 300; // milliseconds without typing

const form = document.querySelector("[data-rehearsal]");
const verdict = document.getElementById("verdict");
let waiting;
let asked = 0;

async function judge() {
  const question = ++asked;
  if (!form.elements.text.value.trim()) return verdict.replaceChildren();
  const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form) });
  if (!answer.ok || question !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  verdict.replaceChildren(...page.getElementById("verdict").children);
}

form.elements.text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(judge, WAIT);
});
