// Keyboard shortcuts: "/" searches, "?" shows all of them, "g" and a letter opens a tab. They can be turned off,
// because single keys get in the way of those who speak to their computer.

const help = document.querySelector("#shortcuts");
const choice = help.querySelector("[data-shortcuts-on]");
const FOLLOWS_WITHIN = 1500; // milliseconds between "g" and its letter
let pressedG = -FOLLOWS_WITHIN;

choice.checked = localStorage.getItem("shortcuts") !== "off";
choice.addEventListener("change", () => {
  if (choice.checked) localStorage.removeItem("shortcuts");
  else localStorage.setItem("shortcuts", "off");
});

for (const button of document.querySelectorAll("[data-show-shortcuts]")) {
  button.addEventListener("click", () => help.showModal());
}

function isTyping(element) {
  return element.isContentEditable || element.matches("input, select, textarea, [role=textbox]");
}

document.addEventListener("keydown", (event) => {
  if (!choice.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const isSecond = event.timeStamp - pressedG < FOLLOWS_WITHIN;
  pressedG = event.key === "g" ? event.timeStamp : -FOLLOWS_WITHIN;
  const place = isSecond && help.querySelector(`[data-goes-to="${CSS.escape(event.key)}"]`);
  if (place) location.assign(place.href);
  else if (event.key === "?") help.showModal();
  else if (event.key === "/") document.querySelector(".app-search [type=search]").focus();
  else return;
  event.preventDefault();
});
